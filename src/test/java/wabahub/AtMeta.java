package wabahub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;

/// What a test does at the stand-in for Meta by itself: brings a number to life there without a
/// hub.
record AtMeta(Sandbox meta) {
  /// Connects the number of a client; returns the client's token.
  String connect(SignUp signUp) {
    String exchange =
        "oauth/access_token?client_id=%s&client_secret=%s&code=%s"
            .formatted(Meta.APP_ID, TestHub.APP_SECRET, signUp.code());
    String token = call("GET", exchange, "").get("access_token").stringValue();
    call("POST", signUp.phoneNumberId() + "/register?messaging_product=whatsapp&pin=123456", token);
    call("POST", signUp.wabaId() + "/subscribed_apps", token);
    return token;
  }

  private JsonNode call(String method, String path, String token) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(meta.url() + "/v25.0/" + path))
            .method(method, HttpRequest.BodyPublishers.noBody())
            .header("Authorization", "Bearer " + token)
            .build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
      return Json.parseTolerantly(answer.body()).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
