package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Fault;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// Numbers and links that go while the hub is at work with Meta, and what Meta is told of it.
final class LeavingTest {
  private static final String NUMBER = "447700900181";
  private static final String OTHER = "447700900182";
  private static final int COMING = 8;
  private static final List<String> CALLS =
      List.of("exchange", "debug_token", "phones", "waba", "subscribe", "register");

  /// Runs once, while the hub waits for the answer to this call.
  private static void during(Meta meta, String call, Runnable action) {
    AtomicBoolean armed = new AtomicBoolean(true);
    meta.sandbox.onCall(made -> {
      if (made.call().equals(call) && armed.getAndSet(false)) {
        action.run();
      }
    });
  }

  private static void afterAMinute(Meta meta) {
    meta.hub.clock.advance(Duration.ofSeconds(61));
    meta.hub.settle();
  }

  private static void deleteNumber(Meta meta, String whatsapp) {
    Reply reply = meta.partners("DELETE", "whatsapp/deleteWhatsApp", Map.of("whatsapp", whatsapp));
    assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
  }

  /// Whether the sandbox would tell of a message: its WABA is subscribed.
  private static boolean isHeard(Meta meta, SignUp signUp, String whatsapp) {
    String before = held(meta, whatsapp);
    meta.sandbox.phone(whatsapp, signUp.phoneNumberId()).receives("447700900204", "Hello");
    meta.hub.settle();
    return !held(meta, whatsapp).equals(before);
  }

  private static String held(Meta meta, String whatsapp) {
    String heard = meta.hub.rows("SELECT count(*) FROM held").getFirst();
    return meta.live().contains(whatsapp)
        ? heard + meta.hub.figures(meta.partner, whatsapp)
        : heard;
  }

  @ParameterizedTest
  @EnumSource
  void link_cancelledDuringEachStep_leavesNothingBehind(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      int i = 0;
      for (String call : CALLS) {
        String whatsapp = "44770090019" + i++;
        String link = meta.link(Map.of());
        String id = meta.newest().get("id").stringValue();
        SignUp signUp = meta.signUp(Wanted.of("Client of " + whatsapp).on(whatsapp));
        during(meta, call, () -> meta.own("DELETE", "onboardings/" + id, null));
        meta.signIn(link, signUp);
        meta.hub.settle();
        afterAMinute(meta);
        assertThat(meta.newest().get("state").stringValue()).as(call).isEqualTo("cancelled");
        assertThat(isHeard(meta, signUp, whatsapp)).as(call).isFalse();
      }
      assertThat(meta.live()).isEmpty();
      assertThat(meta.ears.heard()).isEmpty();
      assertThat(meta.done("register")).isEqualTo(meta.done("deregister"));
      assertThat(meta.hub.rows("SELECT id FROM departure")).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_deletedWhileMetaIsAsked_leaves(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp signUp = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      meta.hub.clock.advance(Duration.ofDays(1).plusSeconds(1));
      // The subscriptions are looked after every day.
      during(meta, "subscribe", () -> deleteNumber(meta, NUMBER));
      meta.hub.settle();
      afterAMinute(meta);
      assertThat(meta.live()).isEmpty();
      assertThat(meta.done("deregister")).isEqualTo(1);
      assertThat(meta.hub.rows("SELECT number_id FROM watch")).isEmpty();
      assertThat(isHeard(meta, signUp, NUMBER)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_deletedAndBackAtOnce_staysRegistered(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp first = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      String link = meta.link(Map.of());
      SignUp again = meta.signUp(Wanted.of("Olive Tree").into(first.wabaId()).on(NUMBER));
      deleteNumber(meta, NUMBER);
      meta.signIn(link, again);
      meta.hub.settle();
      afterAMinute(meta);
      assertThat(meta.page(link).get("state").stringValue()).isEqualTo("finished");
      assertThat(meta.live()).containsExactly(NUMBER);
      long left = meta.done("deregister");
      assertThat(meta.done("register")).isEqualTo(left + (left == 0 ? 2 : 1));
      assertThat(isHeard(meta, first, NUMBER)).isTrue();
      assertThat(lastOf(meta, "register", "deregister")).isEqualTo("register");
    }
  }

  private static String lastOf(Meta meta, String... calls) {
    return meta.calls().stream().filter(List.of(calls)::contains).toList().getLast();
  }

  /// A client signs in anew with a number that is live, and the partner deletes it meanwhile.
  @ParameterizedTest
  @EnumSource
  void number_deletedWhileItIsConnectedAnew_staysRegistered(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      int i = 0;
      for (String call : List.of("waba", "subscribe", "register")) {
        String whatsapp = "44770090014" + i++;
        SignUp first = meta.onboard(meta.link(Map.of()), Wanted.of("Olive").on(whatsapp));
        String link = meta.link(Map.of());
        SignUp again = meta.signUp(Wanted.of("Olive").into(first.wabaId()).on(whatsapp));
        during(meta, call, () -> deleteNumber(meta, whatsapp));
        meta.signIn(link, again);
        meta.hub.settle();
        afterAMinute(meta);
        assertThat(meta.page(link).get("state").stringValue()).as(call).isEqualTo("finished");
        assertThat(meta.live()).contains(whatsapp).hasSize(i);
        assertThat(meta.calls()).as(call).doesNotContain("deregister", "unsubscribe");
        assertThat(isHeard(meta, first, whatsapp)).as(call).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_backWhileMetaIsToldOfItsLeaving_waitsForThat(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp first = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      String link = meta.link(Map.of());
      deleteNumber(meta, NUMBER);
      // As a hub leaves it behind that dies in the middle of the call.
      meta.hub.execute("UPDATE departure SET under_way = 1, due_at = due_at + 300");
      meta.signIn(link, meta.signUp(Wanted.of("Olive Tree").into(first.wabaId()).on(NUMBER)));
      meta.hub.settle();
      assertThat(meta.page(link).get("state").stringValue()).isEqualTo("working");
      assertThat(meta.hub.number(meta.partner, NUMBER, first.phoneNumberId()).status())
          .isEqualTo(409);

      meta.hub.clock.advance(Duration.ofSeconds(301));
      meta.hub.settle();
      afterAMinute(meta);
      assertThat(meta.page(link).get("state").stringValue()).isEqualTo("finished");
      assertThat(meta.live()).containsExactly(NUMBER);
      assertThat(lastOf(meta, "register", "deregister")).isEqualTo("register");
      assertThat(isHeard(meta, first, NUMBER)).isTrue();
    }
  }

  @ParameterizedTest
  @EnumSource
  void account_whereNumbersComeAndGoAtOnce_keepsThoseThatCame(Database database) {
    try (LogTap log = new LogTap();
        Meta meta = Meta.techProvider(database)) {
      SignUp first = meta.onboard(meta.link(Map.of()), Wanted.of("Olive").on("447700900130"));
      String waba = first.wabaId();
      for (int i = 1; i < COMING; i++) {
        meta.onboard(meta.link(Map.of()), Wanted.of("Olive").into(waba).on("44770090013" + i));
      }
      AtomicInteger next = new AtomicInteger();
      meta.sandbox.onCall(made -> {
        int i = made.call().equals("register") ? next.getAndIncrement() : COMING;
        if (i < COMING) {
          deleteNumber(meta, "44770090013" + i);
        }
      });
      List<String> links = Crowd.of(COMING, i -> meta.link(Map.of()));
      Crowd.of(
          COMING,
          i -> {
            Wanted wanted = Wanted.of("Olive").into(waba).on("44770090012" + i);
            return meta.signIn(links.get(i), meta.signUp(wanted)).status();
          });
      meta.hub.settle();
      afterAMinute(meta);
      assertThat(meta.live())
          .hasSize(COMING)
          .allSatisfy(whatsapp -> assertThat(whatsapp).startsWith("44770090012"));
      assertThat(meta.done("deregister")).isEqualTo(COMING);
      assertThat(meta.done("unsubscribe")).isZero();
      assertThat(log.failures()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_thatComesBackLater_isRegisteredWithItsPin(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp first = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      deleteNumber(meta, NUMBER);
      meta.hub.settle();
      assertThat(meta.done("deregister")).isEqualTo(1);
      String link = meta.link(Map.of());
      meta.onboard(link, Wanted.of("Olive Tree").into(first.wabaId()).on(NUMBER));
      assertThat(meta.page(link).get("state").stringValue()).isEqualTo("finished");
      assertThat(meta.done("register")).isEqualTo(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void account_withNumbersLeft_staysSubscribed(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp one = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").into(one.wabaId()).on(OTHER));
      assertThat(meta.live()).containsExactlyInAnyOrder(NUMBER, OTHER);
      deleteNumber(meta, NUMBER);
      meta.hub.settle();
      assertThat(meta.done("deregister")).isEqualTo(1);
      assertThat(meta.done("unsubscribe")).isZero();
      deleteNumber(meta, OTHER);
      meta.hub.settle();
      assertThat(meta.done("deregister")).isEqualTo(2);
      assertThat(meta.done("unsubscribe")).isEqualTo(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_ofTheBusinessApp_isNotDeregistered(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      Wanted wanted = Wanted.of("Kites").on(NUMBER).with(Wanted.Trait.COEXISTENCE);
      meta.onboard(meta.link(Map.of("coexistence", 1)), wanted);
      deleteNumber(meta, NUMBER);
      meta.hub.settle();
      assertThat(meta.calls()).doesNotContain("deregister").contains("unsubscribe");
    }
  }

  @ParameterizedTest
  @EnumSource
  void client_whoSignsInWithAnotherNumber_leavesTheFirstOneFree(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String link = meta.link(Map.of());
      meta.sandbox.fault(Fault.error("register", 131031));
      SignUp first = meta.onboard(link, Wanted.of("Olive Tree").on(NUMBER));
      meta.onboard(link, Wanted.of("Another Tree").on(OTHER));
      afterAMinute(meta);
      assertThat(meta.live()).containsExactly(OTHER);
      assertThat(isHeard(meta, first, NUMBER)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void takeover_withAToken_isSubscribedAndLeavesAtMeta(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp signUp = meta.onboard(meta.link(Map.of()), Wanted.of("Olive Tree").on(NUMBER));
      String token = token(meta);
      SignUp own = meta.signUp(Wanted.of("Olive Tree").into(signUp.wabaId()).on(OTHER));
      Map<String, Object> number = new HashMap<>(HubCalls.takeover(OTHER, own.phoneNumberId()));
      number.put("waba_id", own.wabaId());
      assertThat(meta.hub.take(meta.partner, number).status()).isEqualTo(201);
      meta.hub.settle();
      assertThat(receiving(meta, OTHER)).isEqualTo("unknown");

      meta.hub.admin("PATCH", "/admin/numbers/" + OTHER, Map.of("access_token", token));
      meta.hub.settle();
      assertThat(receiving(meta, OTHER)).isEqualTo("yes");

      meta.sandbox.fault(Fault.error("subscribe", 10).times(2));
      meta.hub.clock.advance(Duration.ofDays(1).plusSeconds(1));
      meta.hub.settle();
      assertThat(receiving(meta, OTHER)).isEqualTo("no");

      assertThat(meta.hub.admin("DELETE", "/admin/numbers/" + OTHER, null).status()).isEqualTo(204);
      meta.hub.settle();
      assertThat(meta.calls()).contains("deregister");
      assertThat(meta.calls()).doesNotContain("unsubscribe");
    }
  }

  private static String receiving(Meta meta, String whatsapp) {
    JsonNode list = meta.own("GET", "numbers?search=" + whatsapp, null).json().get("list");
    return list.get(0).get("receiving").stringValue();
  }

  /// The token of the only live number.
  private static String token(Meta meta) {
    long id = meta.hub.app().numbers().find(NUMBER).orElseThrow().id();
    return meta.hub.app().numbers().accessToken(id).orElseThrow().reveal();
  }
}
