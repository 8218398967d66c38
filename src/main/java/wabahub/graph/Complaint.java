package wabahub.graph;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// The `error` object of an answer of Meta's, and the answer's HTTP status. `code`: null when it
/// has none. `passing`: Meta's `is_transient`.
record Complaint(
    int status,
    @Nullable Integer code,
    int subcode,
    String message,
    String details,
    boolean passing) {

  static Optional<Complaint> of(int status, JsonNode json) {
    JsonNode error = json.path("error");
    if (!error.isObject()) {
      return Optional.empty();
    }
    JsonNode code = error.path("code");
    return Optional.of(
        new Complaint(
            status,
            code.canConvertToInt() ? code.asInt() : null,
            error.path("error_subcode").asInt(0),
            error.path("message").asString(""),
            details(error),
            error.path("is_transient").asBoolean(false)));
  }

  private static String details(JsonNode error) {
    String details = error.path("error_data").path("details").asString("");
    return details.isEmpty() ? error.path("error_user_msg").asString("") : details;
  }

  /// Its row in the table; here go the codes that mean several things.
  MetaError row(Edge edge) {
    if (code == null) {
      return MetaError.unknown(status, passing);
    }
    MetaError several = several(edge, code);
    MetaError row = several != null ? several : MetaError.of(code);
    // Of "unknown error" the status may know more.
    boolean vague = row == MetaError.BUSY && status == 429;
    return row == null || vague ? MetaError.unknown(status, passing) : row;
  }

  private @Nullable MetaError several(Edge edge, int number) {
    return switch (number) {
      // A wrong secret has no code of its own.
      case 1 -> says("client secret") ? MetaError.APPLICATION : null;
      // What is shown there is the app's own token.
      case 190 -> edge == Edge.DEBUG_TOKEN ? MetaError.APPLICATION : null;
      case 100 -> parameter(edge);
      case 136024 -> says("too many") ? MetaError.CODES : null;
      default -> null;
    };
  }

  private @Nullable MetaError parameter(Edge edge) {
    if (says("appsecret_proof")) {
      return MetaError.APPLICATION;
    }
    if (edge == Edge.EXCHANGE && isAboutCode()) {
      return MetaError.AUTHENTICATION;
    }
    if (subcode == 33 || says("does not exist")) {
      return MetaError.GONE;
    }
    // What is more exact than 100 may stand there; small numbers mean other things there.
    return subcode >= 100_000 ? MetaError.of(subcode) : null;
  }

  /// 36007: expired; 36009: used. 36008 is about the address of the page, which a new code does not
  /// change.
  private boolean isAboutCode() {
    return subcode != 36008
        && (subcode == 36007
            || subcode == 36009
            || says("authorization code")
            || says("verification code"));
  }

  private boolean says(String words) {
    return message.toLowerCase(Locale.ROOT).contains(words)
        || details.toLowerCase(Locale.ROOT).contains(words);
  }
}
