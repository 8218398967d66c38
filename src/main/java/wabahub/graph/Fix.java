package wabahub.graph;

/// What somebody can do about a failure of Meta's, in words for a partner.
public enum Fix {
  WAIT("Meta does not answer as it should. The hub tries again by itself.");

  private final String sentence;

  Fix(String sentence) {
    this.sentence = sentence;
  }

  /// One or two English sentences.
  public String sentence() {
    return sentence;
  }
}
