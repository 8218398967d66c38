package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Sandbox;

/// A hub whose loops run by themselves, in real time: for tests with somebody who waits, such as a
/// browser. It is a sandbox unless the settings say otherwise.
final class RunningHub extends HubCalls {
  final Account partner;
  private final Path folder;
  private final Map<String, String> settings = new HashMap<>();
  private final App app;

  RunningHub(Map<String, String> more) {
    try {
      folder = Files.createTempDirectory("wabahub-running");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    settings.put("WABAHUB_PORT", "0");
    settings.put("WABAHUB_DATA", folder.resolve("data").toString());
    settings.put("WABAHUB_SANDBOX", "on");
    settings.put("WABAHUB_ADMIN_TOKEN", TestHub.ADMIN_TOKEN);
    settings.put("WABAHUB_PARTNER_RATE", "0");
    settings.put("WABAHUB_WEBHOOK_ALLOW_PRIVATE", "true");
    settings.putAll(more);
    app = new App(Config.load(settings), InstantSource.system()).start();
    partner = partner("Harbour Messaging", null);
  }

  /// A new link; returns its path.
  String link(Map<String, ?> fields) {
    Map<String, String> bearer = Map.of("Authorization", partner.bearer());
    Reply reply = call("POST", "/api/whatsapp/createAccount", bearer, fields);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
    String link = reply.json().get("onboarding_link").stringValue();
    return link.substring(link.indexOf("/onboard/"));
  }

  /// The stand-in for Meta.
  Sandbox meta() {
    return app.sandbox().orElseThrow();
  }

  /// Lets customers talk to a partner's oldest number.
  void talk(Account account) {
    new Rehearsal(meta()).talk(app.numbers().live(account.id()).getFirst());
  }

  /// Changes the hub's database behind its back.
  void execute(String sql) {
    Database.execute(settings, sql);
  }

  /// Rows of the hub's database, their columns with a space between.
  List<String> rows(String sql) {
    return Database.rows(settings, sql);
  }

  @Override
  int port() {
    return app.port();
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
