package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// getWhatsApp: what it says, and in which order.
final class RosterTest {
  private static final String CALL = "/api/whatsapp/getWhatsApp";

  /// The page's own example, with the `onlineServer` of decision P21.
  private static final String EXAMPLE =
      """
      {"status":"OK","reason":1,"totalWhatsApp":2,"totalConversationsThisMonth":10,
      "totalMarketingThisMonth":4,"totalServiceThisMonth":5,"totalIncomingThisMonth":1,"list":[
      {"create_time":1735811185,"whatsapp":"FIRST","apiKey":"KEY","display_name":"Display FIRST",
      "business_name":"Business FIRST","isOnline":1,"onlineAccount":1,"onlineInbox":2,
      "onlineServer":"online","coexistence":0,"conversationsThisMonth":6,"marketingThisMonth":3,
      "serviceThisMonth":3,"incomingThisMonth":0},
      {"create_time":1735811185,"whatsapp":"SECOND","apiKey":"KEY","display_name":"Display SECOND",
      "business_name":"Business SECOND","isOnline":0,"onlineAccount":0,"onlineInbox":0,
      "coexistence":1,"conversationsThisMonth":4,"marketingThisMonth":1,"serviceThisMonth":2,
      "incomingThisMonth":1}]}\
      """
          .replace("\n", "");

  @AutoClose private static final Hubs HUBS = new Hubs();
  private static final TestHub HUB = HUBS.on(Database.SQLITE);

  private final Account partner = HUB.partner("One", null);

  @ParameterizedTest
  @EnumSource
  void list_thePagesExample_isThatLetterByLetter(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Map<String, Object> first = number(Map.of("account", 1, "inbox", 2, "server", "online"));
    Map<String, Object> second = number(null);
    hub.take(account, List.of(second, first));
    uses(hub, (String) first.get("phone_number_id"), 3, 3, 0);
    uses(hub, (String) second.get("phone_number_id"), 1, 2, 1);
    String expected =
        EXAMPLE
            .replace("FIRST", (String) first.get("whatsapp"))
            .replace("SECOND", (String) second.get("whatsapp"));

    hub.settle();
    assertThat(withoutKeys(hub.get(CALL, account))).isEqualTo(expected);
    hub.restart();
    assertThat(withoutKeys(hub.get(CALL, account))).isEqualTo(expected);
  }

  private static Map<String, Object> number(Object online) {
    Map<String, Object> number = TestHub.takeover();
    number.put("create_time", 1_735_811_185);
    number.put("online", online);
    number.put("coexistence", online == null);
    return number;
  }

  private static void uses(TestHub hub, String phone, int marketing, int service, int incoming) {
    long now = hub.clock.instant().getEpochSecond();
    List<String> statuses = new ArrayList<>();
    for (int i = 0; i < marketing + service; i++) {
      String category = i < marketing ? "marketing" : i % 2 == 0 ? "utility" : "authentication";
      statuses.add(WebhookTest.status(phone + i, "delivered", now, category, "regular"));
    }
    hub.webhook(WebhookTest.statuses(phone, statuses.toArray(String[]::new)));
    for (int i = 0; i < incoming; i++) {
      hub.webhook(
          WebhookTest.messages(phone, WebhookTest.message(phone + i, "4477009002" + i, now)));
    }
  }

  private static String withoutKeys(Reply reply) {
    return reply.text().replaceAll("\"apiKey\":\"[A-Za-z0-9_-]{32,}\"", "\"apiKey\":\"KEY\"");
  }

  @Test
  void list_partnerWithoutNumbers_isEmpty() {
    assertThat(HUB.get(CALL, partner).text())
        .isEqualTo(
            "{\"status\":\"OK\",\"reason\":1,\"totalWhatsApp\":0,\"totalConversationsThisMonth\":0,"
                + "\"totalMarketingThisMonth\":0,\"totalServiceThisMonth\":0,"
                + "\"totalIncomingThisMonth\":0,\"list\":[]}");
  }

  @Test
  void list_anyAnswer_isJsonThatNobodyStores() {
    var headers = HUB.get(CALL, partner).raw().headers();
    assertThat(headers.allValues("Content-Type"))
        .containsExactly("application/json; charset=utf-8");
    assertThat(headers.allValues("Cache-Control")).containsExactly("no-store");
  }

  @ParameterizedTest
  @EnumSource
  void list_manyNumbers_isOldestFirstThenByNumber(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    String prefix = TestHub.whatsapp();
    List<Object> numbers = new ArrayList<>();
    for (String spec : List.of("3 500", "21 400", "1 500", "22 400", "111 600", "2 500")) {
      String[] parts = spec.split(" ");
      Map<String, Object> number = TestHub.takeover(prefix + parts[0], TestHub.phone());
      number.put("create_time", parts[1]);
      numbers.add(number);
    }
    hub.take(account, numbers);
    assertThat(
            hub.list(account)
                .get("list")
                .valueStream()
                .map(n -> n.get("whatsapp").stringValue().substring(prefix.length())))
        .containsExactly("21", "22", "1", "2", "3", "111");
  }

  @ParameterizedTest
  @EnumSource
  void list_ofOnePartner_neverHasAnothersNumbers(Database database) {
    TestHub hub = HUBS.on(database);
    Account one = hub.partner("One", null);
    Account other = hub.partner("Other", null);
    Map<String, Object> number = TestHub.takeover();
    hub.take(one, number);
    hub.take(other, TestHub.takeover());
    uses(hub, (String) number.get("phone_number_id"), 2, 1, 1);
    assertThat(hub.list(one).get("totalConversationsThisMonth").asInt()).isEqualTo(4);
    JsonNode others = hub.list(other);
    assertThat(others.get("totalConversationsThisMonth").asInt()).isZero();
    assertThat(others.get("list")).hasSize(1);
    assertThat(others.toString()).doesNotContain((String) number.get("whatsapp"));
  }

  @Test
  void list_namesWithAnyCharacter_comeBackAsTheyWere() {
    String name = "\"Café\" \\ 😀 שלום <b>&amp;</b> \u2028";
    Map<String, Object> number = TestHub.takeover();
    number.put("display_name", name);
    HUB.take(partner, number);
    assertThat(HUB.list(partner).get("list").get(0).get("display_name").stringValue())
        .isEqualTo(name);
  }

  @Test
  void apiKey_isThatOfTheTakeover() {
    String key = HUB.take(partner, TestHub.takeover()).json().get(0).get("apiKey").stringValue();
    assertThat(HUB.list(partner).get("list").get(0).get("apiKey").stringValue()).isEqualTo(key);
  }

  @Test
  void apiKey_masked_showsItsLastFourCharacters() {
    String key = HUB.take(partner, TestHub.takeover()).json().get(0).get("apiKey").stringValue();
    HUB.list(partner);
    HUB.admin("PATCH", "/admin/partners/" + partner.id(), Map.of("api_keys", "masked"));
    assertThat(HUB.list(partner).get("list").get(0).get("apiKey").stringValue())
        .isEqualTo("••••" + key.substring(key.length() - 4));
    HUB.admin("PATCH", "/admin/partners/" + partner.id(), Map.of("api_keys", "clear"));
    assertThat(HUB.list(partner).get("list").get(0).get("apiKey").stringValue()).isEqualTo(key);
  }

  @Test
  void list_bodyAndQuery_areNotLookedAt() {
    Map<String, String> headers = Map.of("Authorization", partner.bearer());
    String expected = HUB.get(CALL, partner).text();
    assertThat(HUB.call("GET", CALL + "?whatsapp=1", headers, "{not json").text())
        .isEqualTo(expected);
  }

  private static Reply list(TestHub hub, Account account, String... headers) {
    List<String> all = new ArrayList<>(List.of("Authorization", account.bearer()));
    all.addAll(List.of(headers));
    return hub.call("GET", CALL, all, null);
  }

  private static String tag(Reply reply) {
    return reply.raw().headers().firstValue("ETag").orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void list_thatTheCallerHas_isNotSentAgainUntilItChanges(Database database) {
    TestHub hub = HUBS.on(database);
    Account account = hub.partner("One", null);
    Map<String, Object> number = TestHub.takeover();
    hub.take(account, number);
    String tag = tag(list(hub, account));
    for (String known : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
      Reply same = list(hub, account, "If-None-Match", known);
      assertThat(same.status()).as(known).isEqualTo(304);
      assertThat(same.text()).isEmpty();
      assertThat(tag(same)).isEqualTo(tag);
    }
    uses(hub, (String) number.get("phone_number_id"), 1, 0, 0);
    hub.settle();
    Reply changed = list(hub, account, "If-None-Match", tag);
    assertThat(changed.status()).isEqualTo(200);
    assertThat(changed.json().get("totalMarketingThisMonth").asInt()).isEqualTo(1);
    assertThat(tag(changed)).isNotEqualTo(tag);
    // A tag is no key: what is whose is decided before.
    Account other = hub.partner("Other", null);
    assertThat(list(hub, other, "If-None-Match", tag(changed)).json().get("list")).isEmpty();
    Reply nobody = hub.call("GET", CALL, Map.of("If-None-Match", tag(changed)), null);
    assertThat(nobody.reason()).isEqualTo(3);
  }

  @Test
  void list_forWhoTakesGzip_isTheSameCompressed() throws IOException {
    List<Map<String, Object>> numbers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      numbers.add(TestHub.takeover());
    }
    HUB.take(partner, numbers);
    Reply plain = list(HUB, partner);
    assertThat(plain.raw().headers().firstValue("Content-Encoding")).isEmpty();
    for (String taken : List.of("gzip", "br, GZIP;q=0.5")) {
      Reply reply = list(HUB, partner, "Accept-Encoding", taken);
      assertThat(reply.raw().headers().firstValue("Content-Encoding")).hasValue("gzip");
      assertThat(reply.raw().headers().firstValue("Vary")).hasValue("Accept-Encoding");
      assertThat(reply.raw().body()).hasSizeLessThan(plain.raw().body().length / 2);
      try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(reply.raw().body()))) {
        assertThat(in.readAllBytes()).isEqualTo(plain.raw().body());
      }
      assertThat(tag(reply)).isNotEqualTo(tag(plain));
      assertThat(list(HUB, partner, "Accept-Encoding", taken, "If-None-Match", tag(reply)).status())
          .isEqualTo(304);
    }
    for (String refused : List.of("gzip;q=0", "gzip; q=0.000", "br", "identity")) {
      assertThat(list(HUB, partner, "Accept-Encoding", refused).raw().body())
          .as(refused)
          .isEqualTo(plain.raw().body());
    }
  }
}
