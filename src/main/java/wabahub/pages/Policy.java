package wabahub.pages;

import java.util.List;

/// What a page may load beside what its own host serves. Each is an origin such as
/// `https://example.org`. `isFramed`: whether pages of the same host may show it in a frame.
public record Policy(
    List<String> scripts, List<String> connections, List<String> frames, boolean isFramed) {
  /// Nothing from anywhere else.
  public static final Policy OWN = new Policy(List.of(), List.of(), List.of());

  public Policy(List<String> scripts, List<String> connections, List<String> frames) {
    this(scripts, connections, frames, false);
  }

  /// The same of a page that pages of its own host may frame.
  public Policy framed() {
    return new Policy(scripts, connections, frames, true);
  }

  /// The same of a page that frames pages of its own host.
  public Policy framing() {
    return new Policy(scripts, connections, List.of("'self'"), isFramed);
  }

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
        "frame-ancestors " + (isFramed ? "'self'" : "'none'"),
        "base-uri 'none'");
  }

  private static String others(List<String> origins) {
    return origins.isEmpty() ? "" : " " + String.join(" ", origins);
  }
}
