package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.sandbox.Fault;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// Codes, tokens, PINs and links are told to nobody: not in answers, events, the log, or on disk.
final class OnboardingSecrecyTest {
  private static final String NUMBER = "447700900189";

  /// What a hub got to know of a client, and what it said meanwhile.
  private record Life(List<String> secrets, Pattern pin, String link, String said) {
    static Life lead(Meta meta) {
      StringBuilder said = new StringBuilder();
      String link = meta.link(Map.of());
      SignUp refused = meta.signUp(Wanted.of("Olive Tree").on(NUMBER));
      meta.sandbox.fault(Fault.error("exchange", 100));
      said.append(meta.signIn(link, refused).text());
      meta.hub.settle();
      SignUp signUp = meta.signUp(Wanted.of("Olive Tree").into(refused.wabaId()).on(NUMBER));
      meta.sandbox.fault(Fault.error("register", 133005));
      said.append(meta.signIn(link, signUp).text());
      meta.hub.settle();
      said.append(meta.page(link)).append(meta.newest());
      String id = meta.newest().get("id").stringValue();
      said.append(meta.own("POST", "onboardings/" + id + "/retry", null).text());
      meta.hub.settle();
      assertThat(meta.live()).containsExactly(NUMBER);
      said.append(meta.page(link)).append(meta.newest()).append(meta.ears.heard());
      said.append(meta.own("GET", "webhook/deliveries", null).text());
      said.append(meta.own("GET", "numbers", null).text());
      List<String> secrets = List.of(refused.code(), signUp.code(), token(meta));
      return new Life(secrets, pin(meta), link, said.toString());
    }

    private static String token(Meta meta) {
      long id = meta.hub.app().numbers().find(NUMBER).orElseThrow().id();
      return meta.hub.app().numbers().accessToken(id).orElseThrow().reveal();
    }

    /// The PIN where it stands alone: six digits are found in many a longer number.
    private static Pattern pin(Meta meta) {
      byte[] kept =
          meta.hub
              .app()
              .storage()
              .read(tx -> tx.createQuery("SELECT pin FROM number_pin").mapTo(byte[].class).one());
      String pin = meta.hub.secrets().decryptSecret(kept, "number_pin.pin").reveal();
      assertThat(pin).matches("[0-9]{6}");
      return Pattern.compile("(?<![0-9.])" + pin + "(?![0-9])");
    }
  }

  @ParameterizedTest
  @EnumSource
  void life_ofAClient_saysNothingOfItsSecrets(Database database) throws IOException {
    try (LogTap log = new LogTap();
        Meta meta = Meta.techProvider(database)) {
      Life life = Life.lead(meta);
      for (String text : List.of(life.said, log.text(), stored(meta))) {
        assertThat(text).doesNotContain(life.secrets).doesNotContainPattern(life.pin);
      }
      assertThat(log.text()).doesNotContain(life.link, NUMBER);
      assertThat(stored(meta)).doesNotContain(life.link);
    }
  }

  /// All bytes of all files, but those that are there to hold a secret; on PostgreSQL the tables.
  private static String stored(Meta meta) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String table :
        List.of("onboarding", "onboarding_step", "sign_up", "sign_up_code", "number_pin")) {
      all.append(meta.hub.rows("SELECT * FROM " + table));
    }
    try (Stream<Path> files = Files.list(meta.hub.data())) {
      for (Path file : files.toList()) {
        if (!Set.of("master-key").contains(file.getFileName().toString())) {
          all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return all.toString();
  }
}
