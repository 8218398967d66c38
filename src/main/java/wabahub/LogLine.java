package wabahub;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// One line an event: instant, level, logger, `key=value` pairs; the stack trace of a failure
/// below.
final class LogLine extends Formatter {
  /// The beginning of a line in that second (UNIX).
  private record Second(long epoch, String text) {}

  private volatile Second second = new Second(Long.MIN_VALUE, "");

  /// Sends all logging to a stream. Libraries speak from WARNING on.
  static void sendTo(PrintStream out) {
    // Helidon would otherwise look for a logging.properties and say so.
    System.setProperty("io.helidon.logging.config.disabled", "true");
    LogManager.getLogManager().reset();
    Logger root = Logger.getLogger("");
    root.setLevel(Level.WARNING);
    HUB.setLevel(Level.INFO);
    root.addHandler(new LogWriter(out, new LogLine()));
  }

  // Held: a logger that nobody holds may be collected, and its level with it.
  private static final Logger HUB = Logger.getLogger("wabahub");

  /// With microseconds. What comes before them is the same for all lines of a second.
  private void instant(StringBuilder line, Instant at) {
    Second its = second;
    if (its.epoch() != at.getEpochSecond()) {
      String text = at.truncatedTo(ChronoUnit.SECONDS).toString();
      its = new Second(at.getEpochSecond(), text.substring(0, text.length() - 1) + ".");
      second = its;
    }
    String micros = Integer.toString(1_000_000 + at.getNano() / 1_000);
    line.append(its.text()).append(micros, 1, micros.length()).append('Z');
  }

  @Override
  public String format(LogRecord event) {
    StringBuilder line = new StringBuilder(160);
    instant(line, event.getInstant());
    line.append(' ').append(event.getLevel().getName());
    line.append(' ').append(event.getLoggerName()).append(' ').append(formatMessage(event));
    line.append('\n');
    if (event.getThrown() != null) {
      StringWriter trace = new StringWriter();
      event.getThrown().printStackTrace(new PrintWriter(trace));
      line.append(trace);
    }
    return line.toString();
  }
}
