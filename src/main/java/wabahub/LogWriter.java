package wabahub;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/// Writes log lines a few milliseconds' worth at a time: were each line written by the request that
/// it is about, requests would stand in line for the stream. A warning, and all that was said
/// before it, is written before whoever gives it goes on.
final class LogWriter extends Handler {
  private static final int MAX_CHARACTERS = 256 * 1024;
  private static final long GATHERING_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final PrintStream out;
  private final ReentrantLock writing = new ReentrantLock();
  private final ReentrantLock gathering = new ReentrantLock();
  private final Condition begun = gathering.newCondition();
  private StringBuilder lines = new StringBuilder();
  private volatile boolean closed;

  LogWriter(PrintStream out, Formatter format) {
    this.out = out;
    setFormatter(format);
    Thread.ofPlatform().daemon().name("log-writer").start(this::run);
  }

  @Override
  public void publish(LogRecord event) {
    boolean urgent = add(getFormatter().format(event));
    if (urgent || closed || event.getLevel().intValue() >= Level.WARNING.intValue()) {
      flush();
    }
  }

  /// Whether there is as much now as may wait.
  private boolean add(String line) {
    gathering.lock();
    try {
      if (lines.isEmpty()) {
        begun.signal();
      }
      lines.append(line);
      return lines.length() >= MAX_CHARACTERS;
    } finally {
      gathering.unlock();
    }
  }

  private StringBuilder take() {
    gathering.lock();
    try {
      StringBuilder taken = lines;
      lines = new StringBuilder(taken.length() + 160);
      return taken;
    } finally {
      gathering.unlock();
    }
  }

  private void run() {
    while (!closed) {
      awaitLine();
      LockSupport.parkNanos(GATHERING_NANOS);
      flush();
    }
  }

  private void awaitLine() {
    gathering.lock();
    try {
      while (lines.isEmpty()) {
        begun.awaitUninterruptibly();
      }
    } finally {
      gathering.unlock();
    }
  }

  @Override
  public void flush() {
    writing.lock();
    try {
      out.print(take());
      out.flush();
    } finally {
      writing.unlock();
    }
  }

  /// What comes later is written at once.
  @Override
  public void close() {
    closed = true;
    flush();
  }
}
