package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// The sandbox with a whole hub.
final class SandboxTest {
  private static final Map<String, String> SANDBOX =
      Map.of("WABAHUB_META_APP_SECRET", "", "WABAHUB_SANDBOX", "on");

  @ParameterizedTest
  @EnumSource
  void hubThatIsLive_takesWebhooksOfASandboxOfTheTest(Database database) throws Exception {
    try (TestHub hub = new TestHub(database);
        Sandbox meta =
            new Sandbox(Sandbox.Settings.of("900100200300400", TestHub.APP_SECRET), hub.clock)) {
      meta.hub(hub.uri("/"));
      Account account = hub.partner("One", null);
      String whatsapp = HubCalls.whatsapp();
      SignUp client = meta.signUp(Wanted.of("Olive Tree").on(whatsapp));
      hub.number(account, whatsapp, client.phoneNumberId());
      Sandbox.Phone phone = meta.phone(whatsapp, client.phoneNumberId());

      phone.receives("447700900200", "Nobody has subscribed yet.");
      assertThat(hub.figures(account, whatsapp)).isEqualTo(List.of(0L, 0L, 0L));

      subscribe(meta, client, "900100200300400", TestHub.APP_SECRET);
      phone.delivers("447700900200", "marketing", "regular");
      phone.receives("447700900200", "Hello");
      meta.waba(client.wabaId()).quality(client.phoneNumberId(), "RED", "ONBOARDING", "TIER_2K");
      meta.waba(client.wabaId()).leaves();

      assertThat(hub.figures(account, whatsapp)).isEqualTo(List.of(1L, 0L, 1L));
    }
  }

  @Test
  void sandboxOfTheHub_survivesARestart() throws Exception {
    try (TestHub hub = new TestHub(Database.SQLITE, SANDBOX)) {
      Sandbox meta = hub.app().sandbox().orElseThrow();
      assertThat(Files.readString(hub.data().resolve("sandbox-address")).strip())
          .isEqualTo(meta.url().toString());
      SignUp client = meta.signUp(Wanted.of("Olive Tree"));
      String secret = Files.readString(hub.data().resolve(World.SECRET_FILE)).strip();

      hub.restart();

      Sandbox again = hub.app().sandbox().orElseThrow();
      subscribe(again, client, "sandbox", secret);
      again.waba(client.wabaId()).review("APPROVED");
    }
  }

  @Test
  void damagedFile_stopsTheStart() throws Exception {
    try (TestHub hub = new TestHub(Database.SQLITE, SANDBOX)) {
      Path file = hub.data().resolve("sandbox.json");
      hub.app().sandbox().orElseThrow().signUp(Wanted.of("Olive Tree"));
      byte[] good = Files.readAllBytes(file);
      Files.writeString(file, "{");

      assertThatThrownBy(hub::restart)
          .isInstanceOf(ConfigException.class)
          .hasMessageContaining("damaged");

      Files.write(file, good);
      hub.restart();
    }
  }

  @Test
  void liveHub_hasNone() {
    try (TestHub hub = new TestHub(Database.SQLITE)) {
      assertThat(hub.app().sandbox()).isEmpty();
    }
  }

  private static void subscribe(Sandbox meta, SignUp client, String appId, String secret)
      throws Exception {
    HttpClient http = HttpClient.newHttpClient();
    String exchange =
        meta.url()
            + "/v25.0/oauth/access_token?client_id=%s&client_secret=%s&code=%s"
                .formatted(appId, URLEncoder.encode(secret, StandardCharsets.UTF_8), client.code());
    String token =
        http.send(
                HttpRequest.newBuilder(URI.create(exchange)).build(),
                HttpResponse.BodyHandlers.ofString())
            .body()
            .replaceAll(".*\"access_token\":\"([^\"]+)\".*", "$1");
    HttpResponse<String> subscribed =
        http.send(
            HttpRequest.newBuilder(
                    URI.create(meta.url() + "/v25.0/" + client.wabaId() + "/subscribed_apps"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(subscribed.body()).isEqualTo("{\"success\":true}");
  }
}
