package wabahub.numbers;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.outbox.Outbox;

/// How numbers are at Meta: of each aspect of a number's life the newest word counts, in whatever
/// order the words come and how often.
final class States {
  private static final Word OK = new Word(Mark.OK, Mark.NO_DETAIL);

  private final Kept kept;
  private final Outbox outbox;
  private final InstantSource clock;

  States(Kept kept, Outbox outbox, InstantSource clock) {
    this.kept = kept;
    this.outbox = outbox;
    this.clock = clock;
  }

  /// The states of numbers (ids), all of them.
  Map<Long, NumberState> of(Handle tx, Collection<Long> numberIds) {
    Map<Long, Map<Aspect, Mark>> marks = StateSql.load(tx, numberIds);
    long now = now();
    return numberIds.stream()
        .distinct()
        .collect(
            Collectors.toMap(
                id -> id, id -> NumberState.of(marks.getOrDefault(id, Map.of()).values(), now)));
  }

  void apply(Handle tx, AccountEvent event) {
    List<Mark> marks = AccountReader.read(event);
    if (marks.isEmpty()) {
      return;
    }
    NumberSql.shareWorld(tx);
    kept.keep(tx, event, marks);
    for (WabaNumber number : WabaSql.lockWaba(tx, event.wabaId())) {
      if (number.isMeantBy(event.phone())) {
        settle(tx, number, marks.stream().filter(mark -> concerns(mark, number)).toList());
      }
    }
  }

  /// A number that went live after it was said to be cut off has been connected since.
  private static boolean concerns(Mark mark, WabaNumber number) {
    return mark.aspect() != Aspect.ACCESS || mark.at() >= number.registeredAt();
  }

  /// Numbers go live: what was said before holds for them, too. Nobody is told; it is no change.
  void begin(Handle tx, Collection<WabaNumber> numbers) {
    StateSql.save(tx, kept.of(tx, numbers));
  }

  /// A number has another WABA: nothing that was said of the one before holds.
  void moved(Handle tx, long numberId) {
    StateSql.delete(tx, numberId);
    WabaSql.lockLive(tx, numberId).ifPresent(number -> begin(tx, List.of(number)));
  }

  /// A number has left at an instant (UNIX seconds).
  void end(Handle tx, WhatsAppNumber number, long at) {
    StateSql.delete(tx, number.id());
    outbox.add(tx, News.deleted(number, at));
  }

  void broken(Handle tx, long numberId, Trouble trouble) {
    say(tx, numberId, Map.of(Aspect.USE, new Word(trouble.name(), Mark.NO_DETAIL)));
  }

  /// Whether that is news.
  boolean works(Handle tx, long numberId, boolean sent) {
    Mark use = marks(tx, numberId).get(Aspect.USE);
    Trouble trouble = use == null ? null : Diagnosis.of(use, now());
    boolean isOver = trouble != null && (sent || trouble.cutsOff());
    if (isOver) {
      renewed(tx, numberId);
    }
    return isOver;
  }

  void mended(Handle tx, long numberId) {
    say(tx, numberId, Map.of(Aspect.ACCESS, OK, Aspect.USE, OK));
  }

  void renewed(Handle tx, long numberId) {
    say(tx, numberId, Map.of(Aspect.USE, OK));
  }

  void receiving(Handle tx, long numberId, Receiving receiving, String reason) {
    Word word = new Word(receiving.name(), Details.of("reason", reason));
    say(tx, numberId, Map.of(Aspect.RECEIVING, word));
  }

  void rated(Handle tx, long numberId, String quality, String messagingLimit) {
    Map<Aspect, Word> words = new EnumMap<>(Aspect.class);
    if (!quality.isEmpty()) {
      words.put(Aspect.QUALITY, new Word(Details.name(quality), Mark.NO_DETAIL));
    }
    if (!messagingLimit.isEmpty()) {
      words.put(Aspect.MESSAGING_LIMIT, new Word(Details.name(messagingLimit), Mark.NO_DETAIL));
    }
    // What is said for the first time is no news: a partner is told of changes.
    Set<Aspect> known = marks(tx, numberId).keySet();
    StateSql.save(
        tx,
        Map.of(
            numberId,
            words.entrySet().stream()
                .filter(word -> !known.contains(word.getKey()))
                .map(word ->
                    new Mark(word.getKey(), word.getValue().code(), Mark.NO_DETAIL, now(), now()))
                .toList()));
    words.keySet().retainAll(known);
    say(tx, numberId, words);
  }

  /// A word of the hub's own; `detail`: a JSON object.
  private record Word(String code, String detail) {}

  /// What the hub itself has found out about a live number; nothing happens when it says what was
  /// known already, or the number is deleted.
  private void say(Handle tx, long numberId, Map<Aspect, Word> words) {
    WabaSql.lockLive(tx, numberId)
        .ifPresent(number -> {
          Map<Aspect, Mark> before = marks(tx, numberId);
          List<Mark> marks = new ArrayList<>();
          words.forEach((aspect, word) -> {
            Mark mark = own(aspect, word, before.get(aspect));
            if (mark != null) {
              marks.add(mark);
            }
          });
          settle(tx, number, marks);
        });
  }

  /// It is newer than whatever was said before, although the clocks of others may be ahead. Null
  /// when it says the same; but that a number is connected is worth saying again: what was sent
  /// before that and comes later must not count.
  private @Nullable Mark own(Aspect aspect, Word word, @Nullable Mark before) {
    long at = before == null ? now() : Math.max(now(), before.at());
    long arrivedAt = before == null ? now() : Math.max(now(), before.arrivedAt() + 1);
    Mark mark = new Mark(aspect, word.code(), word.detail(), at, arrivedAt);
    boolean isNews = before == null || !mark.saysTheSameAs(before) || word.code().equals(Mark.OK);
    return isNews ? mark : null;
  }

  private void settle(Handle tx, WabaNumber number, List<Mark> marks) {
    Map<Aspect, Mark> known = marks(tx, number.numberId());
    NumberState before = NumberState.of(known.values(), now());
    List<Mark> fresh = new ArrayList<>();
    List<Mark> changed = new ArrayList<>();
    for (Mark mark : marks) {
      Mark old = known.get(mark.aspect());
      if (old == null || mark.isNewerThan(old)) {
        known.put(mark.aspect(), mark);
        fresh.add(mark);
        if (old == null || !mark.saysTheSameAs(old)) {
          changed.add(mark);
        }
      }
    }
    StateSql.save(tx, Map.of(number.numberId(), fresh));
    if (!changed.isEmpty()) {
      NumberState after = NumberState.of(known.values(), now());
      News.of(number, before, after, changed).forEach(event -> outbox.add(tx, event));
    }
  }

  private static Map<Aspect, Mark> marks(Handle tx, long numberId) {
    Map<Aspect, Mark> found = StateSql.load(tx, List.of(numberId)).get(numberId);
    return found == null ? new EnumMap<>(Aspect.class) : found;
  }

  int clean(Handle tx) {
    return kept.expire(tx, now());
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
