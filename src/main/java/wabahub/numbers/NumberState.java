package wabahub.numbers;

import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How a number is, as far as Meta has told and the hub has found out. `quality`: GREEN, YELLOW,
/// RED, UNKNOWN or ""; `messagingLimit`, `nameStatus`: Meta's words, "" when it has said none.
/// `receivingReason`: why not, "" when there is nothing to say. `trouble`: the worst, null when
/// nothing is known to be wrong.
public record NumberState(
    String quality,
    String messagingLimit,
    String nameStatus,
    CanSend canSend,
    Receiving receiving,
    String receivingReason,
    @Nullable Since trouble) {

  /// A trouble and since when it is known (UNIX seconds).
  public record Since(Trouble trouble, long at) {}

  /// The state that the newest words come to at an instant (UNIX seconds). The one place that
  /// decides whether a number can send.
  static NumberState of(Collection<Mark> marks, long now) {
    Map<Aspect, Mark> by = new EnumMap<>(Aspect.class);
    marks.forEach(mark -> by.put(mark.aspect(), mark));
    TreeMap<Trouble, Long> troubles = new TreeMap<>();
    marks.forEach(mark -> {
      Trouble trouble = Diagnosis.of(mark, now);
      if (trouble != null) {
        troubles.merge(trouble, mark.at(), Math::min);
      }
    });
    Receiving receiving = Receiving.valueOf(code(by, Aspect.RECEIVING, Receiving.UNKNOWN.name()));
    Mark received = by.get(Aspect.RECEIVING);
    return new NumberState(
        code(by, Aspect.QUALITY, ""),
        code(by, Aspect.MESSAGING_LIMIT, ""),
        code(by, Aspect.NAME, ""),
        canSend(troubles, receiving),
        receiving,
        received == null ? "" : Details.text(received.detail(), "reason"),
        troubles.isEmpty()
            ? null
            : new Since(troubles.firstEntry().getKey(), troubles.firstEntry().getValue()));
  }

  private static CanSend canSend(TreeMap<Trouble, Long> troubles, Receiving receiving) {
    if (troubles.keySet().stream().anyMatch(Trouble::stopsSending)) {
      return CanSend.NO;
    }
    // Whoever could subscribe the WABA has a token that works.
    return receiving == Receiving.YES ? CanSend.YES : CanSend.UNKNOWN;
  }

  private static String code(Map<Aspect, Mark> by, Aspect aspect, String otherwise) {
    Mark mark = by.get(aspect);
    return mark == null ? otherwise : mark.code();
  }

  /// Whether it cannot send or cannot receive.
  public boolean isBroken() {
    return trouble != null && trouble.trouble().isBreakage();
  }

  /// What has to be connected again, null when it needs not be.
  @Nullable Since cutOff() {
    return trouble != null && trouble.trouble().cutsOff() ? trouble : null;
  }

  /// As JSON shows it.
  public Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("quality", quality);
    fields.put("messaging_limit", messagingLimit);
    fields.put("name_status", nameStatus);
    fields.put("can_send", canSend.name().toLowerCase(Locale.ROOT));
    fields.putAll(health());
    return fields;
  }

  /// The part of it that the operator can do something about.
  Map<String, Object> health() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("receiving", receiving.name().toLowerCase(Locale.ROOT));
    fields.put("receiving_reason", receivingReason);
    fields.put("trouble", trouble == null ? null : fields(trouble));
    return fields;
  }

  static Map<String, Object> fields(Since since) {
    Trouble trouble = since.trouble();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", trouble.name());
    fields.put("sentence", trouble.sentence());
    fields.put("cure", trouble.cure());
    fields.put("link", trouble.link().isEmpty() ? null : trouble.link());
    fields.put("since", Instant.ofEpochSecond(since.at()).toString());
    return fields;
  }
}
