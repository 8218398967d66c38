package wabahub.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wabahub.metering.Element.Kind;
import wabahub.secrets.MasterKey;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Settings;
import wabahub.storage.Storage;

/// What becomes of one element, whatever it says.
final class ReaderTest {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(JsonReadFeature.ALLOW_SINGLE_QUOTES).build();
  private static final String PHONE = "'310020030040050'";
  private static final long NOW = 1_790_000_000;
  private static final int NAME = 64;

  @TempDir private Path folder;
  private final PrometheusRegistry registry = new PrometheusRegistry();
  private Storage storage;
  private Reader reader;

  @BeforeEach
  void open() {
    storage = Storage.open(new Settings(folder, ""), "hub");
    MasterKey key = new MasterKey(new Secret("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU="));
    reader = new Reader(Secrets.open(storage, key), new Countries(), new MeteringMetrics(registry));
  }

  @AfterEach
  void close() {
    storage.close();
  }

  private Verdict read(Kind kind, @Nullable String phone, String content) {
    JsonNode number = phone == null ? null : JSON.readTree(phone);
    return reader.read(new Element(kind, number, null, JSON.readTree(content)), NOW);
  }

  private Verdict status(String more) {
    String head = "{'id':'wamid.a','timestamp':'%d'".formatted(NOW);
    return read(Kind.STATUS, PHONE, head + (more.isEmpty() ? "" : "," + more) + "}");
  }

  private UnitFact fact(String more) {
    return ((StatusEvent) ((Verdict.Counted) status(more)).event()).fact();
  }

  private Pricing pricing(String pricing) {
    return fact("'status':'delivered','pricing':{%s}".formatted(pricing)).pricing();
  }

  private double surprises(String what) {
    return registry.scrape(name -> name.equals("wabahub_metering_surprises")).stream()
        .flatMap(it -> ((CounterSnapshot) it).getDataPoints().stream())
        .filter(it -> it.getLabels().get("what").equals(what))
        .mapToDouble(CounterSnapshot.CounterDataPointSnapshot::getValue)
        .sum();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "not_an_object | '310020030040050' | 'text'",
        "phone_number_id | | {'id':'a','timestamp':'1790000000'}",
        "phone_number_id | '' | {'id':'a','timestamp':'1790000000'}",
        "phone_number_id | '1234567890123456789012345678901234' | {'id':'a','timestamp':'1790000000'}",
        "id | '310020030040050' | {'timestamp':'1790000000'}",
        "id | '310020030040050' | {'id':'','timestamp':'1790000000'}",
        "timestamp | '310020030040050' | {'id':'a'}",
        "timestamp | '310020030040050' | {'id':'a','timestamp':'1420070399'}",
        "timestamp | '310020030040050' | {'id':'a','timestamp':'1790000000000'}",
        "no_customer | '310020030040050' | {'id':'a','timestamp':'1790000000'}",
      })
  void message_thatCannotBeRead_saysWhy(String reason, @Nullable String phone, String content) {
    assertThat(read(Kind.MESSAGE, phone, content)).isEqualTo(new Verdict.Wrong(reason));
  }

  @Test
  void phoneNumberId_of32Digits_isTheLongest() {
    String message = "{'id':'a','timestamp':'%d','from':'447700900177'}".formatted(NOW);
    assertThat(read(Kind.MESSAGE, "'" + "1".repeat(32) + "'", message))
        .isInstanceOf(Verdict.Counted.class);
    assertThat(read(Kind.MESSAGE, "'" + "1".repeat(33) + "'", message))
        .isEqualTo(new Verdict.Wrong("phone_number_id"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"'type':'system'", "'type':'edit'", "'type':'revoke'", "'group_id':'1'"})
  void message_thatIsNoCustomers_isIgnoredWhateverElseItLacks(String what) {
    assertThat(read(Kind.MESSAGE, null, "{" + what + "}")).isEqualTo(new Verdict.Ignored());
  }

  @Test
  void instant_farAhead_isDueADayBefore() {
    String text = "{'id':'a','timestamp':'%d','from':'447700900177'}";
    assertThat(read(Kind.MESSAGE, PHONE, text.formatted(NOW + 86_401)))
        .isEqualTo(new Verdict.Early(NOW + 1));
    assertThat(read(Kind.MESSAGE, PHONE, text.formatted(NOW + 86_400)))
        .isInstanceOf(Verdict.Counted.class);
  }

  @Test
  void status_thatSaysNothing_isWrongOrIgnored() {
    assertThat(status("")).isEqualTo(new Verdict.Wrong("status"));
    assertThat(status("'status':'failed','pricing':{}")).isEqualTo(new Verdict.Ignored());
    assertThat(status("'status':'sent'")).isEqualTo(new Verdict.Ignored());
    assertThat(surprises("unknown_status")).isZero();
    assertThat(status("'status':'deleted'")).isEqualTo(new Verdict.Ignored());
    assertThat(surprises("unknown_status")).isEqualTo(1);
  }

  @Test
  void country_isOfTheRecipientOrOfTheParticipant() {
    assertThat(fact("'status':'read','recipient_user_id':'GB.1'").country()).isEqualTo("GB");
    String group = "'status':'read','recipient_type':'group','recipient_user_id':'GB.1',";
    assertThat(fact(group + "'recipient_participant_user_id':'DE.1'").country()).isEqualTo("DE");
    assertThat(fact("'status':'read','recipient_type':'group'," + "'pricing':{}").country())
        .isEmpty();
  }

  @Test
  void pricing_thatIsNotKnown_isCountedAsASurprise() {
    pricing("'type':'regular'");
    pricing("'type':'free_entry_point'");
    pricing("'billable':true");
    assertThat(surprises("unknown_pricing_type")).isZero();
    assertThat(surprises("unexpected_pricing_model")).isZero();
    pricing("'type':'of_2030','pricing_model':'CBP'");
    assertThat(surprises("unknown_pricing_type")).isEqualTo(1);
    assertThat(surprises("unexpected_pricing_model")).isEqualTo(1);
  }

  @Test
  void texts_areCut() {
    String longest = "a".repeat(NAME);
    assertThat(pricing("'category':'" + longest + "'").category()).isEqualTo(longest);
    assertThat(pricing("'category':'" + longest + "b'").category()).isEqualTo(longest);
    assertThat(pricing("'category':'" + "\u00e9".repeat(NAME) + "'").category()).hasSize(NAME);
    // Half a character is none.
    String odd = "a" + "\ud83d\ude00".repeat(NAME);
    assertThat(pricing("'category':'" + odd + "'").category()).hasSize(NAME - 1);
    assertThat(pricing("'category':'a ~'").category()).isEqualTo("a ~");
  }

  /// A text that the rules know stays what it is only without them.
  @ParameterizedTest
  @ValueSource(strings = {"\\u0000", "\\u001f", "\\u007f", "\\u0085", "\\ud83d", "\\ude00"})
  void charactersThatNoDatabaseKeeps_areReplaced(String character) {
    assertThat(pricing("'category':'a" + character + "b'").category()).isEqualTo("a\ufffdb");
    String regular = "'billable':true,'type':'regular%s'".formatted(character);
    assertThat(pricing(regular).charged()).isFalse();
    assertThat(surprises("unknown_pricing_type")).isOne();
    assertThat(pricing("'billable':true,'type':'" + character + "'").charged()).isFalse();
    String old = "'billable':true,'type':'regular','pricing_model':'CBP%s'".formatted(character);
    assertThat(pricing(old).charged()).isTrue();
  }
}
