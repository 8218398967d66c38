package wabahub.console;

import java.util.Locale;

/// A part of the console as the navigation shows it.
public enum Section {
  NUMBERS,
  ONBOARDING,
  USAGE,
  SETTINGS,
  /// The operator's.
  HUB;

  /// In addresses, in the keys of texts and for its icon.
  public String code() {
    return name().toLowerCase(Locale.ROOT);
  }
}
