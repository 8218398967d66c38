package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.sandbox.Fault;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// Clients that have signed in and whose link ends before their number is live: what Meta is told.
final class UnfinishedTest {
  private static final String NUMBER = "447700900183";

  /// The link is deleted, and Meta is told of it.
  private static void cancel(Meta meta) {
    String id = meta.newest().get("id").stringValue();
    assertThat(meta.own("DELETE", "onboardings/" + id, null).status()).isEqualTo(200);
    meta.hub.clock.advance(Duration.ofSeconds(61));
    meta.hub.settle();
    assertThat(meta.done("unsubscribe")).isEqualTo(1);
    assertThat(meta.hub.rows("SELECT id FROM departure")).isEmpty();
  }

  private static String problem(Meta meta) {
    return meta.newest().get("problem").get("code").stringValue();
  }

  @ParameterizedTest
  @EnumSource
  void number_thatMetaRefusedToRegister_staysAtWorkElsewhere(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive").on(NUMBER).protectedBy("271828"));
      assertThat(problem(meta)).isEqualTo("pin_wrong");
      cancel(meta);
      assertThat(meta.calls()).doesNotContain("deregister");
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_whosePinMayNotBeTriedNow_staysAtWorkElsewhere(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.sandbox.fault(Fault.error("register", 133008));
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive").on(NUMBER));
      assertThat(problem(meta)).isEqualTo("pin_wait");
      cancel(meta);
      assertThat(meta.calls()).doesNotContain("deregister");
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_thatMetaMayHaveRegistered_isDeregistered(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      meta.sandbox.fault(Fault.of("register", Fault.Kind.DROP_AFTER).times(0));
      meta.onboard(meta.link(Map.of()), Wanted.of("Olive").on(NUMBER));
      assertThat(problem(meta)).isEqualTo("wait");
      cancel(meta);
      assertThat(meta.done("deregister")).isEqualTo(1);
    }
  }

  /// It was registered here and comes back before Meta has heard that it left.
  @ParameterizedTest
  @EnumSource
  void number_registeredBeforeItCameBack_isDeregistered(Database database) {
    try (Meta meta = Meta.techProvider(database)) {
      SignUp first = meta.onboard(meta.link(Map.of()), Wanted.of("Olive").on(NUMBER));
      String link = meta.link(Map.of());
      meta.sandbox.fault(Fault.error("deregister", 2).times(1));
      meta.partners("DELETE", "whatsapp/deleteWhatsApp", Map.of("whatsapp", NUMBER));
      meta.hub.settle();
      meta.sandbox.fault(Fault.error("subscribe", 131031));
      meta.onboard(link, Wanted.of("Olive").into(first.wabaId()).on(NUMBER));
      assertThat(problem(meta)).isEqualTo("account_locked");
      assertThat(meta.hub.rows("SELECT id FROM departure")).isEmpty();
      cancel(meta);
      assertThat(meta.done("deregister")).isEqualTo(1);
    }
  }
}
