package wabahub.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

final class JsonTest {
  private record Pair(String second, @org.jspecify.annotations.Nullable String first) {}

  @Test
  void bytes_map_keepsItsOrderAndCharacters() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", "ä\u2028\ud83d\ude00\"\n");
    map.put("a", 1);

    assertThat(new String(Json.bytes(map), UTF_8))
        .isEqualTo("{\"b\":\"ä\u2028\ud83d\ude00\\\"\\n\",\"a\":1}");
  }

  @Test
  void text_record_keepsTheOrderOfItsComponents() {
    assertThat(Json.text(new Pair("x", null))).isEqualTo("{\"second\":\"x\",\"first\":null}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{}}",
        "{} {}",
        "{\"a\":1,\"a\":1}",
        "{\"a\":{\"b\":1,\"b\":1}}",
        "[]",
        "1",
        "null",
        "\"a\"",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1,}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":+1}",
        "{\"a\":\"\\x\"}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\ud83d\"}",
        "{\"a\":\"\\uDE00\\ud83d\"}",
        "\ufeff{}",
        "{} //",
        "/**/{}",
        "undefined"
      })
  void parseObject_anythingElse_isRefused(String text) {
    assertRefused(Reason.MALFORMED, () -> Json.parseObject(text.getBytes(UTF_8), Reason.MALFORMED));
  }

  @Test
  void parseObject_badUtf8_isRefused() {
    assertRefused(
        Reason.BAD_REQUEST,
        () -> Json.parseObject("{\"a\":\"\u00e4\"}".getBytes(ISO_8859_1), Reason.BAD_REQUEST));
  }

  @Test
  void parseObject_overlongUtf8_isRefused() {
    byte[] overlong = {'{', '"', (byte) 0xc0, (byte) 0xaf, '"', ':', '1', '}'};

    assertRefused(Reason.MALFORMED, () -> Json.parseObject(overlong, Reason.MALFORMED));
  }

  @Test
  void parseObject_depth_isLimited() {
    int most = Json.MAX_DEPTH - 1;

    assertThat(Json.parseObject(nested(most), Reason.MALFORMED).has("a")).isTrue();
    assertRefused(Reason.MALFORMED, () -> Json.parseObject(nested(most + 1), Reason.MALFORMED));
    assertRefused(Reason.MALFORMED, () -> Json.parseObject(nested(1_000_000), Reason.MALFORMED));
  }

  private static byte[] nested(int depth) {
    return ("{\"a\":" + "[".repeat(depth) + "]".repeat(depth) + "}").getBytes(UTF_8);
  }

  @Test
  void parseObject_longNumber_isRefused() {
    byte[] text = ("{\"a\":" + "1".repeat(101) + "}").getBytes(UTF_8);

    assertRefused(Reason.MALFORMED, () -> Json.parseObject(text, Reason.MALFORMED));
  }

  @Test
  void parseObject_escapedPair_isOneCharacter() {
    ObjectNode node = Json.parseObject("{\"a\":\"\\ud83d\\ude00\"}".getBytes(UTF_8), Reason.OK);

    assertThat(Json.text(node, "a")).isEqualTo("\ud83d\ude00");
  }

  @Test
  void parseTolerantly_keyTwice_theLastCounts() {
    assertThat(Json.parseTolerantly("{\"a\":1,\"a\":2}".getBytes(UTF_8)))
        .hasValueSatisfying(node -> assertThat(node.get("a").intValue()).isEqualTo(2));
  }

  @Test
  void parseTolerantly_deepOrLong_canBeWrittenInsideSomethingElse() {
    String deep = new String(nested(399), UTF_8);
    String number = "{\"a\":" + "1".repeat(10_000) + "}";
    for (String text : List.of(deep, number)) {
      JsonNode node = Json.parseTolerantly(text.getBytes(UTF_8)).orElseThrow();
      ObjectNode outer = Json.object();
      outer.putArray("list").addObject().set("inner", node);
      assertThat(Json.text(outer)).contains(text);
    }
    assertThat(Json.parseTolerantly(nested(400))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "{", "{} {}", "a"})
  void parseTolerantly_noJson_isEmpty(String text) {
    assertThat(Json.parseTolerantly(text.getBytes(UTF_8))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      nullValues = "-",
      value = {"{}, -", "{\"a\":null}, -", "{\"a\":\"b\"}, b", "{\"a\":12}, 12", "{\"a\":-1}, -1"})
  void text_stringOrNumber_isText(String json, String text) {
    assertThat(Json.text(object(json), "a")).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":1.5}", "{\"a\":true}", "{\"a\":[]}", "{\"a\":{}}", "{\"a\":\"\\u0000\"}"})
  void text_anythingElse_isInvalid(String json) {
    assertRefused(Reason.INVALID, () -> Json.text(object(json), "a"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"a\":7}", "{\"a\":\"7\"}", "{\"a\":\"07\"}"})
  void integer_numberOrDigits_isANumber(String json) {
    assertThat(Json.integer(object(json), "a", 0, 9)).hasValue(7);
  }

  @Test
  void integer_absent_isEmpty() {
    assertThat(Json.integer(object("{}"), "a", 0, 9)).isEqualTo(OptionalLong.empty());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"a\":10}",
        "{\"a\":-1}",
        "{\"a\":\"\"}",
        "{\"a\":\"7 \"}",
        "{\"a\":\"+7\"}",
        "{\"a\":\"\u0667\"}",
        "{\"a\":7.0}",
        "{\"a\":99999999999999999999}"
      })
  void integer_anythingElse_isInvalid(String json) {
    assertRefused(Reason.INVALID, () -> Json.integer(object(json), "a", 0, 9));
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      nullValues = "-",
      value = {
        "{}, -",
        "{\"a\":null}, -",
        "{\"a\":1}, true",
        "{\"a\":\"1\"}, true",
        "{\"a\":true}, true",
        "{\"a\":0}, false",
        "{\"a\":\"0\"}, false",
        "{\"a\":false}, false"
      })
  void flag_itsForms_areUnderstood(String json, Boolean flag) {
    assertThat(Json.flag(object(json), "a")).isEqualTo(flag);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"{\"a\":2}", "{\"a\":\"true\"}", "{\"a\":\"\"}", "{\"a\":1.0}", "{\"a\":[1]}"})
  void flag_anythingElse_isInvalid(String json) {
    assertRefused(Reason.INVALID, () -> Json.flag(object(json), "a"));
  }

  @Test
  void invalid_refusal_namesTheField() {
    Refusal refusal = Json.invalid("limit", "has to be 1");

    assertThat(refusal).hasMessage("`limit` has to be 1.");
    assertThat(refusal.fields()).containsEntry("field", "limit");
  }

  private static ObjectNode object(String json) {
    return Json.parseObject(json.getBytes(UTF_8), Reason.MALFORMED);
  }

  private static void assertRefused(Reason reason, ThrowingCallable parsing) {
    assertThatThrownBy(parsing)
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.reason()).isEqualTo(reason));
  }
}
