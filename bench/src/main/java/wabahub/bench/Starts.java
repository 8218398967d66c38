package wabahub.bench;

import java.util.List;

/// From the start of `./wabahub serve` to its first answer, and what it holds in memory then.
final class Starts {
  private static final int IDLE_SECONDS = 10;

  private final int rounds;

  Starts(int rounds) {
    this.rounds = rounds;
  }

  List<Row> measure() {
    Samples start = new Samples();
    Samples memory = new Samples();
    try (Engine database = Engine.of("sqlite")) {
      Hub.start(database).close(); // its tables
      for (int round = 0; round < rounds; round++) {
        long begin = System.nanoTime();
        try (Hub hub = Hub.start(database)) {
          hub.metric("wabahub_journal_lag_seconds");
          start.add((System.nanoTime() - begin) / 1e6);
          Thread.sleep(IDLE_SECONDS * 1_000L);
          memory.add(hub.residentMegabytes());
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return List.of(
        Row.atMost(
            "start to first answer, SQLite", "", start.text() + " ms", start.median(), 800, " ms"),
        Row.atMost(
            "resident memory, idle for " + IDLE_SECONDS + " s",
            "",
            memory.text() + " MB",
            memory.median(),
            180,
            " MB"));
  }
}
