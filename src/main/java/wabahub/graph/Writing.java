package wabahub.graph;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.StringJoiner;
import wabahub.egress.Outgoing;
import wabahub.http.Json;
import wabahub.secrets.Secret;
import wabahub.secrets.Signer;

/// Turns a call into a request.
record Writing(Settings settings, Secret appSecret, Duration timeout) {
  /// Of a request, from the name's resolution to the last byte of the answer.
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  /// A page of 100 numbers is about 100 KB.
  static final int ANSWER_BYTES = 2 * 1024 * 1024;

  private static final byte[] NOTHING = {};

  Outgoing write(Ask ask) {
    Map<String, String> headers = new LinkedHashMap<>();
    Map<String, String> query = new LinkedHashMap<>(ask.query());
    headers.put("Accept", "application/json");
    switch (ask.pass()) {
      case Pass.Bearer(Secret token) -> show(token, headers, query);
      case Pass.App() -> show(appToken(), headers, query);
      case Pass.Code(Secret code) -> {
        query.put("client_id", settings.appId());
        query.put("client_secret", appSecret.reveal());
        query.put("code", code.reveal());
      }
    }
    byte[] body = ask.body().isEmpty() ? NOTHING : Json.bytes(ask.body());
    if (body.length > 0) {
      headers.put("Content-Type", "application/json");
    }
    URI address = address(ask.path(), query);
    return new Outgoing(ask.edge().method(), address, headers, body, timeout, ANSWER_BYTES);
  }

  /// With the proof that the token is used by the app, which Meta requires if the app is set so.
  private void show(Secret token, Map<String, String> headers, Map<String, String> query) {
    headers.put("Authorization", "Bearer " + token.reveal());
    query.put("appsecret_proof", proof(token));
  }

  private Secret appToken() {
    return new Secret(settings.appId() + "|" + appSecret.reveal());
  }

  /// 64 lower-case hex digits: the HMAC-SHA256 of the token under the app's secret.
  private String proof(Secret token) {
    return HexFormat.of().formatHex(new Signer(appSecret).sign(bytes(token.reveal())));
  }

  private URI address(String path, Map<String, String> query) {
    String base = settings.url().toString().replaceFirst("/+$", "");
    StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");
    query.forEach((name, value) -> parameters.add(name + "=" + encoded(value)));
    return URI.create(base + "/" + settings.version() + "/" + path + parameters);
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
