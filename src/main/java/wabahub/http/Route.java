package wabahub.http;

/// One endpoint. `method`: an HTTP method, or [#ANY]. `pattern`: a path with `{name}` for one
/// segment.
public record Route(String method, String pattern, Face face, Handler handler) {
  /// The handler sees every method; the Partners API answers a wrong one itself.
  public static final String ANY = "*";
}
