package wabahub;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import wabahub.TestHub.Reply;

/// The real program in a process of its own, with the classes of the tests and no environment but
/// the settings it is given.
final class HubProcess extends HubCalls {
  private static final Pattern READY = Pattern.compile(" ready url=http://localhost:([0-9]+) ");

  private final Process process;
  private final List<String> out = new CopyOnWriteArrayList<>();
  private final List<String> err = new CopyOnWriteArrayList<>();
  private final List<Consumer<String>> followers = new CopyOnWriteArrayList<>();
  private final CountDownLatch serving = new CountDownLatch(1);
  private final List<Thread> readers;
  private volatile int port;

  private HubProcess(Process process) {
    this.process = process;
    this.readers =
        List.of(
            Thread.startVirtualThread(() -> {
              process.inputReader(StandardCharsets.UTF_8).lines().forEach(this::printed);
              serving.countDown();
            }),
            Thread.startVirtualThread(() -> collect(process.errorReader(StandardCharsets.UTF_8))));
  }

  private void printed(String line) {
    out.add(line);
    followers.forEach(follower -> follower.accept(line));
    Matcher ready = READY.matcher(line);
    if (ready.find()) {
      port = Integer.parseInt(ready.group(1));
      serving.countDown();
    }
  }

  private void collect(BufferedReader errors) {
    errors.lines().forEach(err::add);
  }

  /// Starts the program; `options` are the JVM's.
  static HubProcess start(
      Map<String, String> environment, List<String> options, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // As the launcher starts it.
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    // A hub that lives for seconds is not worth an optimising compiler.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-Xmx256m"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(options);
    command.add("wabahub.Main");
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    try {
      return new HubProcess(builder.start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Starts a hub and returns once it takes requests.
  static HubProcess serve(Map<String, String> settings) {
    return serve(settings, List.of());
  }

  /// The same with options of the JVM's, over those that it has anyhow.
  static HubProcess serve(Map<String, String> settings, List<String> options) {
    HubProcess hub = start(settings, options, "serve");
    await(hub.serving);
    if (hub.port == 0) {
      throw new AssertionError("the hub did not start: " + hub.out + hub.err);
    }
    return hub;
  }

  /// Settings of a hub in a data folder.
  static Map<String, String> settings(Path data) {
    return Map.of(
        "WABAHUB_PORT",
        "0",
        "WABAHUB_DATA",
        data.toString(),
        "WABAHUB_META_APP_SECRET",
        TestHub.APP_SECRET,
        "WABAHUB_ADMIN_TOKEN",
        TestHub.ADMIN_TOKEN,
        "WABAHUB_PARTNER_RATE",
        "0");
  }

  /// Waits until it has printed a line with this text.
  void awaitLine(String text) {
    BlockingQueue<String> fresh = new LinkedBlockingQueue<>();
    followers.add(fresh::add);
    try {
      if (out().contains(text)) {
        return;
      }
      for (String line = ""; line != null; line = fresh.poll(Patience.LIMIT.toSeconds(), SECONDS)) {
        if (line.contains(text)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    throw new AssertionError(text + " is not printed: " + out + err);
  }

  @Override
  int port() {
    return port;
  }

  /// Waits until everything acknowledged before the start is in the figures.
  HubProcess awaitReady() {
    awaitReadyz(200);
    return this;
  }

  /// Waits until `/readyz` answers with a status and returns what it says.
  Reply awaitReadyz(int status) {
    return Patience.until(this::readyz, reply -> reply.status() == status);
  }

  private Reply readyz() {
    return call("GET", "/readyz", Map.of(), null);
  }

  /// SIGTERM.
  HubProcess terminate() {
    // Not the process's own method: that one closes the streams as well.
    process.toHandle().destroy();
    return this;
  }

  /// SIGKILL; returns when the process is gone.
  void kill() {
    process.toHandle().destroyForcibly();
    exitCode();
  }

  /// SIGSTOP: it stands still, and its connections stay open. Its threads stop one after the other;
  /// returns when all have, where that can be seen.
  void freeze() {
    signal("STOP");
    Patience.until(this::isStill, still -> still);
  }

  private boolean isStill() {
    Path threads = Path.of("/proc/" + process.pid() + "/task");
    if (!Files.exists(threads)) {
      return true;
    }
    try (Stream<Path> all = Files.list(threads)) {
      for (Path thread : all.toList()) {
        String line = Files.readString(thread.resolve("stat"));
        // The state follows the name, which is in brackets.
        if (line.charAt(line.lastIndexOf(')') + 2) != 'T') {
          return false;
        }
      }
      return true;
    } catch (IOException e) {
      // A thread has just ended.
      return false;
    }
  }

  /// SIGCONT.
  void thaw() {
    signal("CONT");
  }

  private void signal(String name) {
    try {
      Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
      if (!kill.waitFor(Patience.LIMIT.toSeconds(), SECONDS) || kill.exitValue() != 0) {
        throw new AssertionError("no " + name);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Waits for the end.
  int exitCode() {
    try {
      if (!process.waitFor(Patience.LIMIT.toSeconds(), SECONDS)) {
        throw new AssertionError("still running: " + out + err);
      }
      for (Thread reader : readers) {
        reader.join();
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /// What was printed so far.
  String out() {
    return String.join("\n", out);
  }

  /// What was printed on stderr so far.
  String err() {
    return String.join("\n", err);
  }

  List<String> lines() {
    return out;
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(Patience.LIMIT.toSeconds(), SECONDS)) {
        throw new AssertionError("too late");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}
