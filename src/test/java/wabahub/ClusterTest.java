package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// Real processes on one PostgreSQL: they start at once, one is killed, a newer one comes.
final class ClusterTest {
  private static final int WEBHOOKS = 200;
  private static final int MESSAGES = 20;

  @TempDir private Path folder;

  private Map<String, String> settings(Map<String, String> database, String name) {
    Map<String, String> settings = new HashMap<>(HubProcess.settings(folder.resolve(name)));
    settings.putAll(database);
    return settings;
  }

  @Test
  void hub_killedWithWebhooksInItsStream_isFinishedByTheOther() throws Exception {
    Map<String, String> database = Database.POSTGRESQL.settings();
    List<HubProcess> hubs = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      // On an empty database: one of them migrates it, and the other waits.
      List<Future<HubProcess>> starting = new ArrayList<>();
      for (String name : List.of("a", "b")) {
        starting.add(threads.submit(() -> HubProcess.serve(settings(database, name))));
      }
      for (Future<HubProcess> one : starting) {
        hubs.add(one.get());
      }
      HubProcess a = hubs.getFirst();
      HubProcess b = hubs.getLast();
      // No end of a month is near.
      Account account = a.partner("One", Load.noonZone());
      String phone = HubCalls.phone();
      assertThat(a.number(account, HubCalls.whatsapp(), phone).status()).isEqualTo(201);

      List<Callable<Reply>> posts = new ArrayList<>();
      for (int i = 0; i < WEBHOOKS; i++) {
        byte[] body = body(phone, i);
        posts.add(() -> a.webhook(body));
      }
      for (Future<Reply> posted : threads.invokeAll(posts)) {
        assertThat(posted.get().status()).isEqualTo(200);
      }
      a.kill();

      awaitTotal(b, account, WEBHOOKS * MESSAGES);

      // A newer hub comes: this one does not know what it will find.
      Database.execute(
          database,
          """
          INSERT INTO flyway_hub (installed_rank, version, description, type, script, installed_by,
            execution_time, success)
          VALUES (1000, '1000', 'later', 'SQL', 'V1000__later.sql', 'test', 0, true)
          """);
      assertThat(b.exitCode()).isEqualTo(2);
      assertThat(b.err()).contains("A newer hub has changed the database; this one stops.");
      try (HubProcess late = HubProcess.start(settings(database, "c"), List.of(), "serve")) {
        assertThat(late.exitCode()).isEqualTo(2);
        assertThat(late.err())
            .isEqualTo(
                "wabahub: The database belongs to a newer hub: its schema hub is at version 1000."
                    + " Start that one.");
      }
    } finally {
      hubs.forEach(HubProcess::close);
    }
  }

  private static byte[] body(String phone, int webhook) {
    long at = System.currentTimeMillis() / 1_000;
    String[] messages = new String[MESSAGES];
    for (int i = 0; i < MESSAGES; i++) {
      String customer = "4477" + (10_000_000 + webhook * MESSAGES + i);
      messages[i] = WebhookTest.message("m" + customer, customer, at);
    }
    return WebhookTest.messages(phone, messages);
  }

  private static void awaitTotal(HubProcess hub, Account account, long total) {
    Patience.until(
        () -> hub.list(account).get("totalIncomingThisMonth").asLong(), found -> found == total);
  }
}
