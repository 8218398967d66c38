package wabahub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;
import wabahub.intake.Probe;
import wabahub.secrets.Secrets;

/// A whole hub for a test: the same `App` as in production with another `Config`, on a real
/// database, spoken to over HTTP. Its loops run when the test says [#settle].
final class TestHub extends HubCalls {
  /// Long enough that no test meets the end of a month by accident.
  static final Instant START = Instant.parse("2026-10-14T09:30:00Z");

  /// Where a file system in memory is usual: what survives a power cut is not these tests'
  /// business.
  private static final Path MEMORY =
      Stream.of(Path.of("/dev/shm"), Path.of(System.getProperty("java.io.tmpdir")))
          .filter(Files::isWritable)
          .findFirst()
          .orElseThrow();

  static final String APP_SECRET = "wabahub_test_secret";
  static final String VERIFY_TOKEN = "verify-me";
  static final String ADMIN_TOKEN = "an-admin-token-for-tests-only";

  final SettableClock clock;
  private final Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private volatile @Nullable Armed armed;
  private App app;

  /// An answer, its body parsed when it is JSON.
  record Reply(int status, String text, HttpResponse<byte[]> raw) {
    JsonNode json() {
      return Json.parseTolerantly(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }

    /// The `reason` of the Partners API.
    int reason() {
      return json().get("reason").asInt();
    }
  }

  /// A partner with a token.
  record Account(long id, String clientId, String clientSecret, String token) {
    String bearer() {
      return "Bearer " + token;
    }
  }

  TestHub(Database database, Map<String, String> more) {
    try {
      folder = Files.createTempDirectory(MEMORY, "wabahub-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clock = new SettableClock(START);
    settings.put("WABAHUB_PORT", "0");
    settings.put("WABAHUB_DATA", folder.resolve("data").toString());
    settings.put("WABAHUB_META_APP_SECRET", APP_SECRET);
    settings.put("WABAHUB_META_VERIFY_TOKEN", VERIFY_TOKEN);
    // Nobody listens there: no test reaches the real one.
    settings.put("WABAHUB_META_GRAPH_URL", "http://127.0.0.1:9");
    settings.put("WABAHUB_ADMIN_TOKEN", ADMIN_TOKEN);
    settings.put("WABAHUB_PARTNER_RATE", "0");
    settings.putAll(database.settings());
    settings.putAll(more);
    app = new App(Config.load(settings), clock, this::reached).serve();
  }

  TestHub(Database database) {
    this(database, Map.of());
  }

  private TestHub(TestHub first) {
    try {
      folder = Files.createTempDirectory(MEMORY, "wabahub-test");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clock = first.clock;
    settings.putAll(first.settings);
    settings.put("WABAHUB_DATA", folder.resolve("data").toString());
    app = new App(Config.load(settings), clock, this::reached).serve();
  }

  /// Another hub on the same PostgreSQL, with the same clock.
  TestHub another() {
    return new TestHub(this);
  }

  /// The hub has died at a step, as far as the test is concerned.
  static final class Crash extends Error {
    private static final long serialVersionUID = 1L;
  }

  /// Lets the hub die when it reaches the step for the `times`-th time from now on.
  void crashAt(Probe.Point point, int times) {
    Runnable dies =
        () -> {
          throw new Crash();
        };
    armed = new Armed(point, new AtomicInteger(times), dies);
  }

  /// Lets something happen when the hub reaches the step the next time.
  void when(Probe.Point point, Runnable happens) {
    armed = new Armed(point, new AtomicInteger(1), happens);
  }

  private record Armed(Probe.Point point, AtomicInteger left, Runnable happens) {}

  private void reached(Probe.Point point) {
    Armed its = armed;
    if (its != null && its.point() == point && its.left().decrementAndGet() == 0) {
      its.happens().run();
    }
  }

  /// Stops the hub; [#restart] goes on.
  void stop() {
    app.close();
  }

  /// Stops the hub and starts another one on the same data.
  void restart() {
    restart(Map.of());
  }

  /// The same, with some settings changed.
  void restart(Map<String, String> changed) {
    app.close();
    settings.putAll(changed);
    app = new App(Config.load(settings), clock, this::reached).serve();
  }

  App app() {
    return app;
  }

  /// The hub's own hashes, for what a test has to know of them.
  Secrets secrets() {
    return app.secrets();
  }

  /// A setting; null when the hub has none of that name.
  @Nullable String setting(String name) {
    return settings.get(name);
  }

  Path data() {
    return folder.resolve("data");
  }

  /// Dispatches until there is nothing to do, and leaves the chores alone: they would make the
  /// journal's days of every time that a test jumps to.
  void dispatch() {
    app.dispatch();
  }

  /// Runs all loops until there is nothing to do.
  void settle() {
    app.settle();
  }

  @Override
  int port() {
    return app.port();
  }

  /// getWhatsApp, after everything that came in is applied.
  @Override
  JsonNode list(Account account) {
    settle();
    return super.list(account);
  }

  /// Changes the hub's database behind its back.
  void execute(String sql) {
    Database.execute(settings, sql);
  }

  /// A connection of the test's own to the hub's database.
  Connection connect() throws SQLException {
    return Database.connect(settings);
  }

  /// Rows of the hub's database, their columns with a space between.
  List<String> rows(String sql) {
    return Database.rows(settings, sql);
  }

  @Override
  public void close() {
    app.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
