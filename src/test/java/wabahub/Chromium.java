package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// The system's Chromium, without a window. Nothing is downloaded; where there is none, tests are
/// skipped, but not in CI.
final class Chromium implements AutoCloseable {
  private static final Path EXECUTABLE = Path.of("/usr/bin/chromium");

  /// For what the hub and the browser do, on a busy machine too.
  private static final int PATIENCE_MS = 30_000;

  /// The barriers to people that are worth a failure.
  private static final String SERIOUS =
      """
      async () => (await axe.run()).violations
        .filter(v => v.impact === 'serious' || v.impact === 'critical')
        .map(v => v.id + ': ' + v.nodes.map(n => n.html).join(' '))
      """;

  private final Playwright playwright;
  private final Browser browser;

  private Chromium() {
    PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MS);
    Map<String, String> none = Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    playwright = Playwright.create(new Playwright.CreateOptions().setEnv(none));
    browser =
        playwright.chromium().launch(new BrowserType.LaunchOptions().setExecutablePath(EXECUTABLE));
  }

  /// Starts it, or skips the test.
  static Chromium open() {
    Tools.need(EXECUTABLE.getFileName().toString(), List.of(EXECUTABLE.getParent()));
    return new Chromium();
  }

  Visitor visitor(int width) {
    return visitor(new Browser.NewContextOptions().setViewportSize(width, 800));
  }

  Visitor visitor(Browser.NewContextOptions options) {
    return new Visitor(browser.newContext(options));
  }

  @Override
  public void close() {
    browser.close();
    playwright.close();
  }

  /// Somebody with a browser of their own, and what went wrong in it.
  static final class Visitor implements AutoCloseable {
    final BrowserContext context;
    final Page page;
    private final List<String> errors = new CopyOnWriteArrayList<>();
    private final List<String> hosts = new CopyOnWriteArrayList<>();

    private Visitor(BrowserContext context) {
      this.context = context;
      context.onConsoleMessage(message -> {
        if (List.of("error", "warning").contains(message.type())) {
          errors.add(message.text());
        }
      });
      context.onWebError(error -> errors.add(error.error()));
      context.onRequest(request -> hosts.add(authority(request.url())));
      // Whatever the page tries, no request of a test leaves this machine.
      context.route(url -> !URI.create(url).getHost().matches("127.0.0.1|localhost"), Route::abort);
      context.setDefaultTimeout(PATIENCE_MS);
      page = context.newPage();
    }

    private static String authority(String url) {
      return URI.create(url).getAuthority();
    }

    void expectNoErrors() {
      assertThat(errors).isEmpty();
    }

    List<String> errors() {
      return errors;
    }

    /// Hosts with their ports that were asked for anything.
    List<String> hosts() {
      return hosts.stream().distinct().toList();
    }

    void expectNoBarriers() {
      page.evaluate(axe());
      assertThat((List<?>) page.evaluate(SERIOUS)).isEmpty();
    }

    /// That nothing sticks out at the side.
    void expectFits() {
      assertThat(
              page.evaluate(
                  "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"))
          .isEqualTo(0);
    }

    private static String axe() {
      try (InputStream in = Chromium.class.getResourceAsStream("/axe.min.js")) {
        assertThat(in).isNotNull();
        return new String(in.readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    /// A picture for the documents, when they are asked for.
    void picture(String name) {
      picture(page, name);
    }

    /// The same of what is to be seen without scrolling.
    void view(String name) {
      take(page, name, false);
    }

    void picture(Page of, String name) {
      take(of, name, true);
    }

    private static void take(Page of, String name, boolean whole) {
      String folder = System.getProperty("wabahub.screenshots");
      if (folder != null) {
        of.screenshot(
            new Page.ScreenshotOptions()
                .setPath(Path.of(folder, name + ".png"))
                .setFullPage(whole)
                .setAnimations(com.microsoft.playwright.options.ScreenshotAnimations.DISABLED));
      }
    }

    @Override
    public void close() {
      context.close();
    }
  }
}
