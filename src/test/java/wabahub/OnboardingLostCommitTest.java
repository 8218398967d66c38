package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wabahub.sandbox.Wanted;

/// The connection to PostgreSQL breaks behind the commit with which a number goes live.
final class OnboardingLostCommitTest {
  private static final String WHATSAPP = "447700900142";

  // Broken connections are what is tested; nobody has to read of them.
  @AutoClose private final LogTap log = new LogTap();
  @AutoClose private Cable cable;
  @AutoClose private Meta meta;

  @BeforeEach
  void start() {
    Map<String, String> settings = Database.POSTGRESQL.settings();
    cable = Cable.of(settings);
    meta = Meta.with(cable.through(settings));
  }

  @Test
  void number_whoseLastCommitSucceededUnheard_isInTheListAndToldOnce() {
    String token = meta.link(Map.of());
    // The list is in memory from here on.
    assertThat(meta.live()).isEmpty();
    cable.cutAfterCommit(transaction -> transaction.contains("INSERT INTO number ("));
    meta.onboard(token, Wanted.of("Olive Tree").on(WHATSAPP));
    assertThat(cable.isCut()).isTrue();

    assertThat(meta.live()).isEqualTo(List.of(WHATSAPP));
    assertThat(meta.page(token).get("state").stringValue()).isEqualTo("finished");
    assertThat(meta.ears.heard("onboarding.finished")).hasSize(1);
  }
}
