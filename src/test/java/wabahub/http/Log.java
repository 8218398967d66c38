package wabahub.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What is logged while something is done, in place of its usual way out.
final class Log {
  private Log() {}

  /// Records of level INFO and above.
  static List<LogRecord> recorded(Runnable action) {
    List<LogRecord> records = new CopyOnWriteArrayList<>();
    Handler handler = new Recorder(records);
    Logger root = Logger.getLogger("");
    Handler[] usual = root.getHandlers();
    List.of(usual).forEach(root::removeHandler);
    root.addHandler(handler);
    try {
      action.run();
    } finally {
      root.removeHandler(handler);
      List.of(usual).forEach(root::addHandler);
    }
    return records;
  }

  /// For a test that provokes what is rightly logged.
  static <T> T silently(Supplier<T> action) {
    List<T> results = new CopyOnWriteArrayList<>();
    recorded(() -> results.add(action.get()));
    return results.getFirst();
  }

  private static final class Recorder extends Handler {
    private final List<LogRecord> records;

    Recorder(List<LogRecord> records) {
      this.records = records;
      setLevel(Level.INFO);
    }

    @Override
    public void publish(LogRecord entry) {
      if (isLoggable(entry)) {
        records.add(entry);
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
