package wabahub.numbers;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import wabahub.outbox.Event;
import wabahub.secrets.Secrets;

/// What a partner is told of the life of a number (docs/events.md): only what has changed.
final class News {
  private static final Set<Aspect> RATING = Set.of(Aspect.QUALITY, Aspect.MESSAGING_LIMIT);
  private static final Set<Aspect> ACCOUNT =
      Set.of(Aspect.RESTRICTION, Aspect.BAN, Aspect.REVIEW, Aspect.VIOLATION, Aspect.ALERT);

  private final WabaNumber number;
  private final List<Event> events = new ArrayList<>();

  private News(WabaNumber number) {
    this.number = number;
  }

  /// `changed`: the words that say something else than those before them.
  static List<Event> of(
      WabaNumber number, NumberState before, NumberState after, List<Mark> changed) {
    News news = new News(number);
    news.rating(after, changed.stream().filter(m -> RATING.contains(m.aspect())).toList());
    changed.forEach(news::word);
    news.connection(before.cutOff(), after.cutOff(), changed);
    return news.events;
  }

  private void rating(NumberState after, List<Mark> changed) {
    if (!changed.isEmpty()) {
      Map<String, Object> more = new LinkedHashMap<>();
      more.put("quality", after.quality());
      more.put("messaging_limit", after.messagingLimit());
      tell("number.quality", changed, more);
    }
  }

  private void word(Mark mark) {
    if (mark.aspect() == Aspect.NAME) {
      tell("number.name", List.of(mark), with("name_status", mark, new LinkedHashMap<>()));
    } else if (ACCOUNT.contains(mark.aspect()) || isOfSending(mark)) {
      Map<String, Object> more = new LinkedHashMap<>();
      more.put("what", what(mark));
      tell("number.account", List.of(mark), with("code", mark, more));
    }
  }

  /// A trouble that the hub has found, but one of the connection, which has an event of its own.
  private static boolean isOfSending(Mark mark) {
    Trouble trouble = mark.aspect() == Aspect.USE ? Diagnosis.of(mark, mark.at()) : null;
    return trouble != null && !trouble.cutsOff();
  }

  private static String what(Mark mark) {
    return mark.aspect() == Aspect.USE ? "sending" : mark.aspect().name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> with(String key, Mark mark, Map<String, Object> more) {
    more.put(key, mark.code());
    more.putAll(Details.fields(mark.detail()));
    return more;
  }

  private void connection(
      NumberState.@Nullable Since before, NumberState.@Nullable Since after, List<Mark> changed) {
    if (after == null && before != null) {
      tell("number.reconnected", changed, Map.of("code", before.trouble().name()));
    } else if (after != null && (before == null || before.trouble() != after.trouble())) {
      tell("number.reconnect_needed", changed, NumberState.fields(after));
    }
  }

  private void tell(String name, List<Mark> why, Map<String, Object> more) {
    long at = why.stream().mapToLong(Mark::at).max().orElseThrow();
    StringBuilder content = new StringBuilder(number.numberId() + " " + name);
    why.forEach(m ->
        content.append(' ').append(m.aspect()).append(m.code()).append(m.detail()).append(m.at()));
    String whatsapp = number.whatsapp().digits();
    events.add(event(number.partnerId(), content.toString(), name, at, whatsapp, more));
  }

  /// A number has left the hub.
  static Event deleted(WhatsAppNumber number, long at) {
    String content = number.id() + " number.deleted";
    String whatsapp = number.whatsapp().digits();
    return event(number.partnerId(), content, "number.deleted", at, whatsapp, Map.of());
  }

  /// `content`: the same for the same happening.
  private static Event event(
      long partnerId,
      String content,
      String name,
      long at,
      String whatsapp,
      Map<String, Object> more) {
    String id = HexFormat.of().formatHex(Secrets.digest(content));
    return new Event(partnerId, id, "whatsapp", name, at, whatsapp, "", more);
  }
}
