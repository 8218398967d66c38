package wabahub.console;

import java.util.Locale;
import wabahub.numbers.NumberState;
import wabahub.numbers.Trouble;

/// A number's state in words.
record States(Speech speech) {
  String quality(NumberState state) {
    String quality = state.quality().isEmpty() ? "UNKNOWN" : state.quality();
    String key = "quality." + quality.toLowerCase(Locale.ROOT);
    return speech.knows(key) ? speech.say(key) : quality;
  }

  /// Meta's `TIER_1K` as customers a day; "" when it has said none.
  String limit(NumberState state) {
    String tier = state.messagingLimit().replace("TIER_", "");
    if (tier.equals("UNLIMITED")) {
      return speech.say("limit.unlimited");
    }
    if (!tier.matches("[0-9]{1,9}K?")) {
      return state.messagingLimit();
    }
    long thousands = tier.endsWith("K") ? 1_000 : 1;
    return speech.say("limit.a_day", Long.parseLong(tier.replace("K", "")) * thousands);
  }

  /// In a word or two.
  String name(NumberState state) {
    if (state.trouble() != null) {
      return speech.say(state.isBroken() ? "state.broken" : "state.warning");
    }
    return switch (state.canSend()) {
      case YES -> speech.say("state.working");
      case NO -> speech.say("state.broken");
      case UNKNOWN -> speech.say("state.unknown");
    };
  }

  /// `good`, `warn`, `bad` or `soft`.
  String tone(NumberState state) {
    if (state.trouble() != null) {
      return state.isBroken() ? "bad" : "warn";
    }
    return switch (state.canSend()) {
      case YES -> "good";
      case NO -> "bad";
      case UNKNOWN -> "soft";
    };
  }

  /// What is wrong; "" when nothing is.
  String reason(NumberState state) {
    NumberState.Since since = state.trouble();
    return since == null ? "" : speech.say("trouble." + code(since.trouble()));
  }

  /// What to do about it; "" when nothing is wrong.
  String cure(NumberState state) {
    NumberState.Since since = state.trouble();
    return since == null ? "" : speech.say("cure." + code(since.trouble()));
  }

  private static String code(Trouble trouble) {
    return trouble.name().toLowerCase(Locale.ROOT);
  }
}
