package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
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

/// Numbers that are live elsewhere are taken over: all or none.
final class NumbersTest {
  @AutoClose private static final Hubs HUBS = new Hubs();
  private static final TestHub HUB = HUBS.on(Database.SQLITE);

  private final Account partner = HUB.partner("One", null);

  /// How many numbers the operator sees.
  private static int count(TestHub hub, Account account) {
    return hub.admin("GET", numbers(account), null).json().size();
  }

  private static String numbers(Account account) {
    return "/admin/partners/" + account.id() + "/numbers";
  }

  @ParameterizedTest
  @EnumSource
  void take_one_isAnsweredWithItsKeyAndFields(Database database) {
    TestHub hub = HUBS.on(database);
    Map<String, Object> sent = TestHub.takeover();
    sent.put("access_token", "meta-token");
    sent.put("coexistence", 1);
    sent.put("create_time", 1_735_811_185);
    sent.put("online", Map.of("account", 1, "inbox", 2, "server", "online"));
    Reply reply = hub.take(hub.partner("One", null), sent);
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.text())
        .matches(
            ("\\[\\{\"whatsapp\":\"%s\",\"apiKey\":\"[A-Za-z0-9_-]{32,}\","
                    + "\"phone_number_id\":\"%s\",\"waba_id\":\"204680135792468\","
                    + "\"display_name\":\"Display %1$s\",\"business_name\":\"Business %1$s\","
                    + "\"coexistence\":1,\"create_time\":1735811185,"
                    + "\"online\":\\{\"account\":1,\"inbox\":2,\"server\":\"online\"}}]")
                .formatted(sent.get("whatsapp"), sent.get("phone_number_id")));
  }

  @ParameterizedTest
  @EnumSource
  void take_array_takesAllWithKeysOfTheirOwn(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Reply reply =
        hub.take(account, List.of(TestHub.takeover(), TestHub.takeover(), TestHub.takeover()));
    assertThat(reply.json().valueStream().map(n -> n.get("apiKey").stringValue()))
        .hasSize(3)
        .doesNotHaveDuplicates();
    assertThat(count(hub, account)).isEqualTo(3);
  }

  @Test
  void take_theLeast_hasDefaults() {
    Map<String, Object> sent = TestHub.takeover();
    sent.keySet().removeAll(List.of("display_name", "business_name"));
    JsonNode number = HUB.take(partner, sent).json().get(0);
    assertThat(number.get("display_name").stringValue()).isEmpty();
    assertThat(number.get("business_name").stringValue()).isEmpty();
    assertThat(number.get("coexistence").asInt()).isZero();
    assertThat(number.get("create_time").asLong()).isEqualTo(HUB.clock.instant().getEpochSecond());
    assertThat(number.has("online")).isFalse();
  }

  @Test
  void list_ofTheOperator_hasNoKeys() {
    String key = HUB.take(partner, TestHub.takeover()).json().get(0).get("apiKey").stringValue();
    assertThat(HUB.admin("GET", numbers(partner), null).text())
        .doesNotContain(key)
        .doesNotContain("apiKey");
  }

  @ParameterizedTest
  @EnumSource
  void take_10000AtOnce_takesAll(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Reply reply = hub.take(account, takeovers(10_000));
    assertThat(reply.status()).isEqualTo(201);
    assertThat(reply.json()).hasSize(10_000);
    assertThat(hub.list(account).get("totalWhatsApp").asInt()).isEqualTo(10_000);
  }

  private static List<Object> takeovers(int count) {
    List<Object> takeovers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      takeovers.add(TestHub.takeover());
    }
    return takeovers;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10_001})
  void take_noneOrTooMany_isRefused(int count) {
    Reply reply = HUB.take(partner, takeovers(count));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("detail").stringValue()).isEqualTo("Send 1 to 10000 numbers.");
    assertThat(count(HUB, partner)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void take_someBad_takesNoneAndNamesThem(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Map<String, Object> noPhone = TestHub.takeover();
    noPhone.remove("phone_number_id");
    Reply reply =
        hub.take(
            account,
            List.of(TestHub.takeover(), noPhone, "x", TestHub.takeover("12", TestHub.phone())));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("type").stringValue()).isEqualTo("urn:wabahub:reason:invalid");
    assertThat(reply.json().get("errors").toString())
        .isEqualTo(
            "[{\"index\":1,\"field\":\"phone_number_id\",\"detail\":\"`phone_number_id` is"
                + " missing.\"},{\"index\":2,\"detail\":\"Not a JSON"
                + " object.\"},{\"index\":3,\"field\":\"whatsapp\",\"detail\":\"`whatsapp` is empty"
                + " or wrong.\"}]");
    assertThat(count(hub, account)).isZero();
  }

  @Test
  void take_thousandsBad_names100() {
    Reply reply = HUB.take(partner, Collections.nCopies(5_000, "x"));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("errors")).hasSize(100);
  }

  @Test
  void take_twins_takesNoneAndNamesThem() {
    Map<String, Object> one = TestHub.takeover();
    String spelledOtherwise = "+" + one.get("whatsapp");
    Reply reply =
        HUB.take(
            partner,
            List.of(
                one,
                TestHub.takeover(spelledOtherwise, TestHub.phone()),
                TestHub.takeover(TestHub.whatsapp(), (String) one.get("phone_number_id"))));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("errors").toString())
        .isEqualTo(
            "[{\"index\":1,\"field\":\"whatsapp\",\"detail\":\"`whatsapp` is the same as at index"
                + " 0.\"},{\"index\":2,\"field\":\"phone_number_id\",\"detail\":\"`phone_number_id`"
                + " is the same as at index 0.\"}]");
    assertThat(count(HUB, partner)).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "+4470090012341, 4470090012341",
    "447700900123, 447700900123",
    "+44 7700 900-124, 447700900124",
    "' 447700900125 ', 447700900125",
    "44-7700-900-126, 447700900126",
    "1234567, 1234567",
    "123456789012345, 123456789012345",
    "999999999999, 999999999999",
  })
  void whatsapp_acceptedForms_becomeDigits(String sent, String digits) {
    Reply reply = HUB.take(partner, TestHub.takeover(sent, TestHub.phone()));
    assertThat(reply.json().get(0).get("whatsapp").stringValue()).isEqualTo(digits);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "+",
        "123456",
        "1234567890123456",
        "0447700900123",
        "00447700900123",
        "+0447700900123",
        "++447700900123",
        "44+7700900123",
        "(44)7700900123",
        "44.7700.900123",
        "44\t7700900123",
        "44\u00a07700900123",
        "447700900123\n",
        "447700900123x",
        "٤٤٧٧٠٠٩٠٠١٢٣",
      })
  void whatsapp_refusedForms_areNamed(String sent) {
    Reply reply = HUB.take(partner, TestHub.takeover(sent, TestHub.phone()));
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("errors").get(0).get("field").stringValue()).isEqualTo("whatsapp");
  }

  @Test
  void ids_asNumbers_areAccepted() {
    Map<String, Object> sent = TestHub.takeover();
    sent.replaceAll(
        (field, value) -> field.endsWith("name") ? value : Long.valueOf((String) value));
    sent.put("create_time", "1735811185");
    sent.put("online", Map.of("account", "1", "inbox", "2", "server", 3));
    JsonNode number = HUB.take(partner, sent).json().get(0);
    assertThat(number.get("phone_number_id").stringValue())
        .isEqualTo(sent.get("phone_number_id").toString());
    assertThat(number.get("create_time").isIntegralNumber()).isTrue();
    assertThat(number.get("online").toString())
        .isEqualTo("{\"account\":1,\"inbox\":2,\"server\":\"3\"}");
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "0, 0", "true, 1", "false, 0", "'\"1\"', 1", "'\"0\"', 0", "null, 0"})
  void coexistence_anyFormOfAFlag_isAccepted(String sent, int flag) {
    Map<String, Object> number = TestHub.takeover();
    String body =
        "{\"whatsapp\":\"%s\",\"phone_number_id\":\"%s\",\"waba_id\":\"1\",\"coexistence\":%s}"
            .formatted(number.get("whatsapp"), number.get("phone_number_id"), sent);
    assertThat(HUB.take(partner, body).json().get(0).get("coexistence").asInt()).isEqualTo(flag);
  }

  @ParameterizedTest
  @EnumSource
  void take_liveElsewhere_isConflictThatNamesThem(Database database) {
    TestHub hub = HUBS.on(database);
    Map<String, Object> live = TestHub.takeover();
    hub.take(hub.partner("One", null), live);
    Account other = hub.partner("Other", null);
    Reply reply =
        hub.take(
            other,
            List.of(
                TestHub.takeover(),
                TestHub.takeover((String) live.get("whatsapp"), TestHub.phone()),
                TestHub.takeover(TestHub.whatsapp(), (String) live.get("phone_number_id"))));
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().get("errors").valueStream().map(e -> e.get("value").stringValue()))
        .containsExactly((String) live.get("whatsapp"), (String) live.get("phone_number_id"));
    assertThat(count(hub, other)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void take_theSameByMany_isTakenOnce(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    for (int round = 0; round < 5; round++) {
      Map<String, Object> number = TestHub.takeover();
      assertThat(Crowd.of(8, i -> hub.take(account, number).status()))
          .containsOnlyOnce(201)
          .containsOnly(201, 409);
    }
    assertThat(count(hub, account)).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(strings = {"999999", "0", "x", "-1", "9223372036854775808", "1%202"})
  void partner_unknown_isNotFound(String id) {
    String path = "/admin/partners/" + id + "/numbers";
    assertThat(HUB.admin("GET", path, null).status()).isEqualTo(404);
    assertThat(HUB.admin("POST", path, TestHub.takeover()).status()).isEqualTo(404);
  }
}
