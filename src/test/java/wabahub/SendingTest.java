package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Fault;

/// The sending calls of WhatsApp V2: what they ask of Meta, and what they refuse.
final class SendingTest {
  private static final Map<Database, Chat> CHATS = new EnumMap<>(Database.class);

  private static Chat chat(Database database) {
    Chat chat = CHATS.computeIfAbsent(database, Chat::new);
    chat.meta.sandbox.clearFaults();
    chat.meta.hub.clock.advance(Duration.ofSeconds(2));
    return chat;
  }

  @AfterAll
  static void close() {
    CHATS.values().forEach(Chat::close);
  }

  @ParameterizedTest
  @EnumSource
  void sendMessage_toAWriter_goesOutAndIsAnsweredAsDocumented(Database database) {
    Chat chat = chat(database);
    String customer = chat.writer();
    Reply reply = chat.call("sendMessage", "to", customer, "body", "Your table is ready.");
    JsonNode answer = reply.json();
    assertThat(answer.propertyNames())
        .containsExactly("status", "unique", "body", "timestamp", "from", "to", "reason");
    assertThat(answer.get("unique").stringValue()).matches("[0-9A-F]{32}");
    assertThat(answer.get("timestamp").asLong())
        .isEqualTo(chat.meta.hub.clock.instant().getEpochSecond());
    ObjectNode asked = chat.lastTo(customer);
    assertThat(asked.get("text").get("body").stringValue()).isEqualTo("Your table is ready.");
    assertThat(asked.get("biz_opaque_callback_data").stringValue())
        .isEqualTo(answer.get("unique").stringValue());
    assertThat(chat.state(customer, answer.get("unique").stringValue())).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void showRequest_one_saysTheRequestWithoutTheKey(Database database) {
    Chat chat = chat(database);
    Reply reply = chat.call("sendMessage", "to", chat.writer(), "body", "Hi", "showRequest", 1);
    assertThat(reply.json().get("request").get("body").stringValue()).isEqualTo("Hi");
    assertThat(reply.text()).doesNotContain(chat.apiKey);
  }

  private static final String FILE = "https://cdn.example.org/a/";

  static Stream<Arguments> calls() {
    return Stream.of(
        Arguments.of("sendMessage", List.of("body", "Hello\nthere"), "text"),
        Arguments.of("sendFile", List.of("body", FILE + "p.JPG", "caption", "Look"), "image"),
        Arguments.of("sendFile", List.of("body", FILE + "v.mp4"), "video"),
        Arguments.of("sendFile", List.of("body", FILE + "s.mp3"), "audio"),
        Arguments.of("sendFile", List.of("body", FILE + "s.ogg"), "audio"),
        Arguments.of("sendFile", List.of("body", FILE + "m.pdf?x=1"), "document"),
        Arguments.of("sendLocation", List.of("lat", "53.4808", "lng", -2.2426), "location"),
        Arguments.of(
            "sendContact",
            List.of(
                "contact_name",
                "Noor",
                "contact_phone",
                "+44 7700 900204",
                "contact_email",
                "a@example.org",
                "contact_birthday",
                "1990-12-31"),
            "contacts"),
        Arguments.of(
            "sendButtons",
            List.of("body", "Which?", "button1", "A", "button2", "B"),
            "interactive"),
        Arguments.of(
            "sendButtons",
            List.of("body", "See", "websiteText", "Shop", "websiteURL", "https://example.org/x"),
            "interactive"),
        Arguments.of(
            "sendList",
            List.of(
                "header",
                "Kites",
                "body",
                "Which?",
                "button",
                "Choose",
                "footer",
                "Bye",
                "list",
                List.of(Map.of("title", "Blue", "description", "Big"), Map.of("title", "Red"))),
            "interactive"),
        Arguments.of(
            "sendCarousel",
            List.of("body", "New", "cards", List.of(card("1"), card("2"))),
            "interactive"));
  }

  private static Map<String, String> card(String name) {
    return Map.of(
        "image", FILE + name + ".png", "body", name, "button", "Buy", "url", "https://example.org");
  }

  @ParameterizedTest
  @MethodSource("calls")
  void call_ofEachKind_asksMetaAsDescribed(String call, List<Object> fields, String type) {
    Chat chat = chat(Database.SQLITE);
    String customer = chat.writer();
    List<Object> all = Chat.list(fields.toArray());
    all.addAll(List.of("to", customer));
    chat.ok(call, all.toArray());
    ObjectNode asked = chat.lastTo(customer);
    assertThat(asked.get("type").stringValue()).isEqualTo(type);
    if (!Set.of("carousel", "cta_url")
        .contains(asked.path("interactive").path("type").asString(""))) {
      // Meta's description has neither of them.
      assertThat(chat.problems(asked)).isEmpty();
    }
  }

  static Stream<Arguments> refusals() {
    String none = "";
    return Stream.of(
        Arguments.of("sendMessage", 4, List.of("to", none, "body", "x")),
        Arguments.of("sendMessage", 4, List.of("to", "abc", "body", "x")),
        Arguments.of("sendMessage", 4, List.of("to", 1.5, "body", "x")),
        Arguments.of("sendMessage", 4, List.of("to", "447700900177", "body", "x")),
        Arguments.of("sendMessage", 5, List.of("body", none)),
        Arguments.of("sendMessage", 5, List.of("body", " ")),
        Arguments.of("sendMessage", 5, List.of("body", List.of("x"))),
        Arguments.of("sendMessage", 5, List.of("body", "a\u0007")),
        Arguments.of("sendMessage", 5, List.of("body", "x".repeat(4097))),
        Arguments.of("sendMessage", 5, List.of("body", "x", "replyTo", "unknown")),
        Arguments.of("sendMessage", 2, List.of("body", "x", "from", "447700900999")),
        Arguments.of("sendMessage", 2, List.of("body", "x", "from", none)),
        Arguments.of("sendMessage", 3, List.of("body", "x", "apiKey", "wrong")),
        Arguments.of("sendMessage", 3, List.of("body", "x", "apiKey", none)),
        Arguments.of("sendFile", 5, List.of("body", "http://cdn.example.org/a.png")),
        Arguments.of("sendFile", 5, List.of("body", "https://127.0.0.1/a.png")),
        Arguments.of("sendFile", 5, List.of("body", "https://10.1.2.3/a.png")),
        Arguments.of("sendFile", 5, List.of("body", "https://[::1]/a.png")),
        Arguments.of("sendFile", 5, List.of("body", "https://[fd00::1]/a.png")),
        Arguments.of("sendFile", 5, List.of("body", "https://localhost/a.png")),
        Arguments.of("sendFile", 5, List.of("body", "https://2130706433/a.png")),
        Arguments.of("sendFile", 5, List.of("body", "https://cdn.example.org/a.exe")),
        Arguments.of("sendFile", 5, List.of("body", "https://cdn.example.org/")),
        Arguments.of("sendLocation", 5, List.of("lat", "91", "lng", "0")),
        Arguments.of("sendLocation", 5, List.of("lat", "x", "lng", "0")),
        Arguments.of("sendLocation", 5, List.of("lat", "1")),
        Arguments.of("sendContact", 5, List.of("contact_name", "A")),
        Arguments.of("sendContact", 5, List.of("contact_name", "A", "contact_phone", "x")),
        Arguments.of(
            "sendContact",
            5,
            List.of(
                "contact_name", "A", "contact_phone", "123456", "contact_birthday", "31.12.90")),
        Arguments.of("sendButtons", 5, List.of("body", "x")),
        Arguments.of("sendButtons", 5, List.of("body", "x", "button1", "y".repeat(21))),
        Arguments.of("sendButtons", 5, List.of("body", "x", "button1", "A", "button2", "A")),
        Arguments.of("sendButtons", 5, List.of("body", "x", "button1", "A", "websiteText", "B")),
        Arguments.of("sendList", 5, List.of("body", "x", "button", "B", "list", List.of())),
        Arguments.of("sendCarousel", 5, List.of("body", "x", "cards", List.of(card("1")))),
        Arguments.of("sendReaction", 4, List.of("unique", none, "reaction", "🎉")),
        Arguments.of("sendReaction", 4, List.of("unique", "A", "reaction", "🎉")),
        Arguments.of("sendReaction", 5, List.of("unique", "A", "reaction", "text")),
        Arguments.of("sendReaction", 5, List.of("unique", "A", "reaction", "🎉🎉")),
        Arguments.of("readStatus", 4, List.of("to", "447700999888")),
        Arguments.of("getTimers", 4, List.of("number", "x")),
        Arguments.of("getHistory", 5, List.of("to", "")),
        Arguments.of("sendTemplate", 5, List.of("name", "missing", "headerType", 1)));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void call_thatIsWrong_hasItsReason(String call, int reason, List<Object> fields) {
    Chat chat = chat(Database.SQLITE);
    List<Object> all = Chat.list("to", "447700900204");
    all.addAll(fields);
    Reply reply = chat.call(call, all.toArray());
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(reason);
    assertThat(reply.json().get("status").stringValue()).isEqualTo("FAIL");
    assertThat(chat.sentTo("447700900204")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void sendMessage_outsideThe24Hours_isRefusedWithoutAskingMeta(Database database) {
    Chat chat = chat(database);
    String stranger = Chat.customer();
    assertThat(chat.call("sendMessage", "to", stranger, "body", "x").reason()).isEqualTo(8);
    String customer = chat.writer();
    assertThat(chat.ok("getTimers", "number", customer)).isEmpty();
    assertThat(
            chat.call("getTimers", "number", customer).json().get("templateTimeLeft").stringValue())
        .isEqualTo("1440");
    chat.meta.hub.clock.advance(Duration.ofHours(24));
    Reply late = chat.call("sendMessage", "to", customer, "body", "x");
    assertThat(late.reason()).isEqualTo(7);
    assertThat(late.json().get("to").stringValue()).isEqualTo(customer);
    assertThat(chat.sentTo(stranger)).isEmpty();
    assertThat(chat.sentTo(customer)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void numberThatHasChangedHands_isForMetaToDecide(Database database) {
    try (Chat chat = new Chat(database)) {
      String customer = chat.writer();
      Account other = chat.meta.hub.partner("Another", null);
      chat.meta.hub.admin("DELETE", "/admin/numbers/" + chat.whatsapp, null);
      Map<String, Object> takeover = HubCalls.takeover(chat.whatsapp, chat.signUp.phoneNumberId());
      takeover.put("waba_id", chat.signUp.wabaId());
      takeover.put("access_token", "a-token");
      assertThat(chat.meta.hub.take(other, takeover).status()).isEqualTo(201);
      String key = chat.meta.hub.list(other).get("list").get(0).get("apiKey").stringValue();
      // The customer has written to the partner before: this hub's new number knows nothing of it.
      Reply reply = chat.call("sendMessage", "apiKey", key, "to", customer, "body", "x");
      assertThat(reply.reason()).as(reply.text()).isEqualTo(6);
      chat.meta.hub.clock.advance(Duration.ofHours(25));
      reply = chat.call("sendMessage", "apiKey", key, "to", customer, "body", "x");
      assertThat(reply.reason()).as(reply.text()).isEqualTo(8);
    }
  }

  @ParameterizedTest
  @EnumSource
  void sendReaction_andReplyTo_nameTheMessageAtMeta(Database database) {
    Chat chat = chat(database);
    String customer = Chat.customer();
    String wamid =
        chat.phone()
            .receives(customer, Chat.json("{\"type\":\"text\",\"text\":{\"body\":\"Hi\"}}"));
    chat.meta.hub.settle();
    JsonNode came = chat.call("getHistory", "to", customer, "page", 1).json().get(0);
    assertThat(came.get("message").stringValue()).isEqualTo("Hi");
    assertThat(came.get("direction").stringValue()).isEqualTo("1");
    String unique = came.get("unique").stringValue();
    Reply reaction =
        chat.call("sendReaction", "to", customer, "unique", unique, "reaction", "\\ud83c\\udf89");
    assertThat(reaction.reason()).as(reaction.text()).isEqualTo(1);
    assertThat(reaction.json().propertyNames())
        .containsExactly("status", "unique", "messageUnique", "reaction", "reason");
    assertThat(chat.lastTo(customer).get("reaction").get("emoji").stringValue()).isEqualTo("🎉");
    assertThat(chat.lastTo(customer).get("reaction").get("message_id").stringValue())
        .isEqualTo(wamid);
    chat.ok("sendMessage", "to", customer, "body", "Yes", "replyTo", unique);
    assertThat(chat.lastTo(customer).get("context").get("message_id").stringValue())
        .isEqualTo(wamid);
    assertThat(chat.call("readStatus", "to", customer).reason()).isEqualTo(1);
    assertThat(chat.meta.done("mark_read")).isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void meta_refusing_isAnsweredWithTheReason(Database database) {
    Chat chat = chat(database);
    String customer = chat.writer();
    Map<Integer, Integer> reasons = Map.of(131047, 7, 131026, 4, 131053, 5, 132001, 6, 368, 6);
    reasons.forEach((code, reason) -> {
      chat.meta.hub.clock.advance(Duration.ofSeconds(1));
      chat.meta.sandbox.fault(Fault.error("send", code));
      Reply reply = chat.call("sendMessage", "to", customer, "body", "x");
      assertThat(reply.reason()).as("%d %s", code, reply.text()).isEqualTo(reason);
      assertThat(reply.json().get("from").stringValue()).isEqualTo(chat.whatsapp);
    });
    assertThat(chat.sentTo(customer)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void sendMessage_toAUserId_goesToTheSamePerson(Database database) {
    Chat chat = chat(database);
    String customer = chat.writer();
    String userId = "GB.4120" + customer;
    chat.ok("sendMessage", "to", userId, "body", "x");
    assertThat(chat.lastTo(userId).get("recipient").stringValue()).isEqualTo(userId);
    assertThat(chat.call("getHistory", "to", customer, "page", 1).json()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource
  void suspendedPartner_andForeignKey_areRefused(Database database) {
    Chat chat = chat(database);
    String other = TestHub.whatsapp();
    chat.meta.hub.number(chat.meta.partner, other, TestHub.phone());
    assertThat(chat.call("sendMessage", "from", other, "to", "447700900204", "body", "x").reason())
        .isEqualTo(3);
    chat.meta.hub.admin(
        "PATCH", "/admin/partners/" + chat.meta.partner.id(), Map.of("suspended", 1));
    assertThat(chat.call("sendMessage", "to", "447700900204", "body", "x").reason()).isEqualTo(2);
    chat.meta.hub.admin(
        "PATCH", "/admin/partners/" + chat.meta.partner.id(), Map.of("suspended", 0));
  }

  @ParameterizedTest
  @EnumSource
  void getContacts_listsThoseWhoTalked(Database database) {
    Chat chat = chat(database);
    String customer = chat.writer();
    JsonNode first = chat.call("getContacts", "page", 1).json().get(0);
    assertThat(first.get("contact_phone").stringValue()).isEqualTo(customer);
    assertThat(first.get("contact_name").stringValue()).isEqualTo("Noor");
    assertThat(first.get("contact_profilePic").isNull()).isTrue();
  }
}
