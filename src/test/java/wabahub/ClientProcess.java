package wabahub;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/// A client of docs/clients in a process of its own, with no environment but what it is given.
final class ClientProcess implements AutoCloseable {
  private final Process process;
  private final BlockingQueue<String> fresh = new LinkedBlockingQueue<>();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  ClientProcess(List<String> command, Map<String, String> environment) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      process = builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    reader = Thread.startVirtualThread(() -> output.lines().forEach(this::printed));
  }

  private void printed(String line) {
    lines.add(line);
    fresh.add(line);
  }

  /// Waits for the next line that begins so, and returns what stands behind.
  String await(String beginning) {
    try {
      String line = fresh.poll(Patience.LIMIT.toSeconds(), SECONDS);
      while (line != null && !line.startsWith(beginning)) {
        line = fresh.poll(Patience.LIMIT.toSeconds(), SECONDS);
      }
      if (line == null) {
        throw new AssertionError(beginning + " is not printed: " + lines);
      }
      return line.substring(beginning.length());
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Waits for the end.
  int exitCode() {
    try {
      if (!process.waitFor(Patience.LIMIT.toSeconds(), SECONDS)) {
        throw new AssertionError("still running: " + lines);
      }
      reader.join();
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What was printed so far, errors too.
  List<String> lines() {
    return lines;
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
