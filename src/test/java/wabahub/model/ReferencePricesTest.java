package wabahub.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Rules 7 to 9 of the reference model, by hand. Prices are told apart by their category.
class ReferencePricesTest {
  private static final String T0 = "2026-10-01T10:00:00Z";
  private static final String T1 = "2026-10-01T10:00:01Z";

  private final Story story = new Story();

  private Story regular(String status, String at, String category) {
    return story.status(
        "u1", status, at, "{'pricing':{'type':'regular','category':'" + category + "'}}");
  }

  private String day() {
    return story.days().getFirst().substring("n1 2026-10-01 ".length());
  }

  // Rule 7

  @ParameterizedTest
  @CsvSource({"delivered,read", "read,played", "played,sent", "delivered,sent"})
  void pricing_ofTheEarlierState_winsWhateverItsTimestamp(String first, String second) {
    regular(second, T0, "authentication");
    regular(first, T1, "utility");
    story.status("u1", "read", "2026-10-01T11:00:00Z", "{}");
    assertThat(day()).isEqualTo("{utility=1} {} 0");
  }

  @Test
  void pricing_ofOneState_winsByTheSmallestTimestamp() {
    regular("delivered", T1, "authentication");
    regular("delivered", T0, "utility");
    assertThat(day()).isEqualTo("{utility=1} {} 0");
  }

  @Test
  void pricing_ofOneInstant_winsWhenCharged() {
    regular("delivered", T0, "utility");
    story.status("u1", "delivered", T0, "{'pricing':{'type':'free_entry_point','category':'a'}}");
    assertThat(day()).isEqualTo("{utility=1} {} 0");
  }

  @Test
  void pricing_bothCharged_winsByTheFoldedCategory() {
    regular("delivered", T0, "Marketing");
    regular("delivered", T0, "authentication");
    assertThat(day()).isEqualTo("{authentication=1} {} 0");
  }

  @Test
  void pricing_withoutCategory_comesBeforeAny() {
    regular("delivered", T0, "authentication");
    story.status("u1", "delivered", T0, "{'pricing':{'type':'regular'}}");
    assertThat(day()).isEqualTo("{none=1} {} 0");
  }

  @Test
  void pricing_ofOneCategory_winsBySubtypeThenType() {
    String free = "{'pricing':{'type':'%s','category':'utility','subtype':'%s'}}";
    story.status("u1", "delivered", T0, free.formatted("free_a", "y"));
    story.status("u1", "delivered", T0, free.formatted("free_z", "x"));
    story.status("u1", "delivered", T0, free.formatted("free_b", "x"));
    assertThat(day()).isEqualTo("{} {free_b=1} 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"failed", "warning", "Delivered"})
  void pricing_ofAnotherState_isNotLookedAt(String status) {
    regular(status, T0, "utility");
    story.status("u1", "delivered", T0, "{}");
    assertThat(day()).isEqualTo("{} {unpriced=1} 0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "'regular'", "[]", "true"})
  void pricing_thatIsNoObject_isNone(String pricing) {
    regular("sent", T0, "utility");
    story.status("u1", "delivered", T0, "{'pricing':" + pricing + "}");
    assertThat(day()).isEqualTo("{utility=1} {} 0");
  }

  @Test
  void pricing_lent_comesAfterOwnOfAnyState() {
    String member = "'recipient_type':'group','recipient_participant_id':'1'";
    story.status("u1", "delivered", T0, "{" + member + "}");
    story.status("u1", "sent", T1, "{" + member + ",'pricing':{'type':'regular','category':'b'}}");
    story.status(
        "u1",
        "delivered",
        T0,
        "{'recipient_type':'group','pricing':{'type':'regular','category':'a'}}");
    assertThat(day()).isEqualTo("{b=1} {} 0");
  }

  // Rule 8

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'type':'regular'",
        "'type':'regular','billable':false",
        "'type':'regular','billable':true,'pricing_model':'PMP'",
        "'type':'regular','pricing_model':'of_2030'",
        "'type':'regular','pricing_model':7",
        "'type':'regular','subtype':'paid_exempt'",
        "'billable':true",
        "'type':null,'billable':true",
        "'type':'','billable':true",
      })
  void unit_charged(String pricing) {
    story.status("u1", "read", T0, "{'pricing':{'category':'utility'," + pricing + "}}");
    assertThat(day()).isEqualTo("{utility=1} {} 0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "'type':'free_customer_service','billable':true | free_customer_service",
        "'type':'free_entry_point' | free_entry_point",
        "'type':'Regular','billable':true | Regular",
        "'type':'volume','billable':true | volume",
        "'type':7,'billable':true | 7",
        "'type':['regular'],'billable':true | [\"regular\"]",
        "'type':'regular','billable':true,'pricing_model':'CBP' | regular",
        "'billable':true,'pricing_model':'CBP' | untyped",
        "'billable':false | untyped",
        "'type':'' | untyped",
        "'type':null,'billable':'true' | untyped",
        "'billable':1 | untyped",
      })
  void unit_notCharged_countsByType(String pricing, String type) {
    story.status("u1", "read", T0, "{'pricing':{'category':'utility'," + pricing + "}}");
    assertThat(day()).isEqualTo("{} {" + type + "=1} 0");
  }

  @Test
  void unit_withoutPricing_isUnpriced() {
    story.status("u1", "read", T0, "{}");
    assertThat(day()).isEqualTo("{} {unpriced=1} 0");
  }

  @Test
  void type_longerThan64Characters_isCut() {
    String type = "a".repeat(64);
    story.status("u1", "read", T0, "{'pricing':{'type':'" + type + "bc'}}");
    assertThat(day()).isEqualTo("{} {" + type + "=1} 0");
  }

  // Rule 9 and the kinds

  @ParameterizedTest
  @CsvSource({
    "marketing,marketing",
    "MARKETING-lite,marketing_lite",
    "marketing_lite_dynamic,marketing_lite_dynamic",
    "group_marketing,group_marketing",
    "Group-Marketing-Lite,group_marketing_lite"
  })
  void category_ofMarketing_isFoldedAndMarketing(String category, String folded) {
    regular("delivered", T0, category);
    assertThat(day()).isEqualTo("{" + folded + "=1} {} 0");
    assertThat(story.months()).containsExactly("n1 2026-10 1+0+0");
  }

  @ParameterizedTest
  @CsvSource({
    "utility,utility",
    "authentication-international,authentication_international",
    "authentication_international,authentication_international",
    "SERVICE,service",
    "general_purpose_ai,general_purpose_ai",
    "group_utility,group_utility",
    "marketing_of_2030,marketing_of_2030"
  })
  void category_ofAnyOther_isFoldedAndService(String category, String folded) {
    regular("delivered", T0, category);
    assertThat(day()).isEqualTo("{" + folded + "=1} {} 0");
    assertThat(story.months()).containsExactly("n1 2026-10 0+1+0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "null", "5", "{}"})
  void category_thatIsNone_isService(String category) {
    story.status("u1", "read", T0, "{'pricing':{'type':'regular','category':" + category + "}}");
    assertThat(day()).isEqualTo("{none=1} {} 0");
    assertThat(story.months()).containsExactly("n1 2026-10 0+1+0");
  }
}
