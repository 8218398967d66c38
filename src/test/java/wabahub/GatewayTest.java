package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Fault;
import wabahub.sandbox.Sent;

/// What was accepted goes out once, whatever happens on the way.
final class GatewayTest {
  private static String text(Sent sent) {
    return sent.body().get("text").get("body").stringValue();
  }

  @ParameterizedTest
  @EnumSource
  void statuses_inAnyOrderAndAgain_moveTheStateForward(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      String unique = chat.ok("sendMessage", "to", customer, "body", "x");
      String wamid = chat.sentTo(customer).getFirst().wamid();
      chat.phone().tells(wamid, "delivered", 0);
      chat.phone().tells(wamid, "sent", 0);
      chat.phone().tells(wamid, "delivered", 0);
      chat.meta.hub.settle();
      assertThat(chat.state(customer, unique)).isEqualTo(3);
      chat.phone().tells(wamid, "failed", 131026);
      chat.meta.hub.settle();
      assertThat(chat.state(customer, unique)).isEqualTo(3);
      chat.phone().tells(wamid, "read", 0);
      chat.meta.hub.settle();
      assertThat(chat.state(customer, unique)).isEqualTo(4);
    }
  }

  @ParameterizedTest
  @EnumSource
  void failedStatus_isKept(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      String unique = chat.ok("sendMessage", "to", customer, "body", "x");
      chat.phone().tells(chat.sentTo(customer).getFirst().wamid(), "failed", 131026);
      chat.meta.hub.settle();
      assertThat(chat.state(customer, unique)).isEqualTo(5);
      assertThat(chat.meta.hub.rows("SELECT error FROM message WHERE code = '" + unique + "'"))
          .containsExactly("131026");
    }
  }

  @ParameterizedTest
  @EnumSource
  void passingError_isTriedAgainInOrderOfTheRecipient(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      chat.meta.sandbox.fault(Fault.error("send", 131056));
      chat.ok("sendMessage", "to", customer, "body", "1");
      assertThat(chat.sentTo(customer)).isEmpty();
      chat.meta.hub.clock.advance(Duration.ofSeconds(2));
      chat.meta.hub.settle();
      chat.ok("sendMessage", "to", customer, "body", "2");
      assertThat(chat.sentTo(customer).stream().map(GatewayTest::text)).containsExactly("1", "2");
    }
  }

  @ParameterizedTest
  @EnumSource
  void errorThatLasts_failsAfterADay(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      chat.meta.sandbox.fault(Fault.error("send", 131016).times(0));
      String unique = chat.ok("sendMessage", "to", customer, "body", "1");
      for (int i = 0; i < 40 && !chat.kept(unique).equals("failed"); i++) {
        chat.meta.hub.clock.advance(Duration.ofHours(1));
        chat.meta.hub.settle();
      }
      assertThat(chat.kept(unique)).isEqualTo("failed");
      assertThat(chat.sentTo(customer)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_thatCouldNotPay_sendsAgain_saysSo(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      chat.meta.sandbox.fault(Fault.error("send", 131042));
      chat.call("sendMessage", "to", customer, "body", "1");
      assertThat(canSend(chat)).isEqualTo("no");
      chat.ok("sendMessage", "to", customer, "body", "2");
      assertThat(canSend(chat)).isNotEqualTo("no");
    }
  }

  private static String canSend(Chat chat) {
    JsonNode list = chat.meta.own("GET", "numbers?search=" + chat.whatsapp, null).json();
    return list.at("/list/0/can_send").stringValue();
  }

  @ParameterizedTest
  @EnumSource
  void tokenThatCannotBeRead_waitsAndIsNotInDoubt(Database database) {
    try (LogTap log = new LogTap();
        Chat chat = new Chat(database)) {
      String customer = chat.writer();
      chat.meta.hub.execute(
          "UPDATE number SET old_key_hash = access_token, access_token = api_key");
      String unique = chat.ok("sendMessage", "to", customer, "body", "1");
      assertThat(chat.kept(unique)).isEqualTo("waiting");
      assertThat(log.text()).contains("cannot be sent now");
      chat.meta.hub.execute("UPDATE number SET access_token = old_key_hash, old_key_hash = NULL");
      chat.meta.hub.clock.advance(Duration.ofMinutes(2));
      chat.meta.hub.settle();
      assertThat(chat.sentTo(customer)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void messageThatCannotBeRead_failsAndStopsNoOther(Database database) {
    try (LogTap log = new LogTap();
        Chat chat = new Chat(database)) {
      String customer = chat.writer();
      chat.meta.sandbox.fault(Fault.error("send", 131016));
      chat.meta.sandbox.fault(Fault.of("send", Fault.Kind.DROP));
      String waiting = chat.ok("sendMessage", "to", customer, "body", "1");
      String other = chat.writer();
      String doubtful = chat.ok("sendMessage", "to", other, "body", "2");
      assertThat(List.of(chat.kept(waiting), chat.kept(doubtful)))
          .containsExactly("waiting", "in_doubt");
      chat.meta.hub.execute("UPDATE message SET body = person WHERE direction = 2");
      for (int i = 0; i < 40 && !chat.kept(waiting).equals("failed"); i++) {
        chat.meta.hub.clock.advance(Duration.ofHours(1));
        chat.meta.hub.settle();
      }
      assertThat(List.of(chat.kept(waiting), chat.kept(doubtful)))
          .containsExactly("failed", "failed");
      assertThat(log.text()).contains("cannot be read");
      chat.phone().receives(customer, "Hello?");
      chat.meta.hub.settle();
      chat.ok("sendMessage", "to", customer, "body", "3");
      assertThat(chat.sentTo(customer)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void lostAnswer_isInDoubtAndNeverSentAgain(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      chat.meta.sandbox.fault(Fault.of("send", Fault.Kind.DROP_AFTER));
      String unique = chat.ok("sendMessage", "to", customer, "body", "1");
      assertThat(chat.kept(unique)).isEqualTo("in_doubt");
      chat.meta.hub.clock.advance(Duration.ofHours(2));
      chat.meta.hub.settle();
      assertThat(chat.sentTo(customer)).hasSize(1);
      chat.phone().tells(chat.sentTo(customer).getFirst().wamid(), "sent", 0);
      chat.meta.hub.settle();
      assertThat(chat.kept(unique)).isEqualTo("sent");
      assertThat(chat.sentTo(customer)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void requestThatNeverArrived_isInDoubtForADayThenFailed(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      chat.meta.sandbox.fault(Fault.of("send", Fault.Kind.DROP));
      String unique = chat.ok("sendMessage", "to", customer, "body", "1");
      assertThat(chat.kept(unique)).isEqualTo("in_doubt");
      chat.meta.hub.clock.advance(Duration.ofHours(24));
      chat.meta.hub.settle();
      assertThat(chat.kept(unique)).isEqualTo("failed");
      assertThat(
              chat.meta
                  .hub
                  .rows("SELECT error_text FROM message WHERE code = '" + unique + "'")
                  .getFirst())
          .contains("Nobody knows");
      assertThat(chat.sentTo(customer)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void statusAfterItWasGivenUp_isTheTruth(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      chat.meta.sandbox.fault(Fault.of("send", Fault.Kind.DROP_AFTER).times(2));
      String one = chat.ok("sendMessage", "to", customer, "body", "1");
      String two = chat.ok("sendMessage", "to", customer, "body", "2");
      chat.meta.hub.clock.advance(Duration.ofHours(24));
      chat.meta.hub.settle();
      assertThat(chat.kept(one)).isEqualTo("failed");
      chat.phone().tells(chat.sentTo(customer).getFirst().wamid(), "sent", 0);
      String failed = chat.sentTo(customer).getLast().wamid();
      chat.phone().tells(failed, "failed", 131026);
      chat.phone().tells(failed, "sent", 0);
      chat.meta.hub.settle();
      assertThat(chat.kept(one)).isEqualTo("sent");
      assertThat(chat.kept(two)).isEqualTo("failed");
      assertThat(chat.meta.hub.rows("SELECT error FROM message WHERE code = '" + two + "'"))
          .containsExactly("131026");
    }
  }

  @ParameterizedTest
  @EnumSource
  void hubThatDiedWhileSending_isInDoubtAfterItsStart(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      String unique = chat.ok("sendMessage", "to", customer, "body", "1");
      String wamid = chat.sentTo(customer).getFirst().wamid();
      // As it is written down between the attempt and its outcome.
      chat.meta.hub.execute(
          "UPDATE message SET state = 'sending', wamid = NULL, wamid_hash = NULL WHERE code = '"
              + unique
              + "'");
      chat.meta.hub.restart();
      chat.meta.sandbox.hub(chat.meta.hub.uri("/"));
      chat.meta.hub.settle();
      assertThat(chat.kept(unique)).isEqualTo("in_doubt");
      chat.phone().tells(wamid, "delivered", 0);
      chat.meta.hub.settle();
      assertThat(chat.kept(unique)).isEqualTo("delivered");
      assertThat(chat.sentTo(customer)).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void statusBeforeTheAnswer_isJoined(Database database) {
    try (Chat chat = new Chat(database)) {
      chat.meta.sandbox.tellsStatuses(true);
      String customer = chat.writer();
      String unique = chat.ok("sendMessage", "to", customer, "body", "1");
      chat.meta.sandbox.settle();
      // As if the statuses had come first.
      chat.meta.hub.execute(
          "UPDATE message SET state = 'sending', wamid = NULL, wamid_hash = NULL WHERE code = '"
              + unique
              + "'");
      chat.meta.hub.settle();
      assertThat(chat.kept(unique)).isEqualTo("delivered");
    }
  }

  @ParameterizedTest
  @EnumSource
  void idempotencyKey_repeated_givesTheFirstAnswerAndSendsOnce(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      Map<String, String> key = Map.of("Idempotency-Key", "order-5518");
      Reply first = chat.call("sendMessage", key, "to", customer, "body", "1");
      chat.meta.hub.clock.advance(Duration.ofSeconds(5));
      Reply second = chat.call("sendMessage", key, "to", customer, "body", "1");
      assertThat(second.text()).isEqualTo(first.text());
      assertThat(chat.sentTo(customer)).hasSize(1);
      Reply other = chat.call("sendMessage", key, "to", customer, "body", "2");
      assertThat(other.status()).isEqualTo(409);
      chat.meta.hub.restart();
      assertThat(chat.call("sendMessage", key, "to", customer, "body", "1").text())
          .isEqualTo(first.text());
      assertThat(chat.sentTo(customer)).hasSize(1);
      chat.meta.hub.clock.advance(Duration.ofHours(23));
      chat.phone();
      chat.meta.sandbox.hub(chat.meta.hub.uri("/"));
      chat.phone().receives(customer, "Hello again");
      chat.meta.hub.clock.advance(Duration.ofHours(2));
      chat.meta.hub.settle();
      Reply later = chat.call("sendMessage", key, "to", customer, "body", "2");
      assertThat(later.reason()).as(later.text()).isEqualTo(1);
      assertThat(chat.sentTo(customer)).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void refusalOfMeta_repeatedWithTheKey_isTheSame(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      Map<String, String> key = Map.of("Idempotency-Key", "k");
      chat.meta.sandbox.fault(Fault.error("send", 131026));
      Reply first = chat.call("sendMessage", key, "to", customer, "body", "1");
      assertThat(first.reason()).isEqualTo(4);
      assertThat(chat.call("sendMessage", key, "to", customer, "body", "1").text())
          .isEqualTo(first.text());
      assertThat(chat.sentTo(customer)).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void recipient_withTooMuch_isRefusedWith429(Database database) {
    try (Chat chat = new Chat(database)) {
      chat.meta.sandbox.template(chat.signUp.wabaId(), template());
      String customer = Chat.customer();
      Object[] many = new Object[46];
      java.util.Arrays.fill(many, Map.of("to", customer, "bodyVariable1", "Noor"));
      JsonNode list =
          chat.call(
                  "sendMultiTemplate",
                  "name",
                  "pickup_ready",
                  "headerType",
                  1,
                  "destinations",
                  List.of(many))
              .json()
              .get("list");
      assertThat(list.get(44).get("reason").asInt()).isEqualTo(1);
      assertThat(list.get(45).get("reason").asInt()).isEqualTo(6);
      Reply reply =
          chat.call(
              "sendTemplate",
              "to",
              customer,
              "name",
              "pickup_ready",
              "headerType",
              1,
              "bodyVariable1",
              "Noor");
      assertThat(reply.status()).isEqualTo(429);
      assertThat(reply.reason()).isEqualTo(6);
      assertThat(reply.raw().headers().firstValue("Retry-After")).contains("6");
    }
  }

  static tools.jackson.databind.node.ObjectNode template() {
    return Chat.json(
        """
        {"name": "pickup_ready", "language": "en", "components": [
          {"type": "BODY", "text": "Hello {{1}}, it is ready."},
          {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Fine"}]}]}
        """);
  }

  @ParameterizedTest
  @EnumSource
  void sendTemplate_toAnybody_isFilledIn(Database database) {
    try (Chat chat = new Chat(database)) {
      chat.meta.sandbox.template(chat.signUp.wabaId(), template());
      chat.meta.sandbox.template(
          chat.signUp.wabaId(),
          Chat.json(
              """
              {"name": "autumn", "language": "he", "category": "MARKETING", "components": [
                {"type": "HEADER", "format": "IMAGE"},
                {"type": "BODY", "text": "Now"},
                {"type": "BUTTONS", "buttons": [
                  {"type": "URL", "text": "Shop", "url": "https://example.org/{{1}}"},
                  {"type": "COPY_CODE", "text": "Copy"}]}]}
              """));
      String customer = Chat.customer();
      chat.ok(
          "sendTemplate",
          "to",
          customer,
          "name",
          "pickup_ready",
          "language",
          2,
          "headerType",
          1,
          "bodyVariable1",
          "Noor");
      JsonNode sent = chat.lastTo(customer).get("template");
      assertThat(sent.get("language").get("code").stringValue()).isEqualTo("en");
      assertThat(sent.get("components").get(0).get("parameters").get(0).get("text").stringValue())
          .isEqualTo("Noor");
      assertThat(chat.problems(chat.lastTo(customer))).isEmpty();
      chat.ok(
          "sendTemplate",
          "to",
          customer,
          "name",
          "autumn",
          "headerType",
          3,
          "headerLink",
          "https://cdn.example.org/a.jpg",
          "websiteVariable",
          "sale",
          "couponCode",
          "PLUM10");
      JsonNode components = chat.lastTo(customer).get("template").get("components");
      assertThat(components.get(0).get("parameters").get(0).get("image").get("link").stringValue())
          .isEqualTo("https://cdn.example.org/a.jpg");
      assertThat(components.get(1).get("index").stringValue()).isEqualTo("0");
      assertThat(components.get(2).get("sub_type").stringValue()).isEqualTo("copy_code");
      assertThat(
              chat.call("sendTemplate", "to", customer, "name", "autumn", "headerType", 1).reason())
          .isEqualTo(5);
      assertThat(
              chat.call("sendTemplate", "to", customer, "name", "pickup_ready", "headerType", 1)
                  .reason())
          .isEqualTo(5);
      JsonNode list = chat.call("getTemplates").json().get("list");
      assertThat(list).hasSize(3);
      JsonNode listed = list.get(1);
      assertThat(listed.get("language").stringValue()).isEqualTo("English");
      assertThat(listed.get("category").asInt()).isEqualTo(1);
      assertThat(listed.get("status").stringValue()).isEqualTo("approved");
      assertThat(listed.get("template").get(1).get("type").stringValue()).isEqualTo("button");
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendMultiTemplate_withOneBadDestination_sendsTheOthers(Database database) {
    try (Chat chat = new Chat(database)) {
      chat.meta.sandbox.template(chat.signUp.wabaId(), template());
      String one = Chat.customer();
      String two = Chat.customer();
      Reply reply =
          chat.call(
              "sendMultiTemplate",
              "name",
              "pickup_ready",
              "headerType",
              1,
              "destinations",
              List.of(
                  Map.of("to", one, "bodyVariable1", "A"),
                  Map.of("to", "x", "bodyVariable1", "B"),
                  Map.of("to", two),
                  Map.of("to", two, "bodyVariable1", "C")));
      assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
      assertThat(reply.json().get("list").valueStream().map(row -> row.get("reason").asInt()))
          .containsExactly(1, 4, 5, 1);
      chat.meta.hub.settle();
      assertThat(chat.sentTo(one)).hasSize(1);
      assertThat(chat.sentTo(two)).hasSize(1);
      Object[] many = new Object[1001];
      java.util.Arrays.fill(many, Map.of("to", one, "bodyVariable1", "A"));
      assertThat(
              chat.call(
                      "sendMultiTemplate",
                      "name",
                      "pickup_ready",
                      "headerType",
                      1,
                      "destinations",
                      List.of(many))
                  .reason())
          .isEqualTo(5);
    }
  }

  @ParameterizedTest
  @EnumSource
  void manyMessages_goOutAtThePaceOfTheNumber(Database database) {
    try (Chat chat = new Chat(database)) {
      chat.meta.sandbox.template(chat.signUp.wabaId(), template());
      List<Object> destinations = Chat.list();
      for (int i = 0; i < 200; i++) {
        destinations.add(Map.of("to", Chat.customer(), "bodyVariable1", "A" + i));
      }
      long before = chat.meta.sandbox.calls().stream().filter(c -> c.call().equals("send")).count();
      assertThat(
              chat.call(
                      "sendMultiTemplate",
                      "name",
                      "pickup_ready",
                      "headerType",
                      1,
                      "destinations",
                      destinations)
                  .reason())
          .isEqualTo(1);
      int tenths = 0;
      while (chat.meta.sandbox.sent().size() < 200 && tenths < 40) {
        chat.meta.hub.clock.advance(Duration.ofMillis(100));
        chat.meta.hub.settle();
        tenths++;
      }
      assertThat(chat.meta.sandbox.sent()).hasSize(200);
      assertThat(tenths).isBetween(20, 30);
      assertThat(chat.meta.done("send")).isEqualTo(200 + before);
      assertThat(
              chat.meta.sandbox.sent().stream()
                  .map(s ->
                      s.body()
                          .get("template")
                          .get("components")
                          .get(0)
                          .get("parameters")
                          .get(0)
                          .get("text")
                          .stringValue()))
          .hasSize(200)
          .doesNotHaveDuplicates();
    }
  }

  @ParameterizedTest
  @EnumSource
  void history_beyondItsDays_isDeleted(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      chat.ok("sendMessage", "to", customer, "body", "1");
      chat.meta.hub.clock.advance(Duration.ofDays(366));
      chat.meta.hub.settle();
      assertThat(chat.meta.hub.rows("SELECT id FROM message")).isEmpty();
      assertThat(chat.meta.hub.rows("SELECT id FROM contact")).isEmpty();
    }
  }
}
