package wabahub.pages;

import java.util.List;

/// What a page may load beside what its own host serves. Each is an origin such as
/// `https://example.org`.
public record Policy(List<String> scripts, List<String> connections, List<String> frames) {
  /// Nothing from anywhere else.
  public static final Policy OWN = new Policy(List.of(), List.of(), List.of());

  /// The Content-Security-Policy.
  String header() {
    return String.join(
        "; ",
        "default-src 'none'",
        "script-src 'self'" + others(scripts),
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'" + others(connections),
        "frame-src " + (frames.isEmpty() ? "'none'" : String.join(" ", frames)),
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'");
  }

  private static String others(List<String> origins) {
    return origins.isEmpty() ? "" : " " + String.join(" ", origins);
  }
}
