package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.sandbox.Fault;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// What each outcome of each of Meta's calls leads to, as `/api/v1/onboardings` shows it.
final class OnboardingFailuresTest {
  private static final AtomicInteger COUNT = new AtomicInteger(1_000);

  /// The calls of a client's way and the steps that make them.
  private static final Map<String, String> PLAIN =
      Map.of(
          "exchange", "exchange",
          "debug_token", "check",
          "phones", "check",
          "waba", "check",
          "subscribe", "subscribe",
          "register", "register");

  private static final Map<String, String> COEXISTENCE =
      Map.of("sync_contacts", "contacts", "sync_history", "history");

  private static final Map<String, String> SOLUTION =
      Map.of("assign_user", "assign", "share_credit", "credit");

  /// What passes by itself: Meta's errors that say so, and no answer at all.
  private static final List<Fault> PASSING =
      List.of(
          Fault.error("*", 1),
          Fault.error("*", 2),
          Fault.error("*", 4),
          Fault.error("*", 80007),
          Fault.error("*", 131000),
          Fault.error("*", 131016),
          Fault.error("*", 133004),
          Fault.error("*", 424242).status(503),
          Fault.of("*", Fault.Kind.DROP),
          Fault.of("*", Fault.Kind.HTML),
          Fault.of("*", Fault.Kind.TRUNCATED),
          Fault.of("*", Fault.Kind.EMPTY));

  /// What somebody has to do something about.
  private static final List<Fault> LASTING =
      List.of(
          Fault.error("*", 10),
          Fault.error("*", 200),
          Fault.error("*", 131005),
          Fault.error("*", 100),
          Fault.error("*", 131031),
          Fault.error("*", 424242).status(400));

  /// One for all cases of a kind; they are closed at the end.
  private static final List<Meta> OPEN = new ArrayList<>();

  @AfterAll
  static void close() {
    OPEN.forEach(Meta::close);
  }

  private static Fault at(Fault fault, String call) {
    return new Fault(
        call, "", 1, fault.kind(), fault.code(), fault.http(), fault.ms(), fault.headers());
  }

  /// A number that no case has had, in a time in which Meta's pauses of the case before are over.
  private static String fresh(Meta meta) {
    meta.hub.clock.advance(Duration.ofHours(2));
    return "44770091" + COUNT.incrementAndGet();
  }

  @TestFactory
  Stream<DynamicTest> techProvider_eachCallFails_goesOnOrSaysWhy() {
    return Stream.of(Database.values()).flatMap(database -> cases(database, false, PLAIN, false));
  }

  @TestFactory
  Stream<DynamicTest> coexistence_eachCallFails_goesOnOrSaysWhy() {
    return Stream.of(Database.values())
        .flatMap(database -> cases(database, false, COEXISTENCE, true));
  }

  @TestFactory
  Stream<DynamicTest> solutionPartner_eachCallFails_goesOnOrSaysWhy() {
    return Stream.of(Database.values()).flatMap(database -> cases(database, true, SOLUTION, false));
  }

  private static Stream<DynamicTest> cases(
      Database database, boolean solution, Map<String, String> calls, boolean coexistence) {
    Meta meta = solution ? Meta.solutionPartner(database) : Meta.techProvider(database);
    OPEN.add(meta);
    List<DynamicTest> tests = new ArrayList<>();
    calls.forEach((call, step) -> {
      PASSING.forEach(fault ->
          tests.add(
              DynamicTest.dynamicTest(
                  database + " " + call + " " + fault.kind() + " " + fault.code(),
                  () -> passes(meta, at(fault, call), step, coexistence))));
      LASTING.forEach(fault ->
          tests.add(
              DynamicTest.dynamicTest(
                  database + " " + call + " lasting " + fault.code(),
                  () -> lasts(meta, at(fault, call), step, coexistence))));
      // These calls are made with the hub's own tokens: it is not the client who signs in again.
      boolean own = call.equals("debug_token") || call.equals("share_credit");
      tests.add(
          DynamicTest.dynamicTest(
              database + " " + call + " revoked",
              () -> {
                if (own) {
                  lasts(meta, Fault.error(call, 190), step, coexistence);
                } else {
                  revoked(meta, Fault.error(call, 190), coexistence);
                }
              }));
      tests.add(
          DynamicTest.dynamicTest(
              database + " " + call + " answer lost", () -> lost(meta, call, coexistence)));
    });
    return tests.stream();
  }

  private static Wanted client(String whatsapp, boolean coexistence) {
    Wanted wanted = Wanted.of("Client of " + whatsapp).on(whatsapp);
    return coexistence ? wanted.with(Wanted.Trait.COEXISTENCE) : wanted;
  }

  /// Live numbers are subscribed again every day: that is not what the fault is for.
  private static Fault aimed(Fault fault, SignUp signUp) {
    return fault.call().equals("subscribe") ? fault.at(signUp.wabaId()) : fault;
  }

  private static void passes(Meta meta, Fault fault, String step, boolean coexistence) {
    String whatsapp = fresh(meta);
    String token = meta.link(Map.of("coexistence", coexistence ? 1 : 0));
    SignUp signUp = meta.signUp(client(whatsapp, coexistence));
    meta.sandbox.fault(aimed(fault, signUp));
    meta.signIn(token, signUp);
    meta.hub.settle();

    JsonNode waiting = meta.newest();
    // A call that may be repeated at once has been, and has gone through.
    if (!waiting.get("state").stringValue().equals("finished")) {
      assertThat(waiting.get("problem").isNull()).as(waiting.toString()).isFalse();
      if (!waiting.get("problem").get("code").stringValue().equals("sign_in_again")) {
        assertThat(waiting.get("state").stringValue()).isEqualTo("working");
        assertThat(step(waiting, step).get("state").stringValue()).isEqualTo("waiting");
        meta.hub.clock.advance(Duration.ofSeconds(step.equals("exchange") ? 5 : 3_700));
        meta.hub.settle();
      }
    }
    if (meta.newest().get("state").stringValue().equals("stuck")) {
      // Meta asked to wait for longer than the code lives.
      assertThat(step).isEqualTo("exchange");
      assertThat(meta.newest().get("problem").get("code").stringValue()).isEqualTo("sign_in_again");
      meta.onboard(token, client(whatsapp, coexistence).into(signUp.wabaId()));
      // The pause holds for what comes after the exchange, too.
      meta.hub.clock.advance(Duration.ofSeconds(3_700));
      meta.hub.settle();
    }
    finished(meta, whatsapp);
  }

  private static void lasts(Meta meta, Fault fault, String step, boolean coexistence) {
    String whatsapp = fresh(meta);
    String token = meta.link(Map.of("coexistence", coexistence ? 1 : 0));
    SignUp signUp = meta.signUp(client(whatsapp, coexistence));
    meta.sandbox.fault(aimed(fault, signUp));
    meta.signIn(token, signUp);
    meta.hub.settle();
    if (coexistence) {
      // Without contacts and history the number works all the same.
      assertThat(step(meta.newest(), step).get("state").stringValue()).isEqualTo("failed");
      finished(meta, whatsapp);
      return;
    }
    JsonNode stuck = meta.newest();
    assertThat(stuck.get("state").stringValue()).as(stuck.toString()).isEqualTo("stuck");
    assertThat(stuck.get("problem").get("cure").stringValue()).isNotBlank();
    assertThat(stuck.get("problem").get("meta_code").asInt()).isEqualTo(fault.code());
    assertThat(step(stuck, step).get("state").stringValue()).isEqualTo("failed");
    assertThat(meta.ears.heard("onboarding.failed").getLast().get("onboarding_id").stringValue())
        .isEqualTo(stuck.get("id").stringValue());
    assertThat(meta.page(token).get("state").stringValue()).isEqualTo("stuck");

    if (step.equals("exchange")) {
      meta.onboard(token, client(whatsapp, false).into(signUp.wabaId()));
    } else {
      assertThat(
              meta.own("POST", "onboardings/" + stuck.get("id").stringValue() + "/retry", null)
                  .status())
          .isEqualTo(202);
      meta.hub.settle();
    }
    finished(meta, whatsapp);
  }

  private static void revoked(Meta meta, Fault fault, boolean coexistence) {
    String whatsapp = fresh(meta);
    String token = meta.link(Map.of("coexistence", coexistence ? 1 : 0));
    SignUp signUp = meta.signUp(client(whatsapp, coexistence));
    meta.sandbox.fault(aimed(fault, signUp));
    meta.signIn(token, signUp);
    meta.hub.settle();
    JsonNode stuck = meta.newest();
    assertThat(stuck.get("state").stringValue()).as(stuck.toString()).isEqualTo("stuck");
    assertThat(stuck.get("problem").get("code").stringValue()).isEqualTo("sign_in_again");
    meta.onboard(token, client(whatsapp, coexistence).into(signUp.wabaId()));
    finished(meta, whatsapp);
  }

  /// Meta has done it, and nobody heard.
  private static void lost(Meta meta, String call, boolean coexistence) {
    String whatsapp = fresh(meta);
    String token = meta.link(Map.of("coexistence", coexistence ? 1 : 0));
    SignUp signUp = meta.signUp(client(whatsapp, coexistence));
    meta.sandbox.fault(aimed(Fault.of(call, Fault.Kind.DROP_AFTER), signUp));
    meta.signIn(token, signUp);
    meta.hub.settle();
    meta.hub.clock.advance(Duration.ofSeconds(5));
    meta.hub.settle();
    if (call.equals("exchange")) {
      assertThat(meta.newest().get("problem").get("code").stringValue()).isEqualTo("sign_in_again");
      meta.onboard(token, client(whatsapp, coexistence).into(signUp.wabaId()));
    }
    finished(meta, whatsapp);
  }

  private static void finished(Meta meta, String whatsapp) {
    JsonNode end = meta.newest();
    assertThat(end.get("state").stringValue()).as(end.toString()).isEqualTo("finished");
    assertThat(end.get("problem").isNull()).isTrue();
    assertThat(meta.live()).contains(whatsapp).doesNotHaveDuplicates();
    assertThat(
            meta.ears.heard("onboarding.finished").stream()
                .filter(e -> e.get("whatsapp").stringValue().equals(whatsapp)))
        .hasSize(1);
    meta.sandbox.clearFaults();
  }

  private static JsonNode step(JsonNode onboarding, String step) {
    return onboarding
        .get("steps")
        .valueStream()
        .filter(s -> s.get("step").stringValue().equals(step))
        .findFirst()
        .orElseThrow(() -> new AssertionError(onboarding.toString()));
  }

  @ParameterizedTest
  @EnumSource
  void code_olderThanThirtySeconds_isNotEvenTried(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      String token = meta.link(Map.of());
      SignUp signUp = meta.signUp(Wanted.of("Olive Tree"));
      meta.signIn(token, signUp);
      meta.hub.clock.advance(Duration.ofSeconds(31));
      meta.hub.settle();
      assertThat(meta.newest().get("problem").get("code").stringValue()).isEqualTo("sign_in_again");
      assertThat(meta.calls()).doesNotContain("exchange");
    }
  }
}
