package wabahub.bench;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.LoadState;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The console's list of 10,000 numbers, with figures of this month and the one before: how long
/// the hub takes for it, and when a browser shows it.
final class Consoles {
  private static final int NUMBERS = 10_000;
  private static final int REQUESTS = 20;
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");
  private static final String PAINTED =
      """
      () => new Promise(done => new PerformanceObserver(list => list.getEntries()
        .filter(entry => entry.name === 'first-contentful-paint')
        .forEach(entry => done(entry.startTime))).observe({type: 'paint', buffered: true}))
      """;

  private final int rounds;
  private final String engine;

  Consoles(int rounds, String engine) {
    this.rounds = rounds;
    this.engine = engine;
  }

  List<Row> measure() {
    Samples first = new Samples();
    Samples server = new Samples();
    Samples cold = new Samples();
    Samples screen = new Samples();
    try (Engine database = Engine.of(engine);
        Playwright playwright =
            Playwright.create(
                new Playwright.CreateOptions()
                    .setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        Browser browser =
            playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM))) {
      Hub.Partner partner;
      try (Hub hub = Hub.start(database)) {
        partner = hub.partner(Hub.FIRST_PHONE, NUMBERS);
      }
      fill(database);
      for (int round = 0; round < rounds; round++) {
        try (Hub hub = Hub.start(database);
            BrowserContext context = browser.newContext()) {
          String list = "http://127.0.0.1:" + hub.port + "/console/" + partner.id() + "/numbers";
          Page page = signIn(context, hub, partner);
          // The first page since the start reads the list into memory.
          first.add(millis(context, list));
          List<Double> some = new ArrayList<>();
          for (int i = 0; i < REQUESTS; i++) {
            some.add(millis(context, list));
          }
          some.sort(null);
          server.add(some.get(REQUESTS / 2));
          cold.add(shown(page, list));
          screen.add(shown(page, list));
        }
      }
    }
    String what = "console, list of 10,000 numbers, " + engine + ": ";
    return List.of(
        Row.atMost(
            what + "request to last byte", "", server.text() + " ms", server.median(), 100, " ms"),
        Row.atMost(
            what + "first screen in Chromium after signing in",
            "",
            cold.text() + " ms",
            cold.median(),
            1_000,
            " ms"),
        Row.atMost(
            what + "first screen again", "", screen.text() + " ms", screen.median(), 1_000, " ms"),
        Row.atMost(
            what + "first request after a start",
            "",
            first.text() + " ms",
            first.median(),
            1_000,
            " ms"));
  }

  private static Page signIn(BrowserContext context, Hub hub, Hub.Partner partner) {
    Page page = context.newPage();
    page.navigate("http://127.0.0.1:" + hub.port + "/console/sign-in");
    page.fill("input[name=client_id]", partner.clientId());
    page.fill("input[name=client_secret]", partner.clientSecret());
    page.locator("form:has(input[name=client_secret]) button").click();
    page.waitForURL(url -> !url.endsWith("/sign-in"));
    return page;
  }

  /// With the session's cookie, past the browser's cache.
  private static double millis(BrowserContext context, String address) {
    long begin = System.nanoTime();
    APIResponse answer = context.request().get(address);
    int length = answer.body().length;
    double took = (System.nanoTime() - begin) / 1e6;
    if (answer.status() != 200 || length < 10_000) {
      throw new IllegalStateException(address + ": " + answer.status());
    }
    return took;
  }

  private static double shown(Page page, String address) {
    page.navigate(address);
    page.waitForLoadState(LoadState.LOAD);
    return ((Number) page.evaluate(PAINTED)).doubleValue();
  }

  /// Figures of six days of each number, this month and the month before.
  private static void fill(Engine database) {
    YearMonth month = YearMonth.now(ZoneOffset.UTC);
    try (Connection connection = database.connect("hub");
        Statement statement = connection.createStatement()) {
      for (YearMonth each : List.of(month, month.minusMonths(1))) {
        int number = each.getYear() * 100 + each.getMonthValue();
        for (int day : List.of(1, 5, 9)) {
          for (String category : List.of("marketing", "utility")) {
            statement.executeUpdate(
                "INSERT INTO usage_day (number_id, day, kind, name, units)"
                    + " SELECT id, %d, 1, '%s', id %% 17 + 1 FROM number"
                        .formatted(number * 100 + day, category));
          }
        }
        statement.executeUpdate(
            "INSERT INTO usage_month (number_id, month, marketing, service, incoming)"
                + " SELECT id, %d, 3 * (id %% 17 + 1), 3 * (id %% 17 + 1), 0 FROM number"
                    .formatted(number));
      }
      connection.commit();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
