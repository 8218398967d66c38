package wabahub;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// What is logged while it is open, as the hub writes it, in place of the console.
final class LogTap extends Handler implements AutoCloseable {
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger HUB = Logger.getLogger("wabahub");

  private final List<LogRecord> records = new CopyOnWriteArrayList<>();
  private final List<Handler> usual = List.of(ROOT.getHandlers());
  private final Level before = HUB.getLevel();

  LogTap() {
    usual.forEach(ROOT::removeHandler);
    HUB.setLevel(Level.INFO);
    ROOT.addHandler(this);
  }

  /// All lines, traces of failures included.
  String text() {
    LogLine format = new LogLine();
    return String.join("", records.stream().map(format::format).toList());
  }

  /// Lines of failures.
  List<String> failures() {
    LogLine format = new LogLine();
    return records.stream()
        .filter(line -> line.getLevel().intValue() >= Level.WARNING.intValue())
        .map(format::format)
        .toList();
  }

  @Override
  public void publish(LogRecord line) {
    records.add(line);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    ROOT.removeHandler(this);
    HUB.setLevel(before);
    usual.forEach(ROOT::addHandler);
  }
}
