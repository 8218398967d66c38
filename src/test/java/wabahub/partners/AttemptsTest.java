package wabahub.partners;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AttemptsTest {
  private static final int MORE_THAN_IS_KEPT = 60_000;

  private final Attempts attempts =
      new Attempts(InstantSource.fixed(Instant.parse("2026-10-14T09:30:00Z")), whom -> {});

  private void fail(String address, String account, int times) {
    for (int i = 0; i < times; i++) {
      attempts.failed(address, account);
    }
  }

  @Test
  void clock_setBack_endsWhatItHadBegun() {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-10-14T09:30:00Z"));
    Attempts counted = new Attempts(now::get, whom -> {});
    for (int i = 0; i < Attempts.PAIR_LIMIT; i++) {
      counted.failed("blocked", "account");
    }
    for (int i = 0; i < Attempts.PAIR_LIMIT - 1; i++) {
      counted.failed("nearly", "account");
    }
    assertThat(counted.isBlocked("blocked", "account")).isTrue();
    now.set(now.get().minusSeconds(3_600));
    assertThat(counted.isBlocked("blocked", "account")).isFalse();
    counted.failed("nearly", "account");
    assertThat(counted.isBlocked("nearly", "account")).isFalse();
  }

  @Test
  void entries_tooMany_theOldestGo() {
    fail("oldest", "account", 10);
    fail("busy", "account", 10);
    for (int i = 0; i < MORE_THAN_IS_KEPT; i++) {
      attempts.failed("address-" + i, "account");
      assertThat(attempts.isBlocked("busy", "account")).isTrue();
    }
    assertThat(attempts.isBlocked("oldest", "account")).isFalse();
  }

  @Test
  void entries_tooMany_newOnesAreCounted() {
    for (int i = 0; i < MORE_THAN_IS_KEPT; i++) {
      fail("address-" + i, "account", 3);
    }
    fail("new", "account", 9);
    assertThat(attempts.isBlocked("new", "account")).isFalse();
    attempts.failed("new", "account");
    assertThat(attempts.isBlocked("new", "account")).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "192.0.2.1, 192.0.2.1",
    "2001:db8:1:2:3:4:5:6, 20010db800010002/64",
    "2001:db8:1:2::, 20010db800010002/64",
    "::1, 0000000000000000/64",
    "not:an:address, not:an:address",
    "'', ''",
  })
  void network_anyAddress_isThatOfOneCustomer(String address, String network) {
    assertThat(Attempts.network(address)).isEqualTo(network);
  }
}
