package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.TestHub.Account;
import wabahub.http.Json;

/// Meta's webhooks as others have recorded them (src/test/resources/samples).
final class SamplesTest {
  private static final String ONE = "10634295353625";
  private static final String TWO = "1111111111111111";
  private static final String THREE = "106540352242922";

  /// Number, month, marketing, service, incoming.
  private static final List<String> MONTHS =
      List.of(ONE + " 202205 0 0 1", THREE + " 202506 1 0 1", TWO + " 202311 0 0 1");

  /// Number, day, kind (1 charged, 3 session; 2, not charged, is left out), category, units.
  private static final List<String> DAYS =
      List.of(
          ONE + " 20220522 3  1",
          THREE + " 20250608 3  1",
          THREE + " 20250615 1 marketing 1",
          TWO + " 20231128 3  1");

  /// The status without a time, the two of a number that is blotted out, and the five account
  /// events of a WABA that is.
  private static final List<String> SET_ASIDE =
      List.of(
          "phone_number_id",
          "phone_number_id",
          "timestamp",
          "waba_id",
          "waba_id",
          "waba_id",
          "waba_id",
          "waba_id");

  /// Samples that count nothing by themselves, and those with figures of their own; every other
  /// message opens the session of [#ONE].
  private static final Map<String, List<String>> ALONE =
      Map.ofEntries(
          Map.entry("incoming-message-contacts", List.of(TWO + " 202311 0 0 1")),
          Map.entry("incoming-message-unsupported", List.of(TWO + " 202312 0 0 1")),
          Map.entry("incoming-message-contacts-request-bsuid", List.of(THREE + " 202506 0 0 1")),
          Map.entry("incoming-message-status-bsuid", List.of(THREE + " 202506 1 0 0")),
          Map.entry("incoming-message-status-group-bsuid", List.of()),
          Map.entry("incoming-message-status-ui", List.of()),
          Map.entry("incoming-message-status-errors", List.of()),
          Map.entry("incoming-message-contacts2", List.of()),
          Map.entry("incoming-message-text-bsuid", List.of()),
          Map.entry("incoming-message-system", List.of()),
          Map.entry("incoming-message-system-bsuid", List.of()));

  private static final Map<String, List<String>> SET_ASIDE_ALONE =
      Map.of(
          "accountReviewUpdate", List.of("waba_id"),
          "accountUpdate-banned", List.of("waba_id"),
          "accountUpdate-verified", List.of("waba_id"),
          "phoneNumberNameUpdate", List.of("waba_id"),
          "phoneNumberQualityUpdate", List.of("waba_id"),
          "incoming-message-status-ui", List.of("timestamp"),
          "incoming-message-status-errors", List.of("phone_number_id"),
          "incoming-message-contacts2", List.of("phone_number_id"));

  static List<String> samples() {
    try (Stream<Path> files = Files.list(Path.of("src/test/resources/samples"))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".json"))
          .map(name -> name.substring("webhook-".length(), name.length() - ".json".length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("samples")
  void sample_alone_isCounted(String name) {
    try (TestHub hub = hub(Database.SQLITE)) {
      post(hub, read(name));
      List<String> other =
          name.startsWith("incoming-message-") ? List.of(ONE + " 202205 0 0 1") : List.of();
      assertThat(months(hub)).isEqualTo(ALONE.getOrDefault(name, other));
      assertThat(setAside(hub)).isEqualTo(SET_ASIDE_ALONE.getOrDefault(name, List.of()));
    }
  }

  @ParameterizedTest
  @EnumSource
  void samples_inOneBodyThenOneByOneThenReversed_areCountedOnce(Database database) {
    try (TestHub hub = hub(database)) {
      ObjectNode all = Json.object().put("object", "whatsapp_business_account");
      ArrayNode entries = all.putArray("entry");
      for (String name : samples()) {
        Json.parseTolerantly(read(name)).orElseThrow().get("entry").forEach(entries::add);
      }
      post(hub, Json.bytes(all));
      assertThatAllAreCounted(hub);
      samples().forEach(name -> post(hub, read(name)));
      assertThatAllAreCounted(hub);
      samples().reversed().forEach(name -> post(hub, read(name)));
      assertThatAllAreCounted(hub);
    }
  }

  @ParameterizedTest
  @EnumSource
  void samples_inReverseOrder_areCountedTheSame(Database database) {
    try (TestHub hub = hub(database)) {
      samples().reversed().forEach(name -> post(hub, read(name)));
      assertThatAllAreCounted(hub);
    }
  }

  private static TestHub hub(Database database) {
    TestHub hub = new TestHub(database);
    Account account = hub.partner("One", "UTC");
    List<Object> numbers = new ArrayList<>();
    for (String phone : List.of(ONE, TWO, THREE)) {
      numbers.add(TestHub.takeover("97250100000" + numbers.size(), phone));
    }
    assertThat(hub.take(account, numbers).status()).isEqualTo(201);
    return hub;
  }

  private static byte[] read(String name) {
    try {
      return Files.readAllBytes(Path.of("src/test/resources/samples", "webhook-" + name + ".json"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void post(TestHub hub, byte[] body) {
    assertThat(hub.webhook(body).status()).isEqualTo(200);
    hub.settle();
  }

  private static void assertThatAllAreCounted(TestHub hub) {
    assertThat(months(hub)).isEqualTo(MONTHS);
    assertThat(days(hub)).isEqualTo(DAYS);
    assertThat(setAside(hub)).isEqualTo(SET_ASIDE);
  }

  private static List<String> months(TestHub hub) {
    return hub.rows(
        """
        SELECT r.phone_number_id, u.month, u.marketing, u.service, u.incoming
        FROM usage_month u JOIN registration r ON r.number_id = u.number_id
        WHERE u.marketing <> 0 OR u.service <> 0 OR u.incoming <> 0
        ORDER BY 1, 2
        """);
  }

  private static List<String> days(TestHub hub) {
    return hub.rows(
        """
        SELECT r.phone_number_id, u.day, u.kind, u.name, u.units
        FROM usage_day u JOIN registration r ON r.number_id = u.number_id
        WHERE u.units <> 0 AND u.kind <> 2
        ORDER BY 1, 2
        """);
  }

  private static List<String> setAside(TestHub hub) {
    assertThat(hub.rows("SELECT phone_number_id FROM held")).isEmpty();
    return hub.rows("SELECT reason FROM set_aside ORDER BY reason");
  }
}
