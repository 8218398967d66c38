package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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

/// What the operator does with a live number.
final class NumberChangesTest {
  @AutoClose private static final Hubs HUBS = new Hubs();

  /// A live number of a partner of its own.
  private record Live(TestHub hub, Account partner, String whatsapp, String phone) {
    static Live on(TestHub hub) {
      Live live = new Live(hub, hub.partner("One", null), TestHub.whatsapp(), TestHub.phone());
      assertThat(hub.number(live.partner, live.whatsapp, live.phone).status()).isEqualTo(201);
      return live;
    }

    Reply call(String method, String suffix, Object body) {
      return hub.admin(method, "/admin/numbers/" + whatsapp + suffix, body);
    }

    /// The entry of getWhatsApp.
    JsonNode entry() {
      return hub.list(partner).get("list").get(0);
    }

    /// Sessions, after a customer has newly written and a second has passed.
    long incoming(String from) {
      long now = hub.clock.instant().getEpochSecond();
      hub.webhook(WebhookTest.messages(phone, WebhookTest.message(from + now, from, now)));
      hub.clock.advance(Duration.ofSeconds(1));
      return entry().get("incomingThisMonth").asLong();
    }
  }

  private final Live live = Live.on(HUBS.on(Database.SQLITE));

  @ParameterizedTest
  @CsvSource({
    "display_name, New name",
    "business_name, 'שם חדש 😀'",
    "display_name, ''",
    "waba_id, 77",
  })
  void patch_oneField_changesItAlone(String field, String value) {
    JsonNode before = operatorsView(live);
    Reply reply = live.call("PATCH", "", Map.of(field, value));
    assertThat(reply.status()).isEqualTo(200);
    JsonNode after = operatorsView(live);
    assertThat(reply.json()).isEqualTo(after);
    for (String name : before.propertyNames()) {
      assertThat(after.get(name).asString())
          .isEqualTo(name.equals(field) ? value : before.get(name).asString());
    }
  }

  private static JsonNode operatorsView(Live live) {
    return live.hub
        .admin("GET", "/admin/partners/" + live.partner.id() + "/numbers", null)
        .json()
        .get(0);
  }

  @ParameterizedTest
  @EnumSource
  void patch_namesAndCoexistence_areInTheListAtOnce(Database database) {
    Live number = Live.on(HUBS.on(database));
    number.entry();
    number.call(
        "PATCH",
        "",
        Map.of("display_name", "D", "business_name", "B", "coexistence", 1, "access_token", "t"));
    assertThat(number.entry().get("display_name").stringValue()).isEqualTo("D");
    assertThat(number.entry().get("business_name").stringValue()).isEqualTo("B");
    assertThat(number.entry().get("coexistence").asInt()).isEqualTo(1);
  }

  @Test
  void patch_nothing_changesNothing() {
    JsonNode before = operatorsView(live);
    assertThat(live.call("PATCH", "", Map.of()).json()).isEqualTo(before);
    assertThat(live.call("PATCH", "", Map.of("whatsapp", "1234567", "x", 1)).json())
        .isEqualTo(before);
  }

  @ParameterizedTest
  @EnumSource
  void patch_phoneNumberId_eventsOfTheNewOneCount(Database database) {
    Live number = Live.on(HUBS.on(database));
    assertThat(number.incoming("447700900201")).isEqualTo(1);
    Live moved = new Live(number.hub, number.partner, number.whatsapp, TestHub.phone());
    assertThat(number.call("PATCH", "", Map.of("phone_number_id", moved.phone)).status())
        .isEqualTo(200);
    assertThat(moved.incoming("447700900202")).isEqualTo(2);
    assertThat(number.incoming("447700900203")).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void patch_phoneNumberIdOfALiveNumber_isConflict(Database database) {
    Live one = Live.on(HUBS.on(database));
    Live other = Live.on(HUBS.on(database));
    Reply reply = one.call("PATCH", "", Map.of("phone_number_id", other.phone, "waba_id", "9"));
    assertThat(reply.status()).isEqualTo(409);
    assertThat(reply.json().get("errors").get(0).get("value").stringValue()).isEqualTo(other.phone);
    assertThat(operatorsView(one).get("waba_id").stringValue()).isEqualTo("204680135792468");
  }

  @ParameterizedTest
  @EnumSource
  void patch_manyNumbersToOnePhoneNumberId_oneGetsIt(Database database) {
    TestHub hub = HUBS.on(database);
    for (int round = 0; round < 5; round++) {
      String phone = TestHub.phone();
      List<Live> numbers = Crowd.of(4, i -> Live.on(hub));
      assertThat(
              Crowd.of(
                  4,
                  i -> numbers.get(i).call("PATCH", "", Map.of("phone_number_id", phone)).status()))
          .containsOnlyOnce(200)
          .containsOnly(200, 409);
    }
  }

  @ParameterizedTest
  @EnumSource
  void delete_liveNumber_leavesTheListAtOnce(Database database) {
    Live number = Live.on(HUBS.on(database));
    number.incoming("447700900201");
    Reply reply = number.call("DELETE", "", null);
    assertThat(reply.status()).isEqualTo(204);
    assertThat(reply.text()).isEmpty();
    JsonNode list = number.hub.get("/api/whatsapp/getWhatsApp", number.partner).json();
    assertThat(list.get("list")).isEmpty();
    assertThat(list.get("totalIncomingThisMonth").asInt()).isZero();
    assertThat(number.call("DELETE", "", null).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @EnumSource
  void delete_thenTakenByAnotherPartner_startsAnew(Database database) {
    Live number = Live.on(HUBS.on(database));
    String key = number.entry().get("apiKey").stringValue();
    number.incoming("447700900201");
    number.call("DELETE", "", null);
    Account other = number.hub.partner("Other", null);
    assertThat(number.hub.number(other, number.whatsapp, number.phone).status()).isEqualTo(201);
    Live again = new Live(number.hub, other, number.whatsapp, number.phone);
    assertThat(again.entry().get("apiKey").stringValue()).isNotEqualTo(key);
    assertThat(again.incoming("447700900202")).isEqualTo(1);
    assertThat(number.hub.list(number.partner).get("list")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void key_rotated_isInTheListAtOnce(Database database) {
    Live number = Live.on(HUBS.on(database));
    String before = number.entry().get("apiKey").stringValue();
    JsonNode answer = number.call("POST", "/key", Map.of("grace_hours", 24)).json();
    assertThat(answer.get("whatsapp").stringValue()).isEqualTo(number.whatsapp);
    String after = answer.get("apiKey").stringValue();
    assertThat(after).hasSizeGreaterThanOrEqualTo(32).isNotEqualTo(before);
    assertThat(number.entry().get("apiKey").stringValue()).isEqualTo(after);
  }

  @Test
  void key_withoutBody_isRotated() {
    assertThat(live.call("POST", "/key", null).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @EnumSource
  void online_putAndDeleted_isInTheListAtOnce(Database database) {
    Live number = Live.on(HUBS.on(database));
    Reply put =
        number.call("PUT", "/online", Map.of("account", 41, "inbox", 6, "server", "eu-1.online"));
    assertThat(put.status()).isEqualTo(200);
    assertThat(put.json().get("online").toString())
        .isEqualTo("{\"account\":41,\"inbox\":6,\"server\":\"eu-1.online\"}");
    assertThat(number.entry().get("isOnline").asInt()).isEqualTo(1);
    assertThat(number.entry().get("onlineServer").stringValue()).isEqualTo("eu-1.online");

    assertThat(number.call("DELETE", "/online", null).status()).isEqualTo(204);
    assertThat(number.entry().get("isOnline").asInt()).isZero();
    assertThat(number.entry().has("onlineServer")).isFalse();
    assertThat(number.call("DELETE", "/online", null).status()).isEqualTo(204);
  }

  @Test
  void path_otherSpellingOfTheNumber_isTheNumber() {
    String spelled = "/admin/numbers/+" + live.whatsapp.replace("97250", "972-50%20");
    assertThat(live.hub.admin("PATCH", spelled, Map.of()).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(strings = {"447700900999", "0", "x", "%2B", "123456789012345678901"})
  void number_unknown_isNotFound(String whatsapp) {
    String path = "/admin/numbers/" + whatsapp;
    TestHub hub = live.hub;
    Object online = Map.of("account", 1, "inbox", 1, "server", "x");
    assertThat(hub.admin("PATCH", path, Map.of()).status()).isEqualTo(404);
    assertThat(hub.admin("DELETE", path, null).status()).isEqualTo(404);
    assertThat(hub.admin("POST", path + "/key", null).status()).isEqualTo(404);
    assertThat(hub.admin("PUT", path + "/online", online).status()).isEqualTo(404);
    assertThat(hub.admin("DELETE", path + "/online", null).status()).isEqualTo(404);
  }
}
