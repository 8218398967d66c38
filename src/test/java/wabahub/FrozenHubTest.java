package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Made;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// A real hub stands still while it sends a message and a delivery, for longer than the others
/// wait, and then goes on.
final class FrozenHubTest {
  private static final String WHATSAPP = "447700900177";
  private static final Duration TAKEN_OVER = Duration.ofSeconds(30);
  private static final String LATE = " comes too late";

  @TempDir private Path data;

  @AutoClose
  private final Sandbox meta =
      new Sandbox(Sandbox.Settings.of(Meta.APP_ID, TestHub.APP_SECRET), InstantSource.system());

  @AutoClose private final Receiver receiver = new Receiver();
  @AutoClose private Cluster cluster;
  private final AtomicBoolean frozen = new AtomicBoolean();
  private final CountDownLatch asleep = new CountDownLatch(1);
  private HubProcess sleeper;
  private Account partner;
  private SignUp signUp;
  private String apiKey = "";

  @Test
  void hub_thatStoodStill_settlesNothingAndNothingIsDoneTwice() throws InterruptedException {
    meta.tellsStatuses(false);
    cluster = new Cluster(data, meta, Map.of());
    sleeper = cluster.add();
    connect();
    receiver.answers(this::answer);
    meta.onCall(this::freeze);
    Thread.startVirtualThread(() -> send(sleeper, "447700900301"));
    assertThat(asleep.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    cluster.leaveOut(sleeper);

    HubProcess other = cluster.add();
    long served = System.nanoTime();
    cluster.await("SELECT state FROM message", "in_doubt");
    cluster.await("SELECT state, attempts FROM delivery", "delivered 1");
    assertThat(Duration.ofNanos(System.nanoTime() - served)).isLessThan(TAKEN_OVER);

    sleeper.thaw();
    sleeper.awaitLine("message 1" + LATE);
    sleeper.awaitLine("delivery 1" + LATE);
    assertThat(cluster.rows("SELECT state, attempts FROM message")).containsExactly("in_doubt 1");
    assertThat(cluster.rows("SELECT state, attempts FROM delivery")).containsExactly("delivered 1");
    // Told once more under the same id, since nobody knew whether it had come.
    assertThat(receiver.ids()).hasSize(2).containsOnly(receiver.ids().getFirst());

    // It is a hub like any other again.
    assertThat(send(sleeper, "447700900302").reason()).isEqualTo(1);
    assertThat(send(other, "447700900303").reason()).isEqualTo(1);
    meta.settle();
    assertThat(meta.sent().stream().map(sent -> sent.to()))
        .containsExactlyInAnyOrder("447700900301", "447700900302", "447700900303");
    meta.phone(WHATSAPP, signUp.phoneNumberId())
        .tells(meta.sent().getFirst().wamid(), "delivered", 0);
    cluster.await("SELECT state FROM message ORDER BY id LIMIT 1", "delivered");
  }

  private void connect() {
    signUp = meta.signUp(Wanted.of("Northern Kites").on(WHATSAPP).with(Wanted.Trait.SILENT));
    String token = new AtMeta(meta).connect(signUp);
    partner = sleeper.partner("Harbour Messaging", null);
    Map<String, Object> takeover = HubCalls.takeover(WHATSAPP, signUp.phoneNumberId());
    takeover.put("waba_id", signUp.wabaId());
    takeover.put("access_token", token);
    assertThat(sleeper.take(partner, takeover).status()).isEqualTo(201);
    apiKey = sleeper.list(partner).get("list").get(0).get("apiKey").stringValue();
    Map<String, String> url = Map.of("url", receiver.url());
    Reply set = partners("POST", "/api/settings/setWebhook", url);
    assertThat(set.reason()).as(set.text()).isEqualTo(1);
  }

  private Reply partners(String method, String path, Object body) {
    return sleeper.call(method, path, Map.of("Authorization", partner.bearer()), body);
  }

  private Reply send(HubProcess hub, String to) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("apiKey", apiKey);
    body.put("from", WHATSAPP);
    body.put("to", to);
    body.put("name", "hello_world");
    body.put("headerType", 1);
    return hub.call("POST", "/whatsapp/v2/sendTemplate", List.of(), body);
  }

  /// While Meta is asked to send, a delivery is under way as well.
  private void freeze(Made call) {
    if (call.call().equals("send") && frozen.compareAndSet(false, true)) {
      assertThat(partners("POST", "/api/v1/webhook/test", "{}").status()).isEqualTo(202);
      receiver.next();
      sleeper.freeze();
      asleep.countDown();
    }
  }

  /// The first one is answered when the hub cannot hear it.
  private int answer(Receiver.Delivery delivery) {
    try {
      asleep.await(Patience.LIMIT.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return 200;
  }
}
