package wabahub.intake;

import java.util.Locale;

/// What became of something that waited and was tried again.
public enum Retried {
  APPLIED,
  /// It still cannot be applied; it may be on the other shelf by now.
  WAITING,
  /// It had come longer before its number than is waited: it counts nothing.
  EXPIRED;

  /// As the API and the console name it.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
