package wabahub.metering;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import wabahub.model.Search;

/// The chain of sessions, against one that is always built anew from all messages.
final class ChainTest {
  private static final long DAY = Chain.SESSION_SECONDS;

  /// How many messages there are at each instant.
  private static final class Messages implements Chain.Messages {
    private final TreeMap<Long, Integer> at = new TreeMap<>();
    private int seeks;

    void add(long instant) {
      at.merge(instant, 1, Integer::sum);
    }

    void remove(long instant) {
      at.computeIfPresent(instant, (i, count) -> count == 1 ? null : count - 1);
    }

    @Override
    public Iterator<Long> chain(long from) {
      return new Iterator<>() {
        private Long next = seek(from);

        @Override
        public boolean hasNext() {
          return next != null;
        }

        @Override
        public Long next() {
          Long current = next;
          next = seek(current + DAY);
          return current;
        }
      };
    }

    private Long seek(long from) {
      seeks++;
      return at.ceilingKey(from);
    }

    long[] chain() {
      List<Long> openings = new ArrayList<>();
      for (long instant : at.keySet()) {
        if (openings.isEmpty() || instant >= openings.getLast() + DAY) {
          openings.add(instant);
        }
      }
      return openings.stream().mapToLong(Long::longValue).toArray();
    }
  }

  @Test
  void extend_insideAndAfterTheLastSession_isDoneWithoutLooking() {
    long[] openings = {DAY, 3 * DAY};
    TreeSet<Long> added =
        new TreeSet<>(List.of(2 * DAY - 1, 3 * DAY, 4 * DAY, 5 * DAY - 1, 9 * DAY));
    assertThat(Chain.extend(openings, added)).hasValue(new long[] {DAY, 3 * DAY, 4 * DAY, 9 * DAY});
  }

  @Test
  void extend_beforeASessionThatIsThere_hasToLook() {
    long[] openings = {DAY, 3 * DAY};
    assertThat(Chain.extend(openings, new TreeSet<>(List.of(DAY - 1)))).isEmpty();
    assertThat(Chain.extend(openings, new TreeSet<>(List.of(2 * DAY)))).isEmpty();
  }

  @Test
  void extend_ofNoSessions_opensTheFirst() {
    assertThat(Chain.extend(new long[0], new TreeSet<>(List.of(5L, 6L)))).hasValue(new long[] {5});
  }

  @Test
  void rebuild_thatMeetsAnOldOpening_stopsThere() {
    Messages messages = new Messages();
    for (int day = 0; day < 1_000; day++) {
      messages.add(day * DAY + 100 * DAY);
    }
    long[] before = messages.chain();
    messages.add(99 * DAY);
    long[] after = Chain.rebuild(before, 99 * DAY, 99 * DAY, messages);
    assertThat(after).isEqualTo(messages.chain()).hasSize(1_001);
    assertThat(messages.seeks).isLessThan(5);
  }

  @Test
  void rebuild_afterRandomChanges_isTheChainOfAllMessages() {
    long seed = Search.seed();
    System.out.println("seed " + seed);
    SplittableRandom random = new SplittableRandom(seed);
    for (int run = 0; run < 2_000; run++) {
      Messages messages = new Messages();
      long[] openings = new long[0];
      for (int step = 0; step < 12; step++) {
        TreeSet<Long> changed = new TreeSet<>();
        boolean onlyAdded = true;
        for (int i = random.nextInt(1, 4); i > 0; i--) {
          long instant = random.nextInt(1, 9) * DAY / 2 + random.nextInt(-1, 2);
          if (!messages.at.isEmpty() && random.nextInt(4) == 0) {
            instant = new ArrayList<>(messages.at.keySet()).get(random.nextInt(messages.at.size()));
            messages.remove(instant);
            onlyAdded = false;
          } else {
            messages.add(instant);
          }
          changed.add(instant);
        }
        Optional<long[]> quick = onlyAdded ? Chain.extend(openings, changed) : Optional.empty();
        long[] rebuilt = Chain.rebuild(openings, changed.first(), changed.last(), messages);
        assertThat(rebuilt).as("run %d step %d", run, step).isEqualTo(messages.chain());
        quick.ifPresent(extended -> assertThat(extended).isEqualTo(messages.chain()));
        openings = rebuilt;
      }
    }
  }
}
