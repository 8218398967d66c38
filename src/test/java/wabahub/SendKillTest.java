package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.Sent;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// The real process, killed while it sends: what was accepted goes out once, or is in doubt until a
/// status tells.
final class SendKillTest {
  private static final String WHATSAPP = "447700900177";
  private static final int CLIENTS = 8;

  @TempDir private Path data;

  @AutoClose
  private final Sandbox meta =
      new Sandbox(Sandbox.Settings.of(Meta.APP_ID, TestHub.APP_SECRET), InstantSource.system());

  private final Random random = new Random();
  private final Map<String, String> uniques = new ConcurrentHashMap<>();
  private final Set<String> open = ConcurrentHashMap.newKeySet();
  private volatile HubProcess hub;
  private SignUp signUp;
  private String apiKey = "";
  private int next;

  @Test
  void hub_killedWhileSending_losesAndDoublesNothing() {
    run(3);
  }

  @Test
  @Tag("long")
  void hub_killedOften_losesAndDoublesNothing() {
    run(100);
  }

  private void run(int rounds) {
    Map<String, String> settings = new HashMap<>(HubProcess.settings(data));
    settings.put("WABAHUB_META_GRAPH_URL", meta.url().toString());
    settings.put("WABAHUB_META_APP_ID", Meta.APP_ID);
    settings.put("WABAHUB_SANDBOX", "off");
    hub = HubProcess.serve(settings);
    try {
      connect(settings);
      for (int round = 0; round < rounds; round++) {
        offer(40, random.nextInt(1, 30));
        hub.kill();
        hub = HubProcess.serve(settings);
        meta.hub(hub.uri("/"));
        // What nobody knows to be accepted is offered again, with the key it had.
        finish();
      }
      awaitNothingWaiting(settings);
      check(settings);
    } finally {
      hub.kill();
    }
  }

  private void connect(Map<String, String> settings) {
    signUp = meta.signUp(Wanted.of("Northern Kites").on(WHATSAPP).with(Wanted.Trait.SILENT));
    String token = new AtMeta(meta).connect(signUp);
    meta.hub(hub.uri("/"));
    Account partner = hub.partner("Harbour Messaging", null);
    Map<String, Object> takeover = HubCalls.takeover(WHATSAPP, signUp.phoneNumberId());
    takeover.put("waba_id", signUp.wabaId());
    takeover.put("access_token", token);
    assertThat(hub.take(partner, takeover).status()).isEqualTo(201);
    apiKey = hub.list(partner).get("list").get(0).get("apiKey").stringValue();
  }

  /// Clients offer messages; returns when so many were acknowledged, or all have been offered.
  private void offer(int messages, int acknowledged) {
    for (int i = 0; i < messages; i++) {
      open.add("key-" + next++);
    }
    Semaphore acks = new Semaphore(0);
    List<String> keys = List.copyOf(open);
    Phaser phaser = new Phaser(1);
    for (int client = 0; client < CLIENTS; client++) {
      int which = client;
      phaser.register();
      Thread.startVirtualThread(() -> {
        for (int i = which; i < keys.size(); i += CLIENTS) {
          if (send(keys.get(i))) {
            acks.release();
          }
        }
        acks.release(keys.size());
        phaser.arriveAndDeregister();
      });
    }
    acks.acquireUninterruptibly(acknowledged);
    ending = phaser;
  }

  private Phaser ending = new Phaser(1);

  private void finish() {
    ending.arriveAndAwaitAdvance();
    while (!open.isEmpty()) {
      List.copyOf(open).forEach(this::send);
    }
  }

  /// False when nobody knows what became of it, or the client has to wait.
  private boolean send(String key) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("apiKey", apiKey);
    body.put("from", WHATSAPP);
    body.put("to", "4477" + (10_000_000 + Integer.parseInt(key.substring(4))));
    body.put("name", "hello_world");
    body.put("headerType", 1);
    try {
      Reply reply =
          hub.call("POST", "/whatsapp/v2/sendTemplate", Map.of("Idempotency-Key", key), body);
      if (reply.status() == 200 && reply.reason() == 1) {
        uniques.put(key, reply.json().get("unique").stringValue());
        open.remove(key);
        return true;
      }
      return false;
    } catch (RuntimeException e) {
      return false;
    }
  }

  private void awaitNothingWaiting(Map<String, String> settings) {
    String sql = "SELECT COUNT(*) FROM message WHERE state IN ('waiting', 'sending')";
    long deadline = System.nanoTime() + HubProcess.PATIENCE.toNanos();
    while (!Database.rows(settings, sql).equals(List.of("0"))) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
  }

  private void check(Map<String, String> settings) {
    meta.settle();
    List<String> sent = meta.sent().stream().map(SendKillTest::unique).toList();
    assertThat(sent).doesNotHaveDuplicates();
    assertThat(uniques.values()).doesNotHaveDuplicates().hasSize(next);
    Set<String> lost = new HashSet<>(uniques.values());
    sent.forEach(lost::remove);
    String doubtful = "SELECT code FROM message WHERE state = 'in_doubt'";
    assertThat(Database.rows(settings, doubtful)).containsAll(lost);
    // Statuses that came while the hub was away come again, as Meta does it.
    Sandbox.Phone phone = meta.phone(WHATSAPP, signUp.phoneNumberId());
    meta.sent().forEach(message -> phone.tells(message.wamid(), "delivered", 0));
    hub.awaitReady();
    long deadline = System.nanoTime() + HubProcess.PATIENCE.toNanos();
    while (Database.rows(settings, doubtful).size() > lost.size()) {
      assertThat(System.nanoTime()).isLessThan(deadline);
    }
    assertThat(Database.rows(settings, doubtful)).containsExactlyInAnyOrderElementsOf(lost);
  }

  private static String unique(Sent sent) {
    return sent.body().get("biz_opaque_callback_data").stringValue();
  }
}
