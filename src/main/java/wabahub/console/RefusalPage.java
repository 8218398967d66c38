package wabahub.console;

/// Why something was not done, in words.
public record RefusalPage(Frame frame, Text text, int status) {
  /// `detail`: in English, "" = none.
  public record Text(String sentence, String detail) {}
}
