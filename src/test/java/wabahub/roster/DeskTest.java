package wabahub.roster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

/// When a list is read anew.
final class DeskTest {
  private static final int MONTH = 202611;

  private final Desk desk = new Desk();
  private int loads;

  private Sheet load(int month) {
    loads++;
    return new Sheet(month, Map.of());
  }

  private static Sheet fail(int month) {
    throw new IllegalStateException("no database in " + month);
  }

  private Sheet read() {
    return desk.read(MONTH, this::load, sheet -> sheet);
  }

  @Test
  void sheet_isLoadedOnceUntilItChanges() {
    Sheet first = read();
    assertThat(read()).isSameAs(first);

    desk.changed();

    assertThat(read()).isNotSameAs(first);
    assertThat(loads).isEqualTo(2);
  }

  @Test
  void sheet_thatCouldNotBeLoadedAnew_isNotServedAsItWas() {
    Sheet before = read();
    desk.changed();
    assertThatThrownBy(() -> desk.read(MONTH, DeskTest::fail, sheet -> sheet))
        .hasMessageContaining("no database");

    assertThat(read()).isNotSameAs(before);
  }

  @Test
  void sheet_thatChangesWhileItIsLoaded_isLoadedAgain() {
    Sheet first =
        desk.read(
            MONTH,
            month -> {
              desk.changed();
              return load(month);
            },
            sheet -> sheet);

    assertThat(read()).isNotSameAs(first);
  }

  @Test
  void sheet_ofAnotherMonth_isLoaded() {
    Sheet first = read();

    assertThat(desk.read(MONTH + 1, this::load, Sheet::month)).isEqualTo(MONTH + 1);
    assertThat(read()).isNotSameAs(first);
  }
}
