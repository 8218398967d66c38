package wabahub.hubs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wabahub.storage.Settings;
import wabahub.storage.Storage;

final class TurnsTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir private Path folder;
  private Instant now = Instant.parse("2026-10-14T09:30:00Z");
  private Storage storage;
  private Hubs hubs;
  private Turns turns;

  @BeforeEach
  void open() {
    storage = Storage.open(new Settings(folder, ""), "hub");
    hubs = new Hubs(storage, new Self("test", "1"), () -> now);
    hubs.open();
    turns = new Turns(hubs, "send", () -> now);
  }

  @AfterEach
  void close() {
    hubs.close();
    storage.close();
  }

  private void pass(Duration time) {
    now = now.plus(time);
    turns.giveBack(SECOND, subject -> false);
  }

  @Test
  void subject_unusedForASecond_isGivenBack() {
    assertThat(turns.take(List.of(1L, 2L))).containsExactlyInAnyOrder(1L, 2L);
    pass(Duration.ofMillis(600));
    turns.take(List.of(2L));
    pass(Duration.ofMillis(600));
    assertThat(turns.isMine(1)).isFalse();
    assertThat(turns.isMine(2)).isTrue();
  }

  @Test
  void subject_withWorkUnderWay_isKeptForASecondAfterItsEnd() {
    turns.take(List.of(1L));
    turns.begin(1, hubs.id());
    turns.begin(1, hubs.id());
    pass(Duration.ofMinutes(1));
    turns.end(1, hubs.id());
    pass(Duration.ofMinutes(1));
    assertThat(turns.isMine(1)).isTrue();
    turns.end(1, hubs.id());
    pass(Duration.ofMillis(900));
    assertThat(turns.isMine(1)).isTrue();
    pass(Duration.ofMillis(100));
    assertThat(turns.isMine(1)).isFalse();
  }

  @Test
  void work_begunUnderAnIdOfBefore_endsNoneOfANewerTurn() {
    turns.take(List.of(1L));
    turns.begin(1, hubs.id());
    turns.begin(1, hubs.id() - 1);
    turns.end(1, hubs.id() - 1);
    assertThat(turns.underWay(1)).isEqualTo(1);
    turns.end(1, hubs.id());
    assertThat(turns.underWay(1)).isZero();
  }

  @Test
  void subject_thatIsWantedKept_isKept() {
    turns.take(List.of(1L, 2L));
    now = now.plus(Duration.ofMinutes(1));
    turns.giveBack(SECOND, subject -> subject == 1);
    assertThat(turns.isMine(1)).isTrue();
    assertThat(turns.isMine(2)).isFalse();
  }
}
