package wabahub.http;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/// Turns refusals into answers; the only place that does.
final class Refusals {
  private static final String PROBLEM = "application/problem+json; charset=utf-8";
  private static final String HTML = "text/html; charset=utf-8";

  private Refusals() {}

  static Answer answer(Refusal refusal, Face face) {
    Reason reason = refusal.reason();
    Answer answer =
        switch (face) {
          case ENVELOPE ->
              new Answer(reason, reason.status(), Answer.JSON, envelope(refusal), Map.of());
          case PROBLEM ->
              new Answer(reason, reason.problemStatus(), PROBLEM, problem(refusal), Map.of());
          case PAGE ->
              new Answer(reason, reason.problemStatus(), HTML, page(refusal), Map.of())
                  .header("Content-Security-Policy", "default-src 'none'");
        };
    if (answer.status() == 401) {
      answer = answer.header("WWW-Authenticate", "Bearer");
    }
    Duration after = refusal.retryAfter();
    return after == null ? answer : answer.header("Retry-After", seconds(after));
  }

  private static byte[] envelope(Refusal refusal) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("status", "FAIL");
    body.put("reason", refusal.reason().number());
    refusal.fields().forEach(body::putIfAbsent);
    return Json.bytes(body);
  }

  /// Without style: what has pages of its own words its refusals itself, and this is for the rest.
  private static byte[] page(Refusal refusal) {
    String sentence = escaped(refusal.reason().sentence());
    String detail = escaped(String.valueOf(refusal.getMessage()));
    String text = detail.equals(sentence) ? "" : "<p>" + detail + "</p>";
    return ("<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>"
            + sentence
            + "</title><h1>"
            + sentence
            + "</h1>"
            + text
            + "</html>")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static byte[] problem(Refusal refusal) {
    Reason reason = refusal.reason();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put(
        "type", "urn:wabahub:reason:" + reason.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    body.put("title", reason.sentence());
    body.put("status", reason.problemStatus());
    body.put("detail", refusal.getMessage());
    refusal.fields().forEach(body::putIfAbsent);
    return Json.bytes(body);
  }

  /// Rounded up, for a caller who comes back early is refused again; 0 would invite that.
  private static String seconds(Duration after) {
    return Long.toString(Math.max(1, after.plusNanos(999_999_999).toSeconds()));
  }
}
