package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// `POST /webhooks/meta`: only what Meta signed is taken.
final class SignatureTest {
  private static final String PHONE = "310020030040050";

  @AutoClose private static final TestHub HUB = new TestHub(Database.SQLITE);

  /// A hub in whose app the secret is being changed.
  @AutoClose
  private static final TestHub CHANGING =
      new TestHub(
          Database.SQLITE, Map.of("WABAHUB_META_APP_SECRET", "test_app_secret, otro_secreto"));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "test_app_secret | {\"object\":\"whatsapp_business_account\",\"entry\":[]} |"
            + " dec6a680679a968e7e0319355b23599cbfc54502c0784668e9618baa0c633756",
        "test_app_secret | {\"object\": \"whatsapp_business_account\", \"entry\": []} |"
            + " 56cbbaf4961c6cfdae48b7f116c047e5eb513d2c931baae63a2bc1afd26f803a",
        "otro_secreto | {\"object\":\"whatsapp_business_account\",\"entry\":[]} |"
            + " 769b03d8c2ae6498f2d1e1f7299c0ba55448c69d741e7b0bb243d852d8a8d8c7",
        "wabahub_test_secret | {\"object\":\"whatsapp_business_account\",\"entry\":"
            + "[{\"id\":\"100200300400500\",\"changes\":[]}]} |"
            + " d63ef0ea2a94290d3ae262fab60f0d99ed0fcc78c268add6f9f29b06e7095c5d",
        "wabahub_test_secret | `{\"object\":\"whatsapp_business_account\",\"entry\":"
            + "[{\"id\":\"100200300400500\",\"changes\":[]}]}\n` |"
            + " de70b8b760f1865f5e728d40b049900884327b873482663f1641f24cf7e2431c",
        "wabahub_test_secret | {\"note\":\"caf\\u00e9 \\ud83d\\ude00\"} |"
            + " bbc9830f4b5da5fdbb41b535e7aedd2bd4524ceec7712d65898c854e6a2ce9f4",
        "wabahub_test_secret | {\"note\":\"café 😀\"} |"
            + " 544b14aeef0df3b673aec88d32f19bfa82a26e9e8d785bee3feb9416cc37ff5f",
        "wabahub_test_secret | `` |"
            + " 4255e5157e28d1fd506d5b531575785cc77086d5ac2c139956fedae68c48067e",
      })
  void signature_ofTheTestVectors_isAccepted(String secret, String body, String signature) {
    TestHub right = secret.equals(TestHub.APP_SECRET) ? HUB : CHANGING;
    TestHub wrong = secret.equals(TestHub.APP_SECRET) ? CHANGING : HUB;
    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
    assertThat(right.webhook(bytes, "sha256=" + signature).status()).isEqualTo(200);
    assertThat(wrong.webhook(bytes, "sha256=" + signature).status()).isEqualTo(401);
  }

  private static final byte[] EVENT =
      WebhookTest.messages(
          PHONE, WebhookTest.message("forged", "447700900204", TestHub.START.getEpochSecond()));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "sha256=",
        "HEX",
        "sha1=HEX",
        "sha256:HEX",
        "sha256= HEX",
        "SHA256=HEX",
        "sha256=UPPER",
        "sha256=HEX0",
        "sha256=SHORT",
        "sha256=HEX,sha256=HEX",
        "sha256=0000000000000000000000000000000000000000000000000000000000000000",
        "sha256=zzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzzz",
      })
  void signature_missingMalformedOrWrong_isRefusedAndNothingStored(String form) {
    String hex = TestHub.sign(EVENT);
    String header =
        form.replace("HEX", hex)
            .replace("UPPER", hex.toUpperCase(Locale.ROOT))
            .replace("SHORT", hex.substring(1));
    long before = stored();
    expectRefused(HUB.webhook(EVENT, header));
    assertThat(stored()).isEqualTo(before);
  }

  private static void expectRefused(Reply reply) {
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.json().get("type").stringValue()).isEqualTo("urn:wabahub:reason:signature");
  }

  /// Webhooks in the journal.
  private static long stored() {
    String url = "jdbc:sqlite:" + HUB.data().resolve("journal.db");
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("SELECT count(*) FROM journal")) {
      return result.getLong(1);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void signature_noneOrTwo_isRefused() {
    String good = "sha256=" + TestHub.sign(EVENT);
    String name = "X-Hub-Signature-256";
    expectRefused(HUB.call("POST", "/webhooks/meta", List.of(), EVENT));
    expectRefused(HUB.call("POST", "/webhooks/meta", List.of("X-Hub-Signature", good), EVENT));
    expectRefused(HUB.call("POST", "/webhooks/meta", List.of(name, good, name, good), EVENT));
  }

  @Test
  void signature_ofAnotherBody_isRefusedAndNotCounted() {
    Account partner = HUB.partner("One", null);
    String whatsapp = TestHub.whatsapp();
    HUB.number(partner, whatsapp, PHONE);
    String ofAnother = "sha256=" + TestHub.sign(new byte[0]);
    expectRefused(HUB.webhook(EVENT, ofAnother));
    assertThat(HUB.figures(partner, whatsapp)).containsExactly(0L, 0L, 0L);
    assertThat(HUB.webhook(EVENT).status()).isEqualTo(200);
    assertThat(HUB.figures(partner, whatsapp)).containsExactly(0L, 0L, 1L);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "X-Hub-Signature-256: sha256=abc\r\n"})
  void signature_missingOrMalformed_isRefusedBeforeTheBodyIsRead(String header) {
    String answer =
        HUB.raw(
            "POST /webhooks/meta HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n"
                + header
                + "Connection: close\r\n\r\n");
    assertThat(answer).startsWith("HTTP/1.1 401 ").contains("urn:wabahub:reason:signature");
  }

  @Test
  void body_overTheLimit_isTooLarge() {
    byte[] body = new byte[4 * 1024 * 1024 + 1];
    assertThat(HUB.webhook(body).status()).isEqualTo(413);
    byte[] largest = new byte[4 * 1024 * 1024];
    assertThat(HUB.webhook(largest).status()).isEqualTo(200);
  }

  @Test
  void event_withoutAppSecret_isNotTaken() {
    Map<String, String> settings = Map.of("WABAHUB_META_APP_SECRET", "", "WABAHUB_SANDBOX", "off");
    try (TestHub hub = new TestHub(Database.SQLITE, settings)) {
      Reply reply = hub.webhook(EVENT);
      assertThat(reply.status()).isEqualTo(503);
      assertThat(reply.json().get("detail").stringValue())
          .isEqualTo("No app secret is set: events cannot be verified.");
    }
  }
}
