package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Reply;

/// Every field of every call of WhatsApp V2, missing, empty, too long, of another type or with
/// control characters: the documented reason, and nothing goes out. As long as it may be, it is
/// taken.
final class V2FieldsTest {
  private static final String CUSTOMER = "447700900204";

  /// Request, field (behind a dot: of the last element of an array), kind, reason. Kinds: `text:n`
  /// has up to n characters, `word:n` a form as well, `whole:a:b` and `decimal` are numbers, `link`
  /// is https, `site` http, too, `list:a:b` an array; with `!` it may not be missing.
  private static final String TABLE =
      """
      sendMessage to word:160! 4
      sendMessage body text:4096! 5
      sendMessage replyTo word:64 5
      sendMessage showRequest whole:0:1 5
      sendFile to word:160! 4
      sendFile body link! 5
      sendFile caption text:1024 5
      sendFile replyTo word:64 5
      sendFile showRequest whole:0:1 5
      sendFile+document filename text:240 5
      sendLocation to word:160! 4
      sendLocation lat decimal! 5
      sendLocation lng decimal! 5
      sendLocation caption text:1000 5
      sendLocation replyTo word:64 5
      sendLocation showRequest whole:0:1 5
      sendContact to word:160! 4
      sendContact contact_name text:256! 5
      sendContact contact_phone word:32! 5
      sendContact contact_email word:254 5
      sendContact contact_birthday word:10 5
      sendContact replyTo word:64 5
      sendContact showRequest whole:0:1 5
      sendButtons to word:160! 4
      sendButtons header text:60 5
      sendButtons body text:1024! 5
      sendButtons footer text:60 5
      sendButtons button1 text:20! 5
      sendButtons button2 text:20 5
      sendButtons button3 text:20 5
      sendButtons replyTo word:64 5
      sendButtons showRequest whole:0:1 5
      sendButtons+website websiteText text:20! 5
      sendButtons+website websiteURL site! 5
      sendList to word:160! 4
      sendList header text:60 5
      sendList body text:4096! 5
      sendList footer text:60 5
      sendList button text:20! 5
      sendList list list:1:10! 5
      sendList list.title text:24! 5
      sendList list.description text:72 5
      sendList replyTo word:64 5
      sendList showRequest whole:0:1 5
      sendCarousel to word:160! 4
      sendCarousel body text:1024! 5
      sendCarousel cards list:2:10! 5
      sendCarousel cards.image link! 5
      sendCarousel cards.body text:160 5
      sendCarousel cards.button text:20! 5
      sendCarousel cards.url site! 5
      sendCarousel replyTo word:64 5
      sendCarousel showRequest whole:0:1 5
      sendReaction to word:160! 4
      sendReaction unique word:64! 4
      sendReaction reaction word:64 5
      sendReaction showRequest whole:0:1 5
      sendTemplate to word:160! 4
      sendTemplate name word:512! 5
      sendTemplate language word:16 5
      sendTemplate headerType whole:1:1 5
      sendTemplate bodyVariable1 text:1004! 5
      sendTemplate bodyVariable2 none 5
      sendTemplate bodyVariable10 none 5
      sendTemplate showRequest whole:0:1 5
      sendTemplate+autumn headerType whole:3:3! 5
      sendTemplate+autumn headerLink link! 5
      sendTemplate+autumn websiteVariable text:2000! 5
      sendTemplate+autumn websiteVariable2 text:2000! 5
      sendTemplate+autumn couponCode text:20! 5
      sendMultiTemplate name word:512! 5
      sendMultiTemplate language word:16 5
      sendMultiTemplate destinations list:1:1000! 5
      sendMultiTemplate destinations.to word:160! 4
      sendMultiTemplate destinations.bodyVariable1 text:1004! 5
      sendMultiTemplate destinations.bodyVariable2 none 5
      sendMultiTemplate showRequest whole:0:1 5
      sendMultiTemplate+autumn headerType whole:3:3! 5
      sendMultiTemplate+autumn headerLink link! 5
      sendMultiTemplate+autumn destinations.websiteVariable text:2000! 5
      sendMultiTemplate+autumn destinations.websiteVariable2 text:2000! 5
      sendMultiTemplate+autumn destinations.couponCode text:20! 5
      readStatus to word:160! 4
      getTimers number word:160! 4
      getContacts page whole:1:100000! 5
      getHistory page whole:1:100000! 5
      getHistory to word:160 4
      setWebhook url word:2000 4
      setWebhook system whole:0:1 5
      setWebhook systemPhoneAlert word:75 5
      setWebhook readStatus whole:0:1 5
      setWebhook retry whole:0:1 5
      """;

  private static Chat chat;
  private static String unique;

  @BeforeAll
  static void open() {
    chat = new Chat(Database.SQLITE);
    chat.phone().receives(CUSTOMER, "Hello");
    V2Requests.templates()
        .forEach(template -> chat.meta.sandbox.template(chat.signUp.wabaId(), template));
    chat.meta.hub.settle();
    JsonNode history = chat.call("getHistory", "to", CUSTOMER, "page", 1).json();
    unique = history.get(0).get("unique").stringValue();
  }

  @AfterAll
  static void close() {
    chat.close();
  }

  private record Row(String request, String field, String kind, int reason) {
    static Row of(String line) {
      String[] words = line.split(" ");
      int reason = Integer.parseInt(words[3]);
      return new Row(words[0].replace('+', ' '), words[1], words[2], reason);
    }

    boolean isNeeded() {
      return kind.endsWith("!");
    }

    String form() {
      return kind.replace("!", "").split(":")[0];
    }

    int number(int place) {
      return Integer.parseInt(kind.replace("!", "").split(":")[place]);
    }

    boolean isOfADestination() {
      return field.startsWith("destinations.");
    }

    @Override
    public String toString() {
      return request + " " + field;
    }
  }

  static Stream<Row> rows() {
    return TABLE.lines().map(Row::of);
  }

  static Stream<Row> texts() {
    return rows().filter(row -> row.form().equals("text"));
  }

  private static final Object MISSING = new Object();

  private static List<Object> wrong(Row row) {
    List<Object> wrong = new ArrayList<>(List.of(true, Map.of(), List.of(), List.of("x")));
    if (!row.form().equals("decimal")) {
      wrong.add(1.5);
    }
    if (row.isNeeded()) {
      wrong.add(MISSING);
      // Null is as good as missing.
      wrong.add(null);
      wrong.addAll(List.of("", " "));
    }
    wrong.addAll(
        switch (row.form()) {
          case "text" -> controls(row.number(1));
          case "word" -> with(controls(row.number(1)), "*");
          case "none" -> with(controls(1_024), "x");
          case "link" -> with(links(), "http://cdn.example.org/a.png");
          case "site" -> links();
          case "decimal" -> List.of("x", "1,5", "181", -181, "1e2", "NaN", "0x1", "1.".repeat(9));
          case "whole" -> {
            Object more = row.number(2) + 1;
            yield List.of(row.number(1) - 1, more, "x", "1.0", "", -1, "9".repeat(30), 4294967297L);
          }
          case "list" -> {
            Object element = element(row.field());
            Object[] more = new Object[row.number(2) + 1];
            Arrays.fill(more, element);
            yield List.of(List.of(more), "x", List.of(element, element, 1), Map.of("0", element));
          }
          default -> throw new AssertionError(row.kind());
        });
    boolean isFlag = row.request().equals("setWebhook") && row.form().equals("whole");
    if (isFlag) {
      // `true` is 1 there.
      wrong.remove((Object) true);
    }
    return wrong;
  }

  private static List<Object> controls(int max) {
    return List.of("a\u0007b", "a\u0000b", "\u0085", "\u001b", "x".repeat(max + 1));
  }

  private static List<Object> links() {
    return with(
        controls(2_000),
        "x",
        "ftp://cdn.example.org/a.png",
        "https://10.0.0.1/a.png",
        "https://[::1]/a.png",
        "https://localhost/a.png",
        "https://u@cdn.example.org/a.png",
        "javascript:alert(1)",
        "https://cdn.example.org/" + "a".repeat(2_000) + ".png");
  }

  private static List<Object> with(List<Object> values, Object... more) {
    List<Object> all = new ArrayList<>(values);
    all.addAll(List.of(more));
    return all;
  }

  private static Object element(String array) {
    return switch (array) {
      case "list" -> V2Requests.choice();
      case "cards" -> V2Requests.card();
      default -> V2Requests.destinations(1).getFirst();
    };
  }

  /// A good request but for one field.
  @SuppressWarnings("unchecked")
  private static Reply with(Row row, Object value) {
    Map<String, Object> fields = V2Requests.all(CUSTOMER, unique).get(row.request());
    Map<String, Object> place = fields;
    String[] names = row.field().split("\\.");
    if (names.length == 2) {
      List<Object> elements = new ArrayList<>((List<Object>) fields.get(names[0]));
      place = new LinkedHashMap<>((Map<String, Object>) elements.removeLast());
      elements.addLast(place);
      fields.put(names[0], elements);
    }
    String name = names[names.length - 1];
    place.put(name, value);
    if (value == MISSING) {
      place.remove(name);
    }
    Object[] all =
        fields.entrySet().stream()
            .flatMap(field -> Stream.of(field.getKey(), field.getValue()))
            .toArray();
    return chat.call(V2Requests.call(row.request()), all);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void field_thatIsWrong_hasTheDocumentedReason(Row row) {
    chat.meta.hub.clock.advance(Duration.ofSeconds(6));
    int before = chat.meta.sandbox.sent().size();
    for (Object value : wrong(row)) {
      Reply reply = with(row, value);
      String what = row + " " + value + " " + reply.text();
      assertThat(reply.status()).as(what).isEqualTo(200);
      if (row.isOfADestination()) {
        assertThat(reply.reason()).as(what).isEqualTo(1);
        JsonNode told = reply.json().get("list").get(0);
        assertThat(told.get("reason").asInt()).as(what).isEqualTo(row.reason());
        assertThat(told.get("unique").stringValue()).as(what).isEmpty();
      } else {
        assertThat(reply.reason()).as(what).isEqualTo(row.reason());
        assertThat(reply.json().get("status").stringValue()).as(what).isEqualTo("FAIL");
      }
    }
    chat.meta.hub.settle();
    assertThat(chat.meta.sandbox.sent()).hasSize(before);
  }

  @ParameterizedTest
  @MethodSource("texts")
  void text_asLongAsItMayBe_isTaken(Row row) {
    // A sign outside the basic plane is one character.
    String text = "🎉".repeat(row.number(1));
    chat.meta.hub.clock.advance(Duration.ofSeconds(6));
    Reply reply = with(row, text);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
    if (row.isOfADestination()) {
      JsonNode told = reply.json().get("list").get(0);
      assertThat(told.get("reason").asInt()).as(reply.text()).isEqualTo(1);
    }
    chat.meta.hub.settle();
  }
}
