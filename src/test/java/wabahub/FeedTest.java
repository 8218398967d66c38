package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/// What happens to a number, told to its programs.
@Timeout(180)
final class FeedTest {
  private static final String CUSTOMER = "447700900204";

  @ParameterizedTest
  @EnumSource
  void message_hasTheDocumentedForm(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      long at = number.now();
      number.meta(
          """
          'contacts':[{'profile':{'name':'Noor'},'wa_id':'447700900204',
            'user_id':'GB.4120098817734502'}],
          'messages':[{'from':'447700900204','from_user_id':'GB.4120098817734502','id':'wamid.1',
            'timestamp':'%d','type':'text','text':{'body':'Is the blue one back?'}}]
          """
              .formatted(at));
      assertThat(number.receiver.deliveries()).hasSize(1);
      JsonNode body = number.got().getFirst();
      String unique = body.get("unique").stringValue();
      assertThat(unique).matches("[0-9A-F]{32}");
      assertThat(number.receiver.deliveries().getFirst().body())
          .isEqualTo(
              ("{'status':'OK','hook':'new','unique':'"
                      + unique
                      + "','from':'447700900204',"
                      + "'from_id':'GB.4120098817734502','username':null,'country':'GB',"
                      + "'phone':'447700900204','to':'"
                      + number.whatsapp
                      + "',"
                      + "'senderName':'Noor','type':'text','body':'Is the blue one back?',"
                      + "'caption':'','isForwarded':false,'timestamp':'"
                      + at
                      + "',"
                      + "'media':false,'quote':false,'quoteUnique':false,'profilePic':'',"
                      + "'conversationTimeLeft':'1440'}")
                  .replace('\'', '"'));
    }
  }

  @ParameterizedTest
  @EnumSource
  void message_ofAHiddenNumber_isFromItsId(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      number.meta(
          """
          'contacts':[{'profile':{'name':'N','username':'noor'},'user_id':'GB.41200988177345021187'}],
          'messages':[{'from_user_id':'GB.41200988177345021187','id':'wamid.1',
            'timestamp':'%d','type':'text','text':{'body':'hi'}}]
          """
              .formatted(number.now()));
      JsonNode body = number.got().getFirst();
      assertThat(body.get("from").stringValue()).isEqualTo("GB.41200988177345021187");
      assertThat(body.get("from_id").stringValue()).isEqualTo("GB.41200988177345021187");
      assertThat(body.get("phone").stringValue()).isEmpty();
      assertThat(body.get("username").stringValue()).isEqualTo("noor");
      assertThat(body.get("country").stringValue()).isEqualTo("GB");
    }
  }

  @ParameterizedTest
  @EnumSource
  void answer_quotesWhatItAnswers(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      long at = number.now();
      number.meta("'messages':[" + number.text("wamid.1", CUSTOMER, at, "first") + "]");
      number.meta(
          "'messages':[{'id':'wamid.2','from':'%s','timestamp':'%d','type':'text',"
                  .formatted(CUSTOMER, at + 1)
              + "'text':{'body':'second'},'context':{'id':'wamid.1','forwarded':true}},"
              + "{'id':'wamid.3','from':'%s','timestamp':'%d','type':'reaction',"
                  .formatted(CUSTOMER, at + 2)
              + "'reaction':{'message_id':'wamid.2','emoji':'🎉'}}]");
      List<JsonNode> got = number.got();
      assertThat(got.get(1).get("quote").stringValue()).isEqualTo("first");
      assertThat(got.get(1).get("quoteUnique")).isEqualTo(got.get(0).get("unique"));
      assertThat(got.get(1).get("isForwarded").booleanValue()).isTrue();
      assertThat(got.get(2).get("quoteUnique")).isEqualTo(got.get(1).get("unique"));
      assertThat(got.get(2).get("body").stringValue()).isEqualTo("🎉");
    }
  }

  @ParameterizedTest
  @EnumSource
  void session_runsDownInMinutes(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      long at = number.now();
      for (int hours : new int[] {0, 1, 23, 24, 25}) {
        number.hub.clock.set(TestHub.START.plus(Duration.ofHours(hours)));
        number.meta(
            "'messages':["
                + number.text("wamid." + hours, CUSTOMER, at + hours * 3_600L, "x")
                + "]");
      }
      assertThat(number.got("conversationTimeLeft"))
          .containsExactly("1440", "1380", "60", "1440", "1380");
    }
  }

  @ParameterizedTest
  @EnumSource
  void message_repeatedByMeta_isToldOnce(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      String message = number.text("wamid.1", CUSTOMER, number.now(), "x");
      number.meta("'messages':[" + message + "," + message + "]");
      number.meta("'messages':[" + message + "]");
      number.hub.restart();
      number.meta("'messages':[" + message + "]");
      assertThat(number.receiver.deliveries()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void batch_ofAThousandWithBrokenOnes_isToldInOrderPerContact(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      long at = number.now() - 2_000;
      String good =
          IntStream.range(0, 1_000)
              .mapToObj(i -> number.text("w" + i, "44770090" + (1_000 + i % 7), at + i, "n" + i))
              .collect(Collectors.joining(","));
      number.meta(
          "'messages':[7,null,{'id':5},{'id':'x','from':'%s'},".formatted(CUSTOMER)
              + "{'id':'half','from':'%s','timestamp':'%d','type':'text','text':{'body':'\\ud83d'}},"
                  .formatted(CUSTOMER, at)
              + good
              + "]");
      // Half a pair is mended, and what has no time is as old as its webhook.
      assertThat(number.receiver.deliveries()).hasSize(1_002);
      Map<String, List<Integer>> byContact = new TreeMap<>();
      number.got().stream()
          .filter(body -> body.get("body").stringValue().startsWith("n"))
          .forEach(body ->
              byContact
                  .computeIfAbsent(body.get("from").stringValue(), f -> new ArrayList<>())
                  .add(Integer.parseInt(body.get("body").stringValue().substring(1))));
      assertThat(byContact).hasSize(7);
      byContact.values().forEach(order -> assertThat(order).isSorted());
      assertThat(number.got("body")).contains("\ufffd");
    }
  }

  @ParameterizedTest
  @EnumSource
  void number_withoutWebhook_isToldNothing(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.meta("'messages':[" + number.text("wamid.1", CUSTOMER, number.now(), "before") + "]");
      number.listen(Map.of());
      number.meta("'messages':[" + number.text("wamid.2", CUSTOMER, number.now(), "after") + "]");
      assertThat(number.v2("setWebhook", Map.of("url", " ")).get("url").stringValue()).isEmpty();
      number.meta("'messages':[" + number.text("wamid.3", CUSTOMER, number.now(), "later") + "]");
      assertThat(number.got("body")).containsExactly("after");
    }
  }

  @ParameterizedTest
  @EnumSource
  void messageOfTheApp_isToldAsFromTheNumber(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      String echo =
          "{'from':'%s','to':'447700900204','to_user_id':'GB.1','id':'wamid.e','timestamp':'%d',"
                  .formatted(number.whatsapp, number.now())
              + "'type':'text','text':{'body':'from the app'}}";
      number.field("smb_message_echoes", "'message_echoes':[3,{}," + echo + "," + echo + "]");
      number.field("smb_message_echoes", "'message_echoes':[" + echo + "]");
      assertThat(number.receiver.deliveries()).hasSize(1);
      JsonNode body = number.got().getFirst();
      assertThat(body.get("hook").stringValue()).isEqualTo("app");
      assertThat(body.get("from").stringValue()).isEqualTo(number.whatsapp);
      assertThat(body.get("to").stringValue()).isEqualTo(CUSTOMER);
      assertThat(body.get("to_id").stringValue()).isEqualTo("GB.1");
      assertThat(body.get("body").stringValue()).isEqualTo("from the app");
    }
  }

  @ParameterizedTest
  @EnumSource
  void editAndRevocation_nameTheMessage(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      long at = number.now();
      number.meta("'messages':[" + number.text("wamid.1", CUSTOMER, at, "frist") + "]");
      number.meta(
          "'messages':[{'id':'wamid.2','from':'%s','timestamp':'%d','type':'edit',"
                  .formatted(CUSTOMER, at + 1)
              + "'edit':{'original_message_id':'wamid.1','message':{'type':'text',"
              + "'text':{'body':'first'}}}},"
              + "{'id':'wamid.3','from':'%s','timestamp':'%d','type':'revoke',"
                  .formatted(CUSTOMER, at + 2)
              + "'revoke':{'original_message_id':'wamid.1'}}]");
      assertThat(number.got("hook")).containsExactly("new", "edit", "revoke");
      assertThat(number.got("body")).containsExactly("frist", "first", "");
      String unique = number.got("unique").getFirst();
      assertThat(number.got("messageUnique")).containsExactly("", unique, unique);
    }
  }

  @ParameterizedTest
  @EnumSource
  void systemNotices_areToldToWhoWantsThem(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of());
      String changed =
          "'messages':[{'id':'wamid.%s','from':'447700900204','timestamp':'%d','type':'system',"
              + "'system':{'body':'Noor changed','wa_id':'447700900205','type':'user_changed_number'}}]";
      number.meta(changed.formatted("1", number.now()));
      assertThat(number.receiver.deliveries()).isEmpty();
      number.listen(Map.of("system", 1));
      number.meta(changed.formatted("2", number.now()));
      JsonNode body = number.got().getFirst();
      assertThat(body.get("hook").stringValue()).isEqualTo("system");
      assertThat(body.get("event").stringValue()).isEqualTo("customer.number_changed");
      assertThat(body.get("text").stringValue()).isEqualTo("Noor changed");
      assertThat(body.get("newPhone").stringValue()).isEqualTo("447700900205");
      number.field(
          "user_id_update",
          "'user_id_update':[{'wa_id':'447700900204','detail':'new id','timestamp':'%d',"
                  .formatted(number.now())
              + "'user_id':{'previous':'GB.1','current':'GB.2'}}]");
      number.meta(
          "'messages':[{'id':'wamid.4','from':'447700900204','timestamp':'%d','type':'system',"
                  .formatted(number.now())
              + "'system':{'body':'new id','user_id':'GB.2','type':'user_changed_user_id'}}]");
      assertThat(number.got("event"))
          .containsExactly("customer.number_changed", "customer.user_id_changed");
    }
  }

  @ParameterizedTest
  @EnumSource
  void wishOfACustomer_isASystemNoticeOnce(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of("system", 1));
      String wish =
          "'user_preferences':[%s,{'wa_id':5,'user_id':[],'value':{}},"
              + "{'wa_id':'447700900204','user_id':'GB.1','detail':'No more','timestamp':%d,"
              + "'category':'marketing_messages','value':'stop'}]";
      for (String odd : List.of("null", "1", "{}")) {
        number.field("user_preferences", wish.formatted(odd, number.now()));
      }
      List<JsonNode> told =
          number.got().stream()
              .filter(body -> body.get("from_id").stringValue().equals("GB.1"))
              .toList();
      assertThat(told).hasSize(1);
      JsonNode body = told.getFirst();
      assertThat(body.get("hook").stringValue()).isEqualTo("system");
      assertThat(body.get("event").stringValue()).isEqualTo("customer.preference");
      assertThat(body.get("text").stringValue()).isEqualTo("No more");
      assertThat(body.get("from").stringValue()).isEqualTo("447700900204");
      assertThat(body.get("category").stringValue()).isEqualTo("marketing_messages");
      assertThat(body.get("value").stringValue()).isEqualTo("stop");
    }
  }

  @ParameterizedTest
  @EnumSource
  void lifeOfTheNumber_isASystemNotice(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.listen(Map.of("system", "1"));
      number.meta(
          """
          {"entry":[{"id":"204680135792468","time":%d,"changes":[{"field":"phone_number_quality_update",
            "value":{"display_phone_number":"%s","event":"FLAGGED",
            "max_daily_conversations_per_business":"TIER_250"}}]}]}
          """
              .formatted(number.now(), number.whatsapp)
              .getBytes(StandardCharsets.UTF_8));
      assertThat(number.got("event")).containsOnly("number.quality");
      assertThat(number.got("hook")).containsOnly("system");
    }
  }

  @ParameterizedTest
  @EnumSource
  void counted_addsUpToTheFigures(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.add(number.receiver.url(), "counted");
      long at = number.now();
      number.meta("'messages':[" + number.text("m2", CUSTOMER, at, "x") + "]");
      // Late: the session begins earlier, and only then.
      number.meta("'messages':[" + number.text("m1", CUSTOMER, at - 3_600, "x") + "]");
      number.meta("'messages':[" + number.text("m0", CUSTOMER, at - 90_000, "x") + "]");
      number.meta(
          WebhookTest.statuses(
              number.phone,
              WebhookTest.status("a", "delivered", at, "marketing", "regular"),
              WebhookTest.status("b", "delivered", at, "utility", "regular"),
              WebhookTest.status("c", "delivered", at, "service", "free_customer_service")));
      number.meta(
          WebhookTest.statuses(
              number.phone, WebhookTest.status("b", "read", at + 9, "utility", "regular")));
      Map<String, Integer> sums = new TreeMap<>();
      number
          .got()
          .forEach(body -> {
            assertThat(body.get("hook").stringValue()).isEqualTo("counted");
            assertThat(body.get("unique").stringValue()).matches("[0-9A-F]{32}");
            sums.merge(body.get("kind").stringValue(), body.get("change").asInt(), Integer::sum);
          });
      List<Long> figures = number.hub.figures(number.partner, number.whatsapp);
      assertThat(sums)
          .isEqualTo(
              Map.of(
                  "marketing", figures.get(0).intValue(),
                  "service", figures.get(1).intValue(),
                  "incoming", figures.get(2).intValue()));
      assertThat(figures).containsExactly(1L, 1L, 2L);
    }
  }

  @ParameterizedTest
  @EnumSource
  void raw_isMetasOwnByteForByte(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.add(number.receiver.url(), "raw");
      String odd =
          "{ \"entry\" : [ {\"changes\":[{\"value\":{\"metadata\":{\"phone_number_id\":\"%s\"},"
                  .formatted(number.phone)
              + "\"messages\":[{\"text\":{\"body\":\"\\u00e9 \\ud83d é\"}, \"id\":\"w\"}]},"
              + "\"field\":\"messages\"}]}]  ,\"object\":\"whatsapp_business_account\"}\n";
      number.meta(odd.getBytes(StandardCharsets.UTF_8));
      number.meta(odd.getBytes(StandardCharsets.UTF_8));
      assertThat(number.receiver.deliveries()).map(Receiver.Delivery::body).containsExactly(odd);
    }
  }

  @ParameterizedTest
  @EnumSource
  void raw_ofSeveralNumbers_holdsOnesOwnOnly(Database database) {
    try (HookCalls number = new HookCalls(database)) {
      number.add(number.receiver.url(), "raw");
      String change =
          "{\"field\":\"messages\",\"value\":{\"metadata\":{\"phone_number_id\":\"%s\"}}}";
      number.meta(
          ("{\"object\":\"o\",\"entry\":[{\"id\":\"1\",\"time\":7,\"changes\":["
                  + change.formatted(number.phone)
                  + ","
                  + change.formatted("999")
                  + ",{\"field\":\"account_update\",\"value\":{}}]}]}")
              .getBytes(StandardCharsets.UTF_8));
      assertThat(number.receiver.deliveries())
          .map(Receiver.Delivery::body)
          .containsExactly(
              "{\"object\":\"o\",\"entry\":[{\"id\":\"1\",\"time\":7,\"changes\":["
                  + change.formatted(number.phone)
                  + "]}]}");
    }
  }
}
