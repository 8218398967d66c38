package wabahub.console;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import wabahub.metering.Metering;
import wabahub.metering.Period;

/// Figures by category in words. A category that is new at Meta is called what Meta calls it.
record UsageWords(Speech speech) {
  /// The sums, charged ones first; only what there is.
  List<UsagePage.Category> lines(List<Period> periods) {
    Map<String, Long> charged = new TreeMap<>();
    Map<String, Long> free = new TreeMap<>();
    long sessions = 0;
    for (Period period : periods) {
      period.charged().forEach((name, units) -> charged.merge(name, units, Long::sum));
      period.free().forEach((name, units) -> free.merge(name, units, Long::sum));
      sessions += period.sessions();
    }
    List<UsagePage.Category> lines = new ArrayList<>();
    charged.forEach((name, units) ->
        add(lines, category(name), Metering.isMarketing(name) ? "marketing" : "service", units));
    add(lines, speech.say("usage.sessions"), "incoming", sessions);
    free.forEach((name, units) -> add(lines, free(name), "", units));
    return lines;
  }

  private void add(List<UsagePage.Category> lines, String name, String kind, long units) {
    if (units != 0) {
      String counts = kind.isEmpty() ? "" : speech.say("figure." + kind);
      lines.add(new UsagePage.Category(name, counts, speech.number(units)));
    }
  }

  String category(String name) {
    return known("category." + name.toLowerCase(Locale.ROOT), name);
  }

  private String free(String name) {
    return known("free." + name.toLowerCase(Locale.ROOT), name);
  }

  private String known(String key, String otherwise) {
    return speech.knows(key) ? speech.say(key) : otherwise;
  }
}
