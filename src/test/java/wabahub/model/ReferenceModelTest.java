package wabahub.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.model.World.Kind;

/// Rules 1 to 6 in worlds small enough to be counted by hand; prices and calendar have tests of
/// their own.
class ReferenceModelTest {
  private static final String UTILITY = "'pricing':{'type':'regular','category':'utility'}";
  private static final String GROUP = "'recipient_type':'group'";

  private final Story story = new Story();

  @Test
  void world_empty_listsItsNumbersWithNothing() {
    assertThat(story.figures().numbers().keySet()).containsExactly("n1");
    assertThat(story.figures().lines()).isEmpty();
  }

  @Test
  void kinds_ofAMonth_areSumsOfItsDays() {
    story
        .status(
            "u1",
            "delivered",
            "2026-10-01T08:00:00Z",
            "{'pricing':{'type':'regular','category':'marketing'}}")
        .unit("u2", "2026-10-01T09:00:00Z")
        .unit("u3", "2026-10-02T09:00:00Z")
        .status(
            "u4",
            "delivered",
            "2026-10-02T09:00:00Z",
            "{'pricing':{'type':'free_customer_service'}}")
        .status("u5", "delivered", "2026-10-02T10:00:00Z", "{}")
        .message("m1", "2026-10-02T11:00:00Z", "{}");
    assertThat(story.months()).containsExactly("n1 2026-10 1+2+1");
    assertThat(story.days())
        .containsExactly(
            "n1 2026-10-01 {marketing=1, utility=1} {} 0",
            "n1 2026-10-02 {utility=1} {free_customer_service=1, unpriced=1} 1");
    assertThat(story.charges())
        .containsExactly(
            "n1 u1 2026-10-01T08:00:00Z marketing regular",
            "n1 u2 2026-10-01T09:00:00Z utility regular",
            "n1 u3 2026-10-02T09:00:00Z utility regular");
    assertThat(story.sessions()).containsExactly("n1 2026-10-02T11:00:00Z");
  }

  // Rule 1

  @Test
  void phoneNumberId_asNumber_isTheSame() {
    String status = "{'id':'u1','status':'read','timestamp':1790000000," + UTILITY + "}";
    story.tell(Kind.STATUS, Story.PHONE, null, status);
    assertThat(story.charges()).containsExactly("n1 u1 2026-09-21T14:13:20Z utility regular");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"null", "''", "'REDACTED'", "' 310020030040050'", "310020030040050.0", "true"})
  void phoneNumberId_malformed_countsNothing(String phone) {
    String status = "{'id':'u1','status':'read','timestamp':1790000000," + UTILITY + "}";
    story.tell(Kind.STATUS, phone, null, status).tell(Kind.STATUS, null, null, status);
    assertThat(story.figures().lines()).isEmpty();
  }

  // Rule 2

  @ParameterizedTest
  @ValueSource(strings = {"'type':'system'", "'type':'edit'", "'type':'revoke'", "'group_id':'g'"})
  void message_filtered_neitherCountsNorTakesTheKey(String field) {
    story
        .message("m1", "2026-10-01T10:00:00Z", "{" + field + "}")
        .message("m1", "2026-10-03T10:00:00Z", "{}");
    assertThat(story.sessions()).containsExactly("n1 2026-10-03T10:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"'type':'unsupported'", "'type':'of_2030'", "'type':null", "'type':7"})
  void message_ofUnknownType_counts(String field) {
    story.message("m1", "2026-10-01T10:00:00Z", "{" + field + "}");
    assertThat(story.sessions()).containsExactly("n1 2026-10-01T10:00:00Z");
  }

  @Test
  void message_toldTwice_countsAtTheSmallestTimestamp() {
    story
        .message("m1", "2026-10-03T10:00:00Z", "{}")
        .message("m1", "2026-10-01T10:00:00Z", "{}")
        .message("m1", "2026-10-05T10:00:00Z", "{}");
    assertThat(story.sessions()).containsExactly("n1 2026-10-01T10:00:00Z");
  }

  @Test
  void message_ofTwoNumbersWithOneId_isTwo() {
    story
        .number(Story.PHONE, "n1", "p", "2020-01-01T00:00:00Z", null)
        .number("77", "n2", "p", "2020-01-01T00:00:00Z", null)
        .message("m1", "2026-10-01T10:00:00Z", "{}")
        .message("m1", "2026-10-01T10:00:00Z", "{}")
        .to("77");
    assertThat(story.sessions())
        .containsExactly("n1 2026-10-01T10:00:00Z", "n2 2026-10-01T10:00:00Z");
  }

  // Rule 3: who is whom shows in the number of sessions.

  @Test
  void customer_withUserId_isNotTheOneWithTheSamePhone() {
    story
        .message("m1", "2026-10-01T10:00:00Z", "{'from_user_id':'GB.1'}")
        .message("m2", "2026-10-01T10:00:01Z", "{'from_user_id':'GB.2'}")
        .message("m3", "2026-10-01T10:00:02Z", "{'from':'15550100777','from_user_id':'GB.1'}");
    assertThat(story.sessions())
        .containsExactly("n1 2026-10-01T10:00:00Z", "n1 2026-10-01T10:00:01Z");
  }

  @Test
  void customer_ofAnyCopyWithUserId_isThatUser() {
    story
        .message("m1", "2026-10-01T10:00:00Z", "{}")
        .message("m1", "2026-10-01T10:00:05Z", "{'from_user_id':'GB.1'}")
        .message("m2", "2026-10-01T10:00:07Z", "{'from_user_id':'GB.1'}");
    assertThat(story.sessions()).containsExactly("n1 2026-10-01T10:00:00Z");
  }

  @Test
  void customer_ofTheOnlyContact_isUserIdBeforeWaId() {
    story
        .message("m1", "2026-10-01T10:00:00Z", "{}", "[{'user_id':'GB.1','wa_id':'1'}]")
        .message("m2", "2026-10-01T10:00:01Z", "{}", "[{'user_id':'GB.1','wa_id':'2'}]")
        .message("m3", "2026-10-01T10:00:02Z", "{}", "[{'user_id':'','wa_id':'1'}]");
    assertThat(story.sessions())
        .containsExactly("n1 2026-10-01T10:00:00Z", "n1 2026-10-01T10:00:02Z");
  }

  @Test
  void customer_whoseFromIsANumber_isTheOneWithThoseDigits() {
    story
        .message("m1", "2026-10-01T10:00:00Z", "{'from':447700900204}")
        .message("m2", "2026-10-01T10:00:01Z", "{'from':'447700900204'}");
    assertThat(story.sessions()).containsExactly("n1 2026-10-01T10:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "[{'wa_id':'1'},{'wa_id':'1'}]", "{'wa_id':'1'}", "['1']", "[{}]"})
  void message_ofNobody_hasNoEffect(String contacts) {
    story
        .message("m1", "2026-10-01T10:00:00Z", "{}", contacts)
        .message("m2", "2026-10-01T10:00:00Z", "{}", contacts)
        .message("m2", "2026-10-03T10:00:00Z", "{}");
    assertThat(story.sessions()).containsExactly("n1 2026-10-03T10:00:00Z");
  }

  @Test
  void customer_ofCopiesThatDisagree_isChosenByTheGivenOrder() {
    story
        .message("m1", "2026-10-01T10:00:00Z", "{'from':'1'}")
        .message("m1", "2026-10-01T10:00:00Z", "{'from':'2'}")
        .message("m2", "2026-10-01T10:00:01Z", "{'from':'1'}");
    World world = story.world();
    assertThat(openings(new ReferenceModel(Comparator.naturalOrder()), world)).hasSize(1);
    assertThat(openings(new ReferenceModel(Comparator.reverseOrder()), world)).hasSize(2);
  }

  private static List<Long> openings(ReferenceModel model, World world) {
    return model.figures(world).numbers().get("n1").openings();
  }

  // Rule 4

  @Test
  void session_isNotProlonged_andExcludesItsEnd() {
    story
        .message("m1", "2026-10-01T10:00:00Z", "{}")
        .message("m2", "2026-10-02T09:59:59Z", "{}")
        .message("m3", "2026-10-02T10:00:00Z", "{}")
        .message("m4", "2026-10-03T10:00:00Z", "{}");
    assertThat(story.sessions())
        .containsExactly(
            "n1 2026-10-01T10:00:00Z", "n1 2026-10-02T10:00:00Z", "n1 2026-10-03T10:00:00Z");
  }

  @Test
  void session_ofAnOlderMessage_movesLaterOnes() {
    story
        .message("m2", "2026-10-02T09:00:00Z", "{}")
        .message("m3", "2026-10-03T10:00:00Z", "{}")
        .message("m1", "2026-10-01T10:00:00Z", "{}");
    assertThat(story.sessions())
        .containsExactly("n1 2026-10-01T10:00:00Z", "n1 2026-10-03T10:00:00Z");
  }

  // Rule 5

  @Test
  void unit_ofOneMessage_isCountedOnce() {
    story.unit("u1", "2026-10-01T10:00:00Z").unit("u1", "2026-10-01T10:00:00Z");
    assertThat(story.charges()).containsExactly("n1 u1 2026-10-01T10:00:00Z utility regular");
  }

  @Test
  void unit_inAGroup_isOneAParticipant() {
    story
        .status("u1", "read", "2026-10-01T10:00:00Z", group("'recipient_participant_id':'1'"))
        .status("u1", "read", "2026-10-01T10:00:01Z", group("'recipient_participant_id':'2'"))
        .status(
            "u1",
            "delivered",
            "2026-10-01T10:00:02Z",
            group("'recipient_participant_user_id':'GB.1','recipient_participant_id':'1'"))
        .status(
            "u1",
            "delivered",
            "2026-10-01T10:00:03Z",
            group("'recipient_participant_user_id':'GB.1','recipient_participant_id':'2'"));
    assertThat(story.charges())
        .containsExactly(
            "n1 u1 2026-10-01T10:00:00Z utility regular",
            "n1 u1 2026-10-01T10:00:01Z utility regular",
            "n1 u1 2026-10-01T10:00:02Z utility regular");
  }

  private static String group(String participant) {
    return "{" + GROUP + "," + participant + "," + UTILITY + "}";
  }

  @Test
  void groupStatus_withoutParticipant_lendsItsPricingAndIsNoUnit() {
    String first = "{" + GROUP + ",'recipient_participant_id':'1'}";
    String second =
        "{" + GROUP + ",'recipient_participant_id':'2','pricing':{'type':'free_entry_point'}}";
    story
        .status("u1", "delivered", "2026-10-01T10:00:00Z", "{" + GROUP + "," + UTILITY + "}")
        .status("u1", "delivered", "2026-10-01T10:00:01Z", first)
        .status("u1", "read", "2026-10-01T10:00:02Z", second);
    assertThat(story.days()).containsExactly("n1 2026-10-01 {utility=1} {free_entry_point=1} 0");
  }

  // Rule 6

  @ParameterizedTest
  @ValueSource(strings = {"delivered", "read", "played"})
  void unit_deliveredInAnyWay_countsAtTheSmallestTimestamp(String status) {
    story
        .unit("u1", "2026-10-31T10:00:00Z")
        .status("u1", "sent", "2026-10-01T10:00:00Z", "{}")
        .status("u1", status, "2026-10-30T10:00:00Z", "{}")
        .status("u1", "read", "2026-11-01T10:00:00Z", "{}");
    assertThat(story.charges()).containsExactly("n1 u1 2026-10-30T10:00:00Z utility regular");
  }

  @ParameterizedTest
  @ValueSource(strings = {"sent", "failed", "deleted", "Delivered", "of_2030", ""})
  void unit_notDelivered_countsNothing(String status) {
    story.status("u1", status, "2026-10-01T10:00:00Z", "{" + UTILITY + "}");
    assertThat(story.figures().lines()).isEmpty();
  }

  @Test
  void unit_failedForOneDeviceAndDelivered_counts() {
    story.status("u1", "failed", "2026-10-01T10:00:00Z", "{}").unit("u1", "2026-10-01T10:00:01Z");
    assertThat(story.charges()).containsExactly("n1 u1 2026-10-01T10:00:01Z utility regular");
  }
}
