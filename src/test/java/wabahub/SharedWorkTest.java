package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Fault;
import wabahub.sandbox.Made;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// Two hubs on one PostgreSQL, asked at the same time: what one hub alone would promise holds.
final class SharedWorkTest {

  private static Sandbox meta;
  private static RunningHub one;
  private static RunningHub two;
  private static int numbers;

  private String whatsapp = "";
  private String apiKey = "";
  private Account partner;

  @BeforeAll
  static void start() {
    meta =
        new Sandbox(Sandbox.Settings.of(Meta.APP_ID, TestHub.APP_SECRET), InstantSource.system());
    meta.tellsStatuses(false);
    Map<String, String> settings = new HashMap<>(Database.POSTGRESQL.settings());
    settings.put("WABAHUB_SANDBOX", "off");
    settings.put("WABAHUB_META_APP_SECRET", TestHub.APP_SECRET);
    settings.put("WABAHUB_META_APP_ID", Meta.APP_ID);
    settings.put("WABAHUB_META_GRAPH_URL", meta.url().toString());
    settings.put("WABAHUB_PARTNER_RATE", "20");
    one = new RunningHub(settings);
    two = new RunningHub(settings);
    meta.hub(one.uri("/"));
  }

  @AfterAll
  static void end() {
    two.close();
    one.close();
    meta.close();
  }

  /// A number that has not been held by either.
  @BeforeEach
  void connect() {
    meta.clearFaults();
    meta.onCall(call -> {});
    whatsapp = "4477009002" + (10 + numbers++);
    SignUp signUp = meta.signUp(Wanted.of("Northern Kites").on(whatsapp).with(Wanted.Trait.SILENT));
    partner = one.partner("Harbour " + whatsapp, null);
    Map<String, Object> takeover = HubCalls.takeover(whatsapp, signUp.phoneNumberId());
    takeover.put("waba_id", signUp.wabaId());
    takeover.put("access_token", new AtMeta(meta).connect(signUp));
    assertThat(one.take(partner, takeover).status()).isEqualTo(201);
    apiKey = one.list(partner).get("list").get(0).get("apiKey").stringValue();
  }

  private Reply send(HubCalls hub, String to, String key) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("apiKey", apiKey);
    body.put("from", whatsapp);
    body.put("to", to);
    body.put("name", "hello_world");
    body.put("headerType", 1);
    return hub.call("POST", "/whatsapp/v2/sendTemplate", Map.of("Idempotency-Key", key), body);
  }

  private List<String> sentTo(String to) {
    return meta.sent().stream()
        .filter(sent -> sent.to().equals(to))
        .map(sent -> sent.body().get("biz_opaque_callback_data").stringValue())
        .toList();
  }

  @Test
  void message_acceptedByOneAndSentByTheOther_isAnsweredByItsFirstAttempt() {
    assertThat(send(one, "447700900401", "first").reason()).isEqualTo(1);
    // The first hub has the number now.
    assertThat(send(two, "447700900402", "second").reason()).isEqualTo(1);
    assertThat(sentTo("447700900402")).hasSize(1);
    send(one, "447700900401", "third");
    meta.fault(Fault.error("send", 131026));
    Reply refused = send(two, "447700900403", "fourth");
    assertThat(refused.json().get("status").stringValue()).as(refused.text()).isEqualTo("FAIL");
    // Its repeat gets the same, wherever it comes in.
    assertThat(send(one, "447700900403", "fourth").json()).isEqualTo(refused.json());
    assertThat(sentTo("447700900403")).isEmpty();
  }

  @Test
  void sameKey_atBothHubsAtOnce_isSentOnceAndAnsweredAlike() throws Exception {
    for (int i = 0; i < 10; i++) {
      String key = "twice-" + i;
      String to = "44770090050" + i;
      List<Reply> replies = atOnce(() -> send(one, to, key), () -> send(two, to, key));
      assertThat(replies.getFirst().status()).as(replies.toString()).isEqualTo(200);
      assertThat(replies.getFirst().json()).isEqualTo(replies.getLast().json());
      assertThat(sentTo(to)).hasSize(1);
    }
    // Nobody waits for another word.
    assertThat(one.rows("SELECT count(*) FROM send_key WHERE settled = 0")).containsExactly("0");
  }

  @Test
  void sameKey_whileTheOtherHubIsAtIt_waitsForItsAnswer() throws Exception {
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    meta.fault(Fault.error("send", 131026));
    meta.onCall(call -> hold(call, asked, go));
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Reply> first = threads.submit(() -> send(one, "447700900601", "slow"));
      assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
      Future<Reply> repeat = threads.submit(() -> send(two, "447700900601", "slow"));
      go.countDown();
      assertThat(first.get().json().get("status").stringValue()).isEqualTo("FAIL");
      assertThat(repeat.get().json()).isEqualTo(first.get().json());
    }
  }

  private static void hold(Made call, CountDownLatch asked, CountDownLatch go) {
    if (call.call().equals("send")) {
      asked.countDown();
      await(go);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void webhooksOfANumber_addedAtBothHubsAtOnce_areTenAtMost() throws Exception {
    String path = "/api/v1/numbers/" + whatsapp + "/webhooks";
    Map<String, String> bearer = Map.of("Authorization", partner.bearer());
    Map<String, Object> hook =
        Map.of("url", "http://127.0.0.1:9/hook", "events", List.of("message"));
    for (int i = 0; i < 6; i++) {
      atOnce(
          () -> one.call("POST", path, bearer, hook), () -> two.call("POST", path, bearer, hook));
    }
    assertThat(two.get(path, partner).json().get("list")).hasSize(10);
  }

  @Test
  void address_blockedByOne_isRefusedByTheOtherWithinASecond() {
    String client = partner.clientId();
    long began = System.nanoTime();
    for (int i = 0; i < 10; i++) {
      one.accessToken(client, "wrong");
    }
    assertThat(one.accessToken(client, partner.clientSecret()).reason()).isEqualTo(3);
    long since = System.nanoTime();
    // Two seconds, and more on a busy machine.
    long most = Math.max(TimeUnit.SECONDS.toNanos(2), 10 * (since - began));
    Patience.until(
        () -> two.accessToken(client, partner.clientSecret()), reply -> reply.reason() == 3);
    assertThat(System.nanoTime() - since).isLessThan(most);
  }

  @Test
  void partner_atTwoHubs_hasItsRateOnce() {
    long began = System.nanoTime();
    List<Reply> replies =
        IntStream.range(0, 300)
            .mapToObj(i -> (i % 2 == 0 ? one : two).get("/api/whatsapp/getStores", partner))
            .toList();
    long taken = replies.stream().filter(reply -> reply.status() != 429).count();
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - began) + 1;
    // 20 a second with a reserve of 100: in less than nine seconds some are refused.
    assertThat(taken).isBetween(98L, 100 + 20 * seconds);
  }

  private interface Call {
    Reply run();
  }

  private static List<Reply> atOnce(Call first, Call second)
      throws InterruptedException, ExecutionException {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Reply> a = threads.submit(first::run);
      Future<Reply> b = threads.submit(second::run);
      return List.of(a.get(), b.get());
    }
  }
}
