package wabahub.messages;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import wabahub.numbers.Numbers;
import wabahub.storage.Storage;

/// Erases what is kept of numbers that have left: nobody can ask for it any more. Not before what
/// was under way has ended, and again and again, for Meta's webhooks may be late by days.
final class Erasure {
  /// After it nothing of a number is under way or in doubt.
  static final Duration GRACE = Outcomes.PATIENCE;

  private static final int NUMBERS = 50;
  private static final int PAGES = 20;
  private static final int ROWS = 500;

  private final Storage storage;
  private final Numbers numbers;
  private final InstantSource clock;

  /// The number (id) after which the next look begins.
  private long after;

  Erasure(Storage storage, Numbers numbers, InstantSource clock) {
    this.storage = storage;
    this.numbers = numbers;
    this.clock = clock;
  }

  /// Erases some rows of some numbers, by turns; returns how many rows.
  synchronized int clean() {
    long before = clock.instant().getEpochSecond() - GRACE.toSeconds();
    for (int i = 0; i < PAGES; i++) {
      long from = after;
      List<Long> gone = storage.read(tx -> numbers.deleted(tx, before, from, NUMBERS));
      int erased =
          gone.isEmpty() ? 0 : storage.write(tx -> HistorySql.deleteNumbers(tx, gone, ROWS));
      if (erased > 0) {
        // There may be more of them.
        return erased;
      }
      after = gone.size() < NUMBERS ? 0 : gone.getLast();
      if (after == 0) {
        break;
      }
    }
    return 0;
  }
}
