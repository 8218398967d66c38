package wabahub.sandbox;

/// Who a token belongs to.
sealed interface Caller {
  /// The app itself, with `APP_ID|APP_SECRET`.
  record App() implements Caller {}

  /// The partner's system user.
  record SystemUser() implements Caller {}

  /// A client that shared its assets with the app.
  record Client(TokenNode token) implements Caller {}
}
