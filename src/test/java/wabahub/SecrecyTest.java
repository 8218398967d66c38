package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;

/// What the hub must keep to itself: on disk, and in its log.
final class SecrecyTest {
  private static final String META_TOKEN = "EAAG-meta-token-of-the-business";
  private static final String NEW_META_TOKEN = "EAAG-another-meta-token";
  private static final String CUSTOMER = "447700900204";
  private static final String WORDS = "hello";

  /// Nobody listens there.
  private static final String HOOK = "http://127.0.0.1:1/hook-of-a-partner";

  /// What a hub has been told and has made up in a life of a few requests.
  private record Life(Account partner, String whatsapp, List<String> secrets, List<String> keys) {
    static Life lead(TestHub hub) {
      Account partner = hub.partner("One", null);
      Map<String, Object> number = TestHub.takeover();
      number.put("access_token", META_TOKEN);
      String whatsapp = (String) number.get("whatsapp");
      String phone = (String) number.get("phone_number_id");
      List<String> keys = new ArrayList<>();
      keys.add(key(hub.take(partner, number).json().get(0)));
      hub.admin("PATCH", "/admin/numbers/" + whatsapp, Map.of("access_token", NEW_META_TOKEN));
      keys.add(key(hub.admin("POST", "/admin/numbers/" + whatsapp + "/key", null).json()));
      JsonNode renewed =
          hub.admin("POST", "/admin/partners/" + partner.id() + "/secret", null).json();
      String secret = renewed.get("client_secret").stringValue();
      String token = hub.token(partner.clientId(), secret);
      String webhookSecret =
          tell(hub, new Account(partner.id(), partner.clientId(), secret, token));

      long now = hub.clock.instant().getEpochSecond();
      hub.webhook(WebhookTest.messages(phone, WebhookTest.message("m1", CUSTOMER, now)));
      hub.webhook(WebhookTest.messages("77", WebhookTest.message("held", CUSTOMER, now)));
      hub.webhook(
          WebhookTest.statuses(
              phone, WebhookTest.status("s1", "delivered", now, "marketing", "regular")));
      hub.settle();
      return new Life(
          new Account(partner.id(), partner.clientId(), secret, token),
          whatsapp,
          List.of(partner.clientSecret(), partner.token(), secret, token, webhookSecret),
          keys);
    }

    /// The partner is told something, in vain; returns what that is signed with.
    private static String tell(TestHub hub, Account partner) {
      assertThat(WebhookCalls.set(hub, partner, Map.of("url", HOOK)).reason()).isEqualTo(1);
      String secret = WebhookCalls.secret(hub, partner);
      assertThat(WebhookCalls.post(hub, partner, "/test").status()).isEqualTo(202);
      return secret;
    }

    private static String key(JsonNode answer) {
      return answer.get("apiKey").stringValue();
    }
  }

  @Test
  void files_afterALife_holdNoSecretsNorCustomersInClear() throws IOException {
    try (TestHub hub = new TestHub(Database.SQLITE, WebhookCalls.PRIVATE)) {
      Life life = Life.lead(hub);
      assertThat(contents(hub)).contains(life.whatsapp);
      expectNone(contents(hub), life);
      hub.restart();
      expectNone(contents(hub), life);
    }
  }

  private static void expectNone(String content, Life life) {
    assertThat(content)
        .doesNotContain(life.secrets)
        .doesNotContain(life.keys)
        .doesNotContain(META_TOKEN, NEW_META_TOKEN, CUSTOMER, WORDS, HOOK, "hook-of-a-partner")
        .doesNotContain(TestHub.ADMIN_TOKEN, TestHub.APP_SECRET);
  }

  /// All bytes of all files, but those that are there to hold a secret.
  private static String contents(TestHub hub) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(hub.data())) {
      for (Path file : files.toList()) {
        if (!Set.of("master-key").contains(file.getFileName().toString())) {
          all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
        }
      }
    }
    return all.toString();
  }

  @Test
  void log_ofALife_hasALineARequestAndNothingOfItsContent() {
    try (LogTap log = new LogTap()) {
      Life life;
      try (TestHub hub = new TestHub(Database.SQLITE, WebhookCalls.PRIVATE)) {
        life = Life.lead(hub);
        hub.call("GET", "/none/" + life.whatsapp + "?secret=" + WORDS, Map.of(), WORDS);
        hub.call("DELETE", "/admin/numbers/" + life.whatsapp, Map.of("Authorization", "x"), WORDS);
        hub.accessToken(WORDS, WORDS);
        hub.list(life.partner);
      }
      expectNone(log.text(), life);
      assertThat(log.text()).doesNotContain(life.whatsapp).doesNotContain(life.partner.clientId());
      assertThat(log.text())
          .contains(
              " wabahub.requests method=DELETE route=/admin/numbers/{whatsapp} status=401",
              " wabahub.requests method=GET route= status=404 reason=404 ",
              " wabahub.requests method=GET route=/api/whatsapp/getWhatsApp status=200 reason=1 ");
      assertThat(log.failures()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void log_ofAFailingDatabase_hasNothingOfTheContent(Database database) {
    try (TestHub hub = new TestHub(database, WebhookCalls.PRIVATE);
        LogTap log = new LogTap()) {
      Life life = Life.lead(hub);
      hub.execute("CREATE UNIQUE INDEX one_name ON number (business_name)");
      Map<String, Object> twin = TestHub.takeover();
      twin.put("business_name", "Business " + life.whatsapp);
      assertThat(hub.take(life.partner, twin).status()).isGreaterThanOrEqualTo(500);
      hub.execute("ALTER TABLE number RENAME TO gone");
      hub.execute("ALTER TABLE registration RENAME TO gone_too");
      hub.execute("ALTER TABLE access_token RENAME TO gone_as_well");
      Map<String, Object> number = TestHub.takeover();
      number.put("access_token", META_TOKEN);
      assertThat(hub.take(life.partner, number).status()).isEqualTo(503);
      assertThat(hub.admin("DELETE", "/admin/numbers/" + life.whatsapp, null).status())
          .isEqualTo(503);
      String clientId = life.partner.clientId();
      assertThat(hub.accessToken(clientId, life.partner.clientSecret()).status()).isEqualTo(503);
      assertThat(log.failures()).isNotEmpty();
      expectNone(log.text(), life);
      assertThat(log.text())
          .doesNotContain(life.whatsapp, clientId, (String) number.get("whatsapp"));
    }
  }
}
