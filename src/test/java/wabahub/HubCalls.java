package wabahub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.http.Json;

/// The calls of a hub that tests make, over HTTP.
abstract class HubCalls implements AutoCloseable {
  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).executor(Runnable::run).build();

  private static final AtomicInteger COUNT = new AtomicInteger(1_000_000);

  abstract int port();

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  /// `body`: null, bytes, a String, or anything that becomes JSON.
  Reply call(String method, String path, Map<String, String> headers, @Nullable Object body) {
    List<String> list = new ArrayList<>();
    headers.forEach((name, value) -> list.addAll(List.of(name, value)));
    return call(method, path, list, body);
  }

  /// `headers`: names and values in turn; a name may come twice.
  Reply call(String method, String path, List<String> headers, @Nullable Object body) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri(path)).timeout(Patience.LIMIT);
    for (int i = 0; i < headers.size(); i += 2) {
      request.header(headers.get(i), headers.get(i + 1));
    }
    request.method(
        method,
        switch (body) {
          case null -> HttpRequest.BodyPublishers.noBody();
          case byte[] bytes -> HttpRequest.BodyPublishers.ofByteArray(bytes);
          case String text -> HttpRequest.BodyPublishers.ofString(text);
          default -> HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body));
        });
    try {
      HttpResponse<byte[]> response =
          CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      String text = new String(response.body(), StandardCharsets.UTF_8);
      return new Reply(response.statusCode(), text, response);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /// Sends exactly this, and returns what comes until the hub closes the connection.
  String raw(String text) {
    return raw(port(), text);
  }

  static String raw(int port, String text) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(30_000);
      socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Reply admin(String method, String path, @Nullable Object body) {
    return call(method, path, Map.of("Authorization", "Bearer " + TestHub.ADMIN_TOKEN), body);
  }

  Reply get(String path, Account account) {
    return call("GET", path, Map.of("Authorization", account.bearer()), null);
  }

  /// A new partner; `zone` null = the hub's.
  Account partner(String name, @Nullable String zone) {
    Map<String, Object> body = new HashMap<>(Map.of("name", name));
    if (zone != null) {
      body.put("time_zone", zone);
    }
    Reply reply = admin("POST", "/admin/partners", body);
    if (reply.status() != 201) {
      throw new AssertionError(reply.text());
    }
    JsonNode created = reply.json();
    String clientId = created.get("client_id").stringValue();
    String secret = created.get("client_secret").stringValue();
    return new Account(created.get("id").asLong(), clientId, secret, token(clientId, secret));
  }

  String token(String clientId, String clientSecret) {
    return accessToken(clientId, clientSecret).json().get("access_token").stringValue();
  }

  Reply accessToken(String clientId, String clientSecret) {
    Map<String, String> body = Map.of("client_id", clientId, "client_secret", clientSecret);
    return call("POST", "/api/settings/accessToken", Map.of(), body);
  }

  /// The reason that a token of this account gets for a call.
  int reasonOf(String token) {
    return call(
            "GET", "/api/whatsapp/getWhatsApp", Map.of("Authorization", "Bearer " + token), null)
        .reason();
  }

  /// Takes a number over with names made of its digits.
  Reply number(Account account, String whatsapp, String phoneNumberId) {
    return take(account, takeover(whatsapp, phoneNumberId));
  }

  /// `numbers`: one, or a list.
  Reply take(Account account, Object numbers) {
    return admin("POST", "/admin/partners/" + account.id() + "/numbers", numbers);
  }

  /// A WhatsApp number that no test has had.
  static String whatsapp() {
    return "97250" + COUNT.incrementAndGet();
  }

  /// A phone number id that no test has had.
  static String phone() {
    return "31002003" + COUNT.incrementAndGet();
  }

  /// A new number as the operator sends it, to be changed.
  static Map<String, Object> takeover() {
    return takeover(whatsapp(), phone());
  }

  static Map<String, Object> takeover(String whatsapp, String phoneNumberId) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("whatsapp", whatsapp);
    fields.put("phone_number_id", phoneNumberId);
    fields.put("waba_id", "204680135792468");
    fields.put("display_name", "Display " + whatsapp);
    fields.put("business_name", "Business " + whatsapp);
    return fields;
  }

  /// Posts a webhook signed as Meta signs.
  Reply webhook(byte[] body) {
    return webhook(body, "sha256=" + sign(body));
  }

  Reply webhook(byte[] body, String signature) {
    return call("POST", "/webhooks/meta", Map.of("X-Hub-Signature-256", signature), body);
  }

  static String sign(byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(
          new SecretKeySpec(TestHub.APP_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// getWhatsApp.
  JsonNode list(Account account) {
    return get("/api/whatsapp/getWhatsApp", account).json();
  }

  /// marketing, service and incoming of a number this month.
  List<Long> figures(Account account, String whatsapp) {
    for (JsonNode number : list(account).get("list")) {
      if (number.get("whatsapp").stringValue().equals(whatsapp)) {
        return List.of(
            number.get("marketingThisMonth").asLong(),
            number.get("serviceThisMonth").asLong(),
            number.get("incomingThisMonth").asLong());
      }
    }
    throw new AssertionError(whatsapp + " is not in the list");
  }

  @Override
  public abstract void close();
}
