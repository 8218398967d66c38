package wabahub;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/// One line an event: instant, level, logger, `key=value` pairs; the stack trace of a failure
/// below.
final class LogLine extends Formatter {
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

  @Override
  public String format(LogRecord event) {
    StringBuilder line = new StringBuilder(160);
    line.append(event.getInstant()).append(' ').append(event.getLevel().getName());
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
