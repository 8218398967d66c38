package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.http.Json;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// Numbers of a hub in a process of its own that can send by the sandbox.
final class SendKillNumbers {
  private static final int NUMBERS = 4;

  private SendKillNumbers() {}

  /// A number and its key.
  record Line(String whatsapp, String phoneNumberId, String apiKey) {}

  /// Connects them; the hub hears the sandbox from now on.
  static List<Line> connect(Sandbox meta, HubProcess hub) {
    meta.hub(hub.uri("/"));
    Account partner = hub.partner("Harbour Messaging", null);
    List<SignUp> signUps =
        IntStream.range(0, NUMBERS)
            .mapToObj(i -> connect(meta, hub, partner, whatsapp(i)))
            .toList();
    JsonNode list = hub.list(partner).get("list");
    List<Line> lines = new ArrayList<>();
    for (JsonNode number : list) {
      String whatsapp = number.get("whatsapp").stringValue();
      int i = Integer.parseInt(whatsapp.substring(whatsapp.length() - 1));
      String apiKey = number.get("apiKey").stringValue();
      lines.add(new Line(whatsapp, signUps.get(i).phoneNumberId(), apiKey));
    }
    assertThat(lines).hasSize(NUMBERS);
    return lines;
  }

  private static String whatsapp(int i) {
    return "44770090017" + i;
  }

  private static SignUp connect(Sandbox meta, HubProcess hub, Account partner, String whatsapp) {
    SignUp signUp = meta.signUp(Wanted.of("Kites").on(whatsapp).with(Wanted.Trait.SILENT));
    String exchange = "oauth/access_token?client_id=%s&client_secret=%s&code=%s";
    String token =
        graph(meta, "GET", exchange.formatted(Meta.APP_ID, TestHub.APP_SECRET, signUp.code()), "")
            .get("access_token")
            .stringValue();
    String register = "/register?messaging_product=whatsapp&pin=123456";
    graph(meta, "POST", signUp.phoneNumberId() + register, token);
    graph(meta, "POST", signUp.wabaId() + "/subscribed_apps", token);
    Map<String, Object> takeover = HubCalls.takeover(whatsapp, signUp.phoneNumberId());
    takeover.put("waba_id", signUp.wabaId());
    takeover.put("access_token", token);
    assertThat(hub.take(partner, takeover).status()).isEqualTo(201);
    return signUp;
  }

  private static JsonNode graph(Sandbox meta, String method, String path, String token) {
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
