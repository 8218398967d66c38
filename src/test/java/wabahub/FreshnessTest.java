package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// getWhatsApp includes what was acknowledged more than a second ago, or says that it does not.
final class FreshnessTest {
  private static final String AS_OF = "X-Wabahub-As-Of";
  private static final String PHONE = "310020030040050";

  @AutoClose private final TestHub hub = new TestHub(Database.SQLITE);
  private Account account;

  @BeforeEach
  void register() {
    account = hub.partner("One", null);
    hub.number(account, "972501234567", PHONE);
  }

  private Instant post(String id) {
    Instant now = hub.clock.instant();
    byte[] body = WebhookTest.messages(PHONE, WebhookTest.message(id, id, now.getEpochSecond()));
    assertThat(hub.webhook(body).status()).isEqualTo(200);
    return now;
  }

  private Reply get() {
    return hub.get("/api/whatsapp/getWhatsApp", account);
  }

  private static int incoming(Reply reply) {
    return reply.json().get("totalIncomingThisMonth").asInt();
  }

  @Test
  void getWhatsApp_withNothingBehind_answersWithoutHeader() {
    post("one");
    hub.settle();
    hub.clock.advance(Duration.ofMinutes(30));

    Reply reply = get();

    assertThat(incoming(reply)).isEqualTo(1);
    assertThat(reply.raw().headers().firstValue(AS_OF)).isEmpty();
  }

  @Test
  void getWhatsApp_withLessThanASecondBehind_answersAtOnceWithoutHeader() {
    post("one");
    hub.clock.advance(Duration.ofMillis(999));

    Reply reply = get();

    assertThat(incoming(reply)).isZero();
    assertThat(reply.raw().headers().firstValue(AS_OF)).isEmpty();
  }

  @Test
  void getWhatsApp_whenTheBacklogStays_saysUpToWhenItIsComplete() {
    post("one");
    hub.settle();
    hub.clock.advance(Duration.ofMinutes(1));
    Instant behind = post("two");
    hub.clock.advance(Duration.ofSeconds(1));
    post("three");

    long begun = System.nanoTime();
    Reply reply = get();

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isGreaterThan(Duration.ofSeconds(4));
    assertThat(incoming(reply)).isEqualTo(1);
    assertThat(reply.raw().headers().firstValue(AS_OF)).hasValue(behind.toString());
  }

  @Test
  void getWhatsApp_whenTheBacklogIsWorkedOffMeanwhile_answersWithIt() throws Exception {
    post("one");
    hub.clock.advance(Duration.ofSeconds(1));
    try (ExecutorService caller = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<Reply> call = this::get;
      Future<Reply> waiting = caller.submit(call);

      hub.settle();

      assertThat(incoming(waiting.get())).isEqualTo(1);
      assertThat(waiting.get().raw().headers().firstValue(AS_OF)).isEmpty();
    }
  }

  @Test
  void readyz_afterARestartWithABacklog_isNotReadyUntilItIsWorkedOff() {
    post("one");
    hub.restart();

    assertThat(readyz().status()).isEqualTo(503);
    assertThat(readyz().text()).contains("working off the webhooks");

    hub.settle();
    assertThat(readyz().status()).isEqualTo(200);
    // What comes in while the hub runs is not what the last run left.
    post("two");
    hub.clock.advance(Duration.ofMinutes(30));
    assertThat(readyz().status()).isEqualTo(200);
  }

  private Reply readyz() {
    return hub.call("GET", "/readyz", Map.of(), null);
  }
}
