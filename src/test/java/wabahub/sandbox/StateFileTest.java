package wabahub.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What outlives a sandbox.
final class StateFileTest {
  @TempDir private Path folder;

  private Path file() {
    return folder.resolve("sandbox.json");
  }

  @Test
  void everything_survivesARestart() throws IOException {
    try (Bench meta =
        new Bench(settings -> settings.solutionPartner(Bench.SYSTEM, Bench.BUSINESS).in(file()))) {
      SignUp client = meta.sandbox.signUp(Wanted.of("Olive Tree").protectedBy("111111"));
      SignUp later = meta.sandbox.signUp(Wanted.of("Northern Kites"));
      String token = meta.token(client);
      String me = meta.get("me", Bench.SYSTEM).json().get("id").stringValue();
      meta.post(client.wabaId() + "/subscribed_apps", token, Map.of());
      meta.post(
          client.wabaId() + "/assigned_users",
          Bench.SYSTEM,
          Map.of("user", me, "tasks", List.of("MANAGE")));
      Map<String, String> pin = Map.of("messaging_product", "whatsapp", "pin", "111111");
      meta.post(client.phoneNumberId() + "/register", token, pin);
      String pool =
          meta.post(
                  Bench.BUSINESS + "/add_phone_numbers",
                  Bench.SYSTEM,
                  Map.of("phone_number", "15550001111"))
              .json()
              .get("id")
              .stringValue();
      String partner = meta.sandbox.businessId();

      meta.restart();

      assertThat(meta.sandbox.businessId()).isEqualTo(partner);
      assertThat(meta.get("me", Bench.SYSTEM).json().get("id").stringValue()).isEqualTo(me);
      assertThat(
              meta.get(client.phoneNumberId() + "?fields=status", token)
                  .json()
                  .get("status")
                  .stringValue())
          .isEqualTo("CONNECTED");
      assertThat(meta.get(client.wabaId() + "/subscribed_apps", token).json().get("data"))
          .hasSize(1);
      assertThat(meta.get(client.wabaId(), Bench.SYSTEM).status()).isEqualTo(200);
      assertThat(meta.get(pool, Bench.SYSTEM).status()).isEqualTo(200);
      assertThat(meta.exchange(client.code()).error()).isEqualTo("400 100/36009");
      assertThat(meta.exchange(later.code()).status()).isEqualTo(200);
      assertThat(Files.list(folder)).containsExactly(file());
    }
  }

  @Test
  void withoutAFile_nothingSurvives() {
    try (Bench meta = Bench.techProvider()) {
      SignUp client = meta.sandbox.signUp(Wanted.of("Olive Tree"));

      meta.restart();

      assertThat(meta.exchange(client.code()).error()).isEqualTo("400 100/0");
    }
  }

  @Test
  void damagedFile_isNotOverwritten() throws IOException {
    Files.writeString(file(), "{\"wabas\":");
    Sandbox.Settings settings = Sandbox.Settings.of(Bench.APP, Bench.SECRET).in(file());

    assertThatThrownBy(() -> new Sandbox(settings, () -> Bench.START))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("damaged");
    assertThat(file()).hasContent("{\"wabas\":");
  }
}
