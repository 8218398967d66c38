package wabahub.graph;

import java.util.List;
import wabahub.secrets.Secret;

/// On whose authority a call is made.
sealed interface Pass {
  /// What a token looks like: visible ASCII, so that it can stand in a header.
  String TOKEN = "[!-~]{1,4096}";

  /// A client's business token, or the system user's.
  record Bearer(Secret token) implements Pass {}

  /// The app's own, `APP_ID|APP_SECRET`.
  record App() implements Pass {}

  /// The code of an Embedded Signup: here the app's secret goes along as a parameter.
  record Code(Secret code) implements Pass {}

  /// What must not come back in a text, besides the app's secrets.
  default List<Secret> secrets() {
    return switch (this) {
      case Bearer(Secret token) -> List.of(token);
      case App() -> List.of();
      case Code(Secret code) -> List.of(code);
    };
  }
}
