package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.Doors.Door;
import wabahub.TestHub.Reply;
import wabahub.http.Json;
import wabahub.http.Reason;

/// Every field of every body with values of the wrong type, form or size: the answer names it.
final class BadFieldsTest {
  private static final String MISSING = "";
  private static final List<String> NEITHER_TEXT_NOR_NUMBER =
      List.of("true", "{}", "[]", "[\"1\"]", "1.5", "1e3");

  @AutoClose private static final Doors DOORS = new Doors();

  /// Fields of a door: those of a good body, and for each field values that are wrong.
  private record Form(String door, Map<String, Object> good, Map<String, List<String>> wrong) {
    Stream<Arguments> cases() {
      return wrong.entrySet().stream()
          .flatMap(field ->
              field.getValue().stream()
                  .map(value -> Arguments.of(door, good, field.getKey(), value)));
    }
  }

  private static List<String> text(String... wrong) {
    List<String> values = new ArrayList<>(NEITHER_TEXT_NOR_NUMBER);
    values.add("\"a\\u0000b\"");
    values.addAll(List.of(wrong));
    return values;
  }

  private static List<String> number(String... wrong) {
    List<String> values = text("\"\"", "\"x\"", "\"1.0\"", "\" 1\"", "-1", "9".repeat(40));
    values.addAll(List.of(wrong));
    return values;
  }

  private static List<String> flag() {
    return List.of("2", "-1", "1.0", "\"\"", "\"yes\"", "\"true\"", "{}", "[]");
  }

  private static String chars(int count) {
    return "\"" + "x".repeat(count) + "\"";
  }

  private static final List<String> PARTNER_NAME = text("\"\"", "\" \"", chars(201));
  private static final List<String> ZONE = text("\"\"", "1", "\"Jerusalem\"", "\"+02:00\"");
  private static final List<String> DIGITS =
      text("\"\"", "\"x\"", "-1", "\"1 2\"", "\"" + "1".repeat(33) + "\"");
  private static final List<String> NAME = text(chars(257), "\"a\\nb\"", "\"a\\u007fb\"");
  private static final List<String> TOKEN = text("\"\"", "\"a b\"", "\"é\"", chars(2_049));
  private static final Map<String, Object> ONLINE =
      Map.of("account", 1, "inbox", 2, "server", "online");

  private static List<String> andMissing(List<String> values) {
    return Stream.concat(Stream.of(MISSING, "null"), values.stream()).toList();
  }

  static Stream<Arguments> fields() {
    return Stream.of(
            new Form(
                "POST /admin/partners",
                Map.of("name", "One"),
                Map.of("name", andMissing(PARTNER_NAME), "time_zone", ZONE)),
            new Form(
                "PATCH /admin/partners/{id}",
                Map.of(),
                Map.of(
                    "name",
                    PARTNER_NAME,
                    "time_zone",
                    ZONE,
                    "suspended",
                    flag(),
                    "api_keys",
                    text("\"\"", "\"open\"", "\"CLEAR\"", "1"))),
            new Form(
                "PATCH /admin/numbers/{whatsapp}",
                Map.of(),
                Map.of(
                    "display_name", NAME,
                    "business_name", NAME,
                    "waba_id", DIGITS,
                    "phone_number_id", DIGITS,
                    "access_token", TOKEN,
                    "coexistence", flag())),
            new Form(
                "POST /admin/numbers/{whatsapp}/key",
                Map.of(),
                Map.of("grace_hours", number("8761"))),
            new Form(
                "POST /api/v1/numbers/{whatsapp}/key",
                Map.of(),
                Map.of("grace_hours", number("8761"))),
            new Form(
                "PUT /admin/numbers/{whatsapp}/online",
                ONLINE,
                Map.of(
                    "account", andMissing(number("0", "2147483648")),
                    "inbox", andMissing(number("0", "2147483648")),
                    "server", andMissing(text("\"\"", "\"a/b\"", "\"a b\"", chars(101))))),
            new Form(
                "POST /onboard/{token}/sign-in",
                Map.of(),
                Map.of("code", text("\"a b\"", "\"é\"", chars(2_049)))),
            new Form(
                "POST /admin/recount",
                Map.of(),
                Map.of("partner", number("0"), "month", text("\"\"", "\"2026\"", "\"2026-13\""))))
        .flatMap(Form::cases);
  }

  @ParameterizedTest
  @MethodSource("fields")
  void field_wrong_isNamed(String door, Map<String, Object> good, String field, String value) {
    Reply reply = DOORS.knock(Doors.door(door), Json.bytes(body(good, field, value)));
    expectNamed(reply, reply.json(), field);
  }

  private static ObjectNode body(Map<String, Object> good, String field, String value) {
    ObjectNode body = Json.parseObject(Json.bytes(good), Reason.INTERNAL);
    body.remove(field);
    if (!value.equals(MISSING)) {
      body.set(field, Json.parse(value.getBytes(StandardCharsets.UTF_8), Reason.INTERNAL));
    }
    return body;
  }

  private static void expectNamed(Reply reply, JsonNode naming, String field) {
    assertThat(reply.status()).isEqualTo(400);
    assertThat(reply.json().get("type").stringValue()).isEqualTo("urn:wabahub:reason:invalid");
    assertThat(naming.get("field").stringValue()).isEqualTo(field);
    assertThat(naming.get("detail").stringValue()).startsWith("`" + field + "` ").endsWith(".");
  }

  static Stream<Arguments> fieldsOfANumber() {
    Map<String, List<String>> wrong =
        Map.of(
            "whatsapp", andMissing(text("\"\"", "1")),
            "phone_number_id", andMissing(DIGITS),
            "waba_id", andMissing(DIGITS),
            "display_name", NAME,
            "business_name", NAME,
            "access_token", TOKEN,
            "coexistence", flag(),
            "create_time", number("4102444801"),
            "online", List.of("true", "1", "\"\"", "[]"));
    return new Form("", Map.of(), wrong).cases();
  }

  @ParameterizedTest
  @MethodSource("fieldsOfANumber")
  void fieldOfANumber_wrong_isNamed(
      String none, Map<String, Object> nothing, String field, String value) {
    Door take = Doors.door("POST /admin/partners/{id}/numbers numbers");
    Reply reply = DOORS.knock(take, Json.bytes(body(TestHub.takeover(), field, value)));
    expectNamed(reply, reply.json().get("errors").get(0), field);
  }
}
