package wabahub.graph;

import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// A number as Meta's Graph API gives it.
final class PhoneJson {
  /// What is asked for.
  static final String FIELDS =
      "id,display_phone_number,verified_name,quality_rating,code_verification_status,name_status,"
          + "status,platform_type,is_on_biz_app,last_onboarded_time,health_status";

  private static final int MAX_PROBLEMS = 20;

  /// Meta writes "2026-11-22T10:15:30+0000"; a colon in the offset, or Z, would do as well.
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .parseLenient()
          .appendOffset("+HH", "Z")
          .toFormatter(Locale.ROOT);

  private PhoneJson() {}

  /// @throws GraphException when it has no id
  static Phone of(JsonNode json) {
    if (!Promise.ID.isKeptBy(json)) {
      throw new GraphException(Reading.incomplete());
    }
    JsonNode health = json.path("health_status");
    return new Phone(
        text(json, "id"),
        digits(text(json, "display_phone_number")),
        text(json, "verified_name"),
        text(json, "quality_rating"),
        text(json, "code_verification_status"),
        text(json, "name_status"),
        text(json, "status"),
        text(json, "platform_type"),
        json.path("is_on_biz_app").asBoolean(false),
        seconds(json.path("last_onboarded_time")),
        text(health, "can_send_message"),
        problems(health));
  }

  static String digits(String text) {
    return text.replaceAll("[^0-9]", "");
  }

  private static List<String> problems(JsonNode health) {
    return health
        .path("entities")
        .valueStream()
        .flatMap(entity -> Stream.concat(errors(entity), information(entity)))
        .filter(text -> !text.isBlank())
        .distinct()
        .limit(MAX_PROBLEMS)
        .toList();
  }

  private static Stream<String> errors(JsonNode entity) {
    return entity
        .path("errors")
        .valueStream()
        .map(error ->
            Words.fit(
                (text(error, "error_description") + " " + text(error, "possible_solution")).strip(),
                List.of()));
  }

  private static Stream<String> information(JsonNode entity) {
    return entity
        .path("additional_info")
        .valueStream()
        .map(info -> Words.fit(info.asString(""), List.of()));
  }

  private static @Nullable Long seconds(JsonNode time) {
    if (time.isIntegralNumber()) {
      return time.asLong(0);
    }
    try {
      String text = time.asString("");
      return text.isEmpty() ? null : OffsetDateTime.parse(text, TIME).toEpochSecond();
    } catch (DateTimeException e) {
      return null;
    }
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).asString("");
  }
}
