package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.http.Reason;
import wabahub.hubs.Fenced;
import wabahub.intake.Probe;
import wabahub.numbers.Ownership;
import wabahub.partners.Partners;

/// Two hubs on one PostgreSQL: what one does, the other knows within a second; what one leaves, the
/// other finishes.
final class TwoHubsTest {
  @AutoClose private static final TestHub A = new TestHub(Database.POSTGRESQL);
  @AutoClose private static final TestHub B = A.another();

  private final String whatsapp = HubCalls.whatsapp();
  private final String phone = HubCalls.phone();
  private Account account;

  @BeforeEach
  void begin() {
    // Both live, whatever the test before has done to one of them.
    A.settle();
    B.settle();
    A.settle();
    account = A.partner("One", null);
    assertThat(A.number(account, whatsapp, phone).status()).isEqualTo(201);
    assertThat(B.figures(account, whatsapp)).containsExactly(0L, 0L, 0L);
  }

  private void post(TestHub hub, String id, String customer) {
    long at = hub.clock.instant().getEpochSecond();
    byte[] body = WebhookTest.messages(phone, WebhookTest.message(id, customer, at));
    assertThat(hub.webhook(body).status()).isEqualTo(200);
  }

  private Reply list(TestHub hub) {
    return hub.get("/api/whatsapp/getWhatsApp", account);
  }

  private int total(TestHub hub) {
    return list(hub).json().get("totalIncomingThisMonth").asInt();
  }

  /// Time passes, in which only these hubs live.
  private static void pass(int seconds, TestHub... living) {
    for (int i = 0; i < seconds; i++) {
      A.clock.advance(Duration.ofSeconds(1));
      for (TestHub hub : living) {
        hub.app().hubs().tick();
        hub.app().hubs().hear();
      }
    }
  }

  @Test
  void number_registeredWhileTheTurnIsTaken_isNotOfThisTurn() {
    String fresh = HubCalls.phone();
    AtomicReference<CompletableFuture<Map<String, Ownership>>> turn = new AtomicReference<>();
    A.app()
        .storage()
        .useWrite(tx -> {
          lock(tx, phone);
          turn.set(CompletableFuture.supplyAsync(() -> takeTurn(B, phone, fresh)));
          awaitWaiting(1);
          assertThat(A.number(account, HubCalls.whatsapp(), fresh).status()).isEqualTo(201);
        });
    assertThat(turn.get().join()).containsOnlyKeys(phone);
    assertThat(takeTurn(B, phone, fresh)).containsOnlyKeys(phone, fresh);
  }

  private static Map<String, Ownership> takeTurn(TestHub hub, String... phones) {
    return hub.app()
        .storage()
        .write(tx -> hub.app().numbers().takeTurn(tx, List.of(phones), List.of()));
  }

  /// Whoever looks whose the events of this phone number id are waits for the transaction.
  private static void lock(Handle tx, String phone) {
    tx.createQuery("SELECT id FROM registration WHERE phone_number_id = :phone FOR UPDATE")
        .bind("phone", phone)
        .mapTo(Long.class)
        .one();
  }

  /// Until so many wait for a lock.
  private static void awaitWaiting(int many) {
    Patience.until(
        () -> A.rows("SELECT count(*) FROM pg_locks WHERE NOT granted").getFirst(),
        waiting -> Integer.parseInt(waiting) >= many);
  }

  @Test
  void number_movedWhileARecountRuns_keepsWhatItHasSince() {
    String other = HubCalls.whatsapp();
    String moved = HubCalls.phone();
    A.number(account, other, HubCalls.phone());
    AtomicReference<CompletableFuture<Reply>> recount = new AtomicReference<>();
    A.app()
        .storage()
        .useWrite(tx -> {
          lock(tx, phone);
          recount.set(
              CompletableFuture.supplyAsync(
                  () -> A.admin("POST", "/admin/recount", Map.of("partner", account.id()))));
          awaitWaiting(1);
          Map<String, String> change = Map.of("phone_number_id", moved);
          assertThat(A.admin("PATCH", "/admin/numbers/" + other, change).status()).isEqualTo(200);
          long at = A.clock.instant().getEpochSecond();
          A.webhook(WebhookTest.messages(moved, WebhookTest.message("m", "447700900177", at)));
          A.dispatch();
        });
    assertThat(recount.get().join().json().get("differences")).isEmpty();
    assertThat(A.figures(account, other)).containsExactly(0L, 0L, 1L);
  }

  @Test
  void number_thatIsRecounted_canBeReferredTo() {
    String id = "SELECT id FROM number WHERE whatsapp = '" + whatsapp + "'";
    long number = Long.parseLong(A.rows(id).getFirst());
    A.app()
        .storage()
        .useWrite(tx -> {
          assertThat(A.app().numbers().phonesAlone(tx, number)).containsExactly(phone);
          assertThat(B.rows(id + " FOR KEY SHARE NOWAIT")).hasSize(1);
          assertThatThrownBy(() -> B.rows(id + " FOR NO KEY UPDATE NOWAIT")).isNotNull();
        });
  }

  /// Of two who change a webhook at once each leaves what the other has said.
  @Test
  void webhook_isChangedByOneAfterTheOther() {
    String hooks = "/api/v1/numbers/" + whatsapp + "/webhooks";
    Map<String, String> bearer = Map.of("Authorization", account.bearer());
    Map<String, Object> hook = Map.of("url", "https://crm.example.org/hook", "name", "One");
    String id = A.call("POST", hooks, bearer, hook).json().get("id").asString();
    List<CompletableFuture<Reply>> changes = new ArrayList<>();
    A.app()
        .storage()
        .useWrite(tx -> {
          Partners.lock(tx, account.id());
          for (String change : List.of("{\"name\":\"Two\"}", "{\"url\":\"\"}")) {
            changes.add(
                CompletableFuture.supplyAsync(
                    () -> A.call("PATCH", hooks + "/" + id, bearer, change)));
          }
          awaitWaiting(2);
        });
    for (CompletableFuture<Reply> change : changes) {
      assertThat(change.join().status()).as(change.join().text()).isEqualTo(200);
    }
    JsonNode after = A.call("GET", hooks, bearer, null).json().at("/list/0");
    assertThat(after.get("id").asString()).isEqualTo(id);
    assertThat(after.get("name").stringValue()).isEqualTo("Two");
    assertThat(after.get("url").asString("")).isEmpty();
  }

  @Test
  void topics_setByTwoAtOnce_areBothKept() {
    String key = list(A).json().at("/list/0/apiKey").stringValue();
    Map<String, Object> system = Map.of("from", whatsapp, "apiKey", key, "system", 1);
    Map<String, Object> statuses = Map.of("from", whatsapp, "apiKey", key, "readStatus", 1);
    List<CompletableFuture<Reply>> changes = new ArrayList<>();
    A.app()
        .storage()
        .useWrite(tx -> {
          Partners.lock(tx, account.id());
          changes.add(CompletableFuture.supplyAsync(() -> v2(A, "setWebhook", system)));
          changes.add(CompletableFuture.supplyAsync(() -> v2(B, "setWebhook", statuses)));
          awaitWaiting(2);
        });
    changes.forEach(change -> assertThat(change.join().reason()).isEqualTo(Reason.OK.number()));
    JsonNode after = v2(A, "getWebhook", Map.of("from", whatsapp, "apiKey", key)).json();
    assertThat(after.get("system").asInt()).isOne();
    assertThat(after.get("readStatus").asInt()).isOne();
  }

  private static Reply v2(TestHub hub, String name, Map<String, Object> body) {
    return hub.call("POST", "/whatsapp/v2/" + name, Map.of(), body);
  }

  @Test
  void partner_suspendedAtOneHub_isSignedOutAtTheOthersConsole() {
    ConsoleUser user = ConsoleUser.of(B, account);
    String page = "/console/" + account.id() + "/numbers";
    assertThat(user.get(page).status()).isEqualTo(200);
    A.admin("PATCH", "/admin/partners/" + account.id(), Map.of("suspended", true));

    A.clock.advance(Duration.ofSeconds(1));

    assertThat(user.get(page).status()).isEqualTo(303);
  }

  @Test
  void partner_suspendedAtOneHub_isRefusedAtTheOtherWithinASecond() {
    assertThat(list(B).status()).isEqualTo(200);
    A.admin("PATCH", "/admin/partners/" + account.id(), Map.of("suspended", true));

    A.clock.advance(Duration.ofSeconds(1));

    assertThat(list(B).reason()).isEqualTo(Reason.SUSPENDED.number());
  }

  @Test
  void token_revokedAtOneHub_isRefusedAtTheOtherWithinASecond() {
    assertThat(list(B).status()).isEqualTo(200);
    String path = "/admin/partners/" + account.id() + "/secret";
    assertThat(A.admin("POST", path, null).status()).isEqualTo(200);

    A.clock.advance(Duration.ofSeconds(1));

    assertThat(list(B).reason()).isEqualTo(Reason.TOKEN.number());
  }

  @Test
  void number_changedAtOneHub_isInTheListOfTheOther() {
    String other = HubCalls.whatsapp();
    A.number(account, other, HubCalls.phone());
    A.admin("PATCH", "/admin/numbers/" + whatsapp, Map.of("display_name", "Changed"));

    B.settle();

    assertThat(list(B).text()).contains(other).contains("\"Changed\"");
    A.admin("DELETE", "/admin/numbers/" + other, null);
    B.settle();
    assertThat(list(B).text()).doesNotContain(other);
  }

  @Test
  void key_rotatedAtOneHub_opensNothingAtTheOther() {
    String key = list(A).json().at("/list/0/apiKey").stringValue();
    Map<String, String> body = Map.of("from", whatsapp, "apiKey", key);
    assertThat(B.call("POST", "/whatsapp/v2/getHistory", Map.of(), body).reason())
        .isNotEqualTo(Reason.V2_KEY.number());

    String path = "/admin/numbers/" + whatsapp + "/key";
    assertThat(A.admin("POST", path, Map.of("grace_seconds", 0)).status()).isEqualTo(200);

    assertThat(B.call("POST", "/whatsapp/v2/getHistory", Map.of(), body).reason())
        .isEqualTo(Reason.V2_KEY.number());
  }

  @Test
  void figures_appliedByOneHub_areServedByTheOther() {
    post(A, "m1", "447700900001");
    A.settle();

    B.settle();

    assertThat(total(B)).isOne();
  }

  @Test
  void figures_thatAreStillToBeApplied_areNotCalledComplete() {
    post(A, "m1", "447700900001");
    Instant posted = A.clock.instant();

    pass(20, A, B);

    String path = "/api/v1/numbers/" + whatsapp + "/usage?from=2026-10&to=2026-10&by=month";
    Instant asOf = Instant.parse(B.get(path, account).json().get("as_of").stringValue());
    // No later than the event, and not much earlier.
    assertThat(asOf).isBetween(posted.minusSeconds(2), posted);
    A.settle();
    pass(1, A, B);
    Instant after = Instant.parse(B.get(path, account).json().get("as_of").stringValue());
    assertThat(after).isBetween(B.clock.instant().minusSeconds(1), B.clock.instant());
    assertThat(total(B)).isOne();
  }

  @Test
  void event_ofANumberThatGoesLiveAtOneHub_isReleasedByTheOther() {
    String other = HubCalls.whatsapp();
    String early = HubCalls.phone();
    long at = A.clock.instant().getEpochSecond();
    B.webhook(WebhookTest.messages(early, WebhookTest.message("m1", "447700900001", at)));
    B.settle();
    A.number(account, other, early);

    B.settle();
    A.settle();
    B.settle();

    assertThat(B.figures(account, other)).containsExactly(0L, 0L, 1L);
  }

  @Test
  void event_heldWhileItsNumberGoesLiveAtTheOther_isReleased() {
    // One of the two sees to what is held.
    expectReleased(A, B);
    expectReleased(B, A);
  }

  private void expectReleased(TestHub applies, TestHub registers) {
    String other = HubCalls.whatsapp();
    String early = HubCalls.phone();
    long at = A.clock.instant().getEpochSecond();
    applies.webhook(WebhookTest.messages(early, WebhookTest.message("m1", "447700900001", at)));
    applies.when(
        Probe.Point.EVENTS_APPLIED,
        () -> {
          assertThat(registers.number(account, other, early).status()).isEqualTo(201);
          registers.dispatch();
        });

    applies.dispatch();
    pass(1, A, B);
    registers.dispatch();
    pass(1, A, B);

    assertThat(applies.rows("SELECT count(*) FROM held")).containsExactly("0");
    assertThat(applies.figures(account, other)).containsExactly(0L, 0L, 1L);
  }

  @Test
  void hub_closedWithWorkLeft_isFinishedByTheOther() {
    try (TestHub c = A.another()) {
      post(c, "m1", "447700900001");
    }

    B.settle();

    assertThat(total(B)).isOne();
    assertThat(B.rows("SELECT count(*) FROM stream WHERE orphan = 1")).containsExactly("0");
  }

  @Test
  void hub_thatFreezes_isFinishedByTheOtherAndChangesNothingAfterwards() {
    post(A, "m1", "447700900001");
    post(A, "m2", "447700900002");
    pass(11, B);

    B.settle();

    assertThat(total(B)).isEqualTo(2);
    assertThatThrownBy(A::dispatch).isInstanceOf(Fenced.class);
    assertThat(A.webhook(WebhookTest.messages(phone)).status()).isEqualTo(503);
    A.settle();
    B.settle();
    A.settle();
    post(A, "m3", "447700900003");
    A.settle();
    B.settle();
    assertThat(total(A)).isEqualTo(3);
    assertThat(total(B)).isEqualTo(3);
    assertThat(A.app().hubs().live()).isEqualTo(2);
  }

  @Test
  void journal_whoseStreamsAreApplied_losesItsOldDays() {
    post(A, "m1", "447700900001");
    post(B, "m2", "447700900002");
    A.settle();
    B.settle();
    long before = Long.parseLong(A.rows("SELECT count(*) FROM journal").getFirst());
    post(A, "m3", "447700900003");
    Instant now = A.clock.instant();
    try {
      A.clock.advance(Duration.ofDays(9));
      A.app().hubs().tick();
      B.app().hubs().tick();
      B.settle();
      // The day of what A has not applied stays whole.
      assertThat(A.rows("SELECT count(*) FROM journal").getFirst()).isEqualTo("" + (before + 1));
      A.settle();
      B.settle();
      assertThat(A.rows("SELECT count(*) FROM journal")).containsExactly("0");
    } finally {
      A.clock.set(now);
    }
  }
}
