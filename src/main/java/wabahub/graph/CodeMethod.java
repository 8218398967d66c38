package wabahub.graph;

/// How a verification code reaches a number.
public enum CodeMethod {
  SMS,
  VOICE
}
