package wabahub.sandbox;

import java.io.Serial;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// An error in Meta's form.
final class MetaError extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  /// Meta says which kind of request it was.
  private static final String REQUEST = "Unsupported request.";

  private final int code;
  private final int subcode;
  private final String details;

  private MetaError(int code, int subcode, String message, String details) {
    super(message, null, false, false);
    this.code = code;
    this.subcode = subcode;
    this.details = details;
  }

  /// `title`: behind the code in the message. `details`: "" = none.
  static MetaError of(int code, String title, String details) {
    return new MetaError(code, 0, "(#" + code + ") " + title, details);
  }

  /// An error whose message does not start with its code.
  static MetaError plain(int code, int subcode, String message) {
    return new MetaError(code, subcode, message, "");
  }

  static MetaError parameter(String what) {
    return of(100, "Invalid parameter", what);
  }

  /// Meta does not tell a node that is not there from one that is somebody else's.
  static MetaError missing(String id) {
    return plain(
        100,
        33,
        REQUEST
            + " Object with ID '%s' does not exist, cannot be loaded due to missing permissions, or does not support this operation."
                .formatted(id));
  }

  static MetaError permission(String details) {
    return of(200, "Permissions error", details);
  }

  int code() {
    return code;
  }

  /// As in Meta's list of error codes, autumn 2026.
  int status() {
    return switch (code) {
      case 0, 102, 190 -> 401;
      case 10, 368, 130497, 131005, 131031 -> 403;
      case 132001 -> 404;
      case 3, 131000, 131016, 131045, 131057, 133000, 134102 -> 500;
      case 2, 133004 -> 503;
      default -> code >= 200 && code < 300 ? 403 : 400;
    };
  }

  private static String verb(String method) {
    return REQUEST.replace("request", method.toLowerCase(Locale.ROOT) + " request");
  }

  private boolean isTransient() {
    return switch (code) {
      case 1, 2, 4, 80007, 130429, 131000, 131016, 131057, 133004 -> true;
      default -> false;
    };
  }

  /// The body of an answer to a call of that method.
  ObjectNode json(String method) {
    ObjectNode root = Json.object();
    ObjectNode error = root.putObject("error");
    error.put("message", String.valueOf(getMessage()).replace(REQUEST, verb(method)));
    error.put("type", subcode == 33 ? "GraphMethodException" : "OAuthException");
    error.put("code", code);
    if (subcode != 0) {
      error.put("error_subcode", subcode);
    }
    if (isTransient()) {
      error.put("is_transient", true);
    }
    if (!details.isEmpty()) {
      ObjectNode data = error.putObject("error_data");
      data.put("messaging_product", "whatsapp").put("details", details);
    }
    long trace = ThreadLocalRandom.current().nextLong(Long.MAX_VALUE);
    error.put("fbtrace_id", "A" + Long.toString(trace, 36));
    return root;
  }
}
