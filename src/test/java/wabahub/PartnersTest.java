package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// The operator API for partners.
final class PartnersTest {
  private static final String PATH = "/admin/partners";

  @AutoClose private static final Hubs HUBS = new Hubs();
  private static final TestHub HUB = HUBS.on(Database.SQLITE);

  @ParameterizedTest
  @EnumSource
  void create_partner_isAnsweredWithItsSecretOnce(Database database) {
    TestHub hub = HUBS.on(database);
    Reply reply = hub.admin("POST", PATH, Map.of("name", " One ", "time_zone", "Asia/Jerusalem"));
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.text())
        .matches(
            "\\{\"id\":[0-9]+,\"name\":\"One\",\"time_zone\":\"Asia/Jerusalem\","
                + "\"client_id\":\"[A-Za-z0-9_-]{24}\",\"client_secret\":\"[A-Za-z0-9_-]{43}\"}");
    String secret = reply.json().get("client_secret").stringValue();
    assertThat(hub.admin("GET", PATH, null).text()).doesNotContain(secret);
  }

  @Test
  void create_withoutZone_copiesThatOfTheHub() {
    try (TestHub hub =
        new TestHub(Database.SQLITE, Map.of("WABAHUB_TIME_ZONE", "Asia/Jerusalem"))) {
      JsonNode created = hub.admin("POST", PATH, Map.of("name", "One")).json();
      assertThat(created.get("time_zone").stringValue()).isEqualTo("Asia/Jerusalem");
      hub.restart(Map.of("WABAHUB_TIME_ZONE", "UTC"));
      assertThat(hub.admin("GET", PATH, null).json().get(0).get("time_zone").stringValue())
          .isEqualTo("Asia/Jerusalem");
    }
  }

  @ParameterizedTest
  @EnumSource
  void list_partners_hasThemInTheOrderOfTheirCreation(Database database) {
    TestHub hub = HUBS.on(database);
    Account one = hub.partner("List one", null);
    Account two = hub.partner("List two", null);
    List<JsonNode> all = hub.admin("GET", PATH, null).json().valueStream().toList();
    JsonNode last = all.getLast();
    assertThat(last.toString())
        .isEqualTo(
            "{\"id\":%d,\"name\":\"List two\",\"time_zone\":\"UTC\",\"client_id\":\"%s\",\"suspended\":0,\"api_keys\":\"clear\",\"create_time\":%d}"
                .formatted(two.id(), two.clientId(), hub.clock.instant().getEpochSecond()));
    assertThat(all.get(all.size() - 2).get("id").asLong()).isEqualTo(one.id());
  }

  @ParameterizedTest
  @CsvSource({
    "name, New name, name, New name",
    "time_zone, Asia/Tokyo, time_zone, Asia/Tokyo",
    "suspended, 1, suspended, 1",
    "suspended, true, suspended, 1",
    "api_keys, masked, api_keys, masked",
  })
  void patch_oneField_changesIt(String field, String value, String shown, String expected) {
    String path = PATH + "/" + HUB.partner("One", null).id();
    Object sent = value.equals("true") ? true : value;
    Reply reply = HUB.admin("PATCH", path, Map.of(field, sent, "unknown", 1));
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.json().get(shown).asString()).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void patch_nothing_changesNothing(Database database) {
    TestHub hub = HUBS.on(database);
    Account partner = hub.partner("One", null);
    String path = PATH + "/" + partner.id();
    String before = hub.admin("PATCH", path, Map.of("api_keys", "masked")).text();
    assertThat(hub.admin("PATCH", path, null).text()).isEqualTo(before);
    assertThat(hub.admin("PATCH", path, "{\"name\":null,\"time_zone\":null}").text())
        .isEqualTo(before);
    assertThat(hub.reasonOf(partner.token())).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999", "0", "x", "-1", "1.0", "9223372036854775808", "%20"})
  void partner_unknown_isNotFound(String id) {
    assertThat(HUB.admin("PATCH", PATH + "/" + id, Map.of("name", "x")).status()).isEqualTo(404);
    assertThat(HUB.admin("POST", PATH + "/" + id + "/secret", null).status()).isEqualTo(404);
  }

  @Test
  void operator_withoutToken_isUnauthorized() {
    Reply reply = HUB.call("GET", PATH, Map.of(), null);
    assertThat(reply.status()).isEqualTo(401);
    assertThat(reply.raw().headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
    assertThat(reply.raw().headers().firstValue("Content-Type"))
        .hasValue("application/problem+json; charset=utf-8");
    assertThat(reply.text())
        .isEqualTo(
            "{\"type\":\"urn:wabahub:reason:unauthorized\","
                + "\"title\":\"Credentials are missing or wrong.\",\"status\":401,"
                + "\"detail\":\"Credentials are missing or wrong.\"}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Bearer", "Bearer x", "Basic TOKEN", "TOKEN", "Bearer TOKEN x"})
  void operator_wrongHeader_isUnauthorized(String header) {
    String value = header.replace("TOKEN", TestHub.ADMIN_TOKEN);
    Map<String, String> headers =
        Map.of("Authorization", value, "X-Forwarded-For", "198.51.100." + header.length());
    assertThat(HUB.call("GET", PATH, headers, null).status()).isEqualTo(401);
  }

  @Test
  void operator_twoHeaders_isUnauthorized() {
    String token = "Bearer " + TestHub.ADMIN_TOKEN;
    List<String> headers = List.of("Authorization", token, "Authorization", token);
    assertThat(HUB.call("GET", PATH, headers, null).status()).isEqualTo(401);
  }

  @Test
  void operator_tokenOfAPartner_isUnauthorized() {
    Map<String, String> headers = Map.of("Authorization", HUB.partner("One", null).bearer());
    assertThat(HUB.call("GET", PATH, headers, null).status()).isEqualTo(401);
  }

  @Test
  void partnersCall_tokenOfTheOperator_isReason3() {
    assertThat(HUB.reasonOf(TestHub.ADMIN_TOKEN)).isEqualTo(3);
  }
}
