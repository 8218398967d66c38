package wabahub.http;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/// What goes back to a caller. `body` is sent as it is and must not change any more.
public record Answer(
    Reason reason, int status, String contentType, byte[] body, Map<String, String> headers) {
  public static final String JSON = "application/json; charset=utf-8";
  public static final String TEXT = "text/plain; charset=utf-8";

  /// 200 with `value` as JSON.
  public static Answer json(Object value) {
    return json(200, value);
  }

  public static Answer json(int status, Object value) {
    return of(status, JSON, Json.bytes(value));
  }

  public static Answer text(int status, String text) {
    return of(status, TEXT, text.getBytes(StandardCharsets.UTF_8));
  }

  public static Answer of(int status, String contentType, byte[] body) {
    return new Answer(Reason.OK, status, contentType, body, Map.of());
  }

  /// 204 without a body.
  public static Answer empty() {
    return of(204, "", new byte[0]);
  }

  /// The same with one more header.
  public Answer header(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new Answer(reason, status, contentType, body, more);
  }
}
