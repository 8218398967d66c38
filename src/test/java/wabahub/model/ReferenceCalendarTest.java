package wabahub.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.model.World.Kind;

/// Rules 10 to 13 of the reference model, by hand: what can be read, whose it is, which day it is.
class ReferenceCalendarTest {
  private final Story story = new Story();

  // Rule 10

  @ParameterizedTest
  @CsvSource({
    "2014-12-31T23:59:59Z,0",
    "2015-01-01T00:00:00Z,1",
    "2026-10-02T10:00:00Z,1",
    "2026-10-02T10:00:01Z,0"
  })
  void timestamp_from2015ToADayAhead_counts(String at, int charges) {
    story.now("2026-10-01T10:00:00Z").unit("u1", at);
    assertThat(story.charges()).hasSize(charges);
  }

  @Test
  void event_earlyWhenItArrived_countsOnceItIsDue() {
    story
        .now("2026-10-05T10:00:00Z")
        .unit("u1", "2026-10-06T10:00:00Z")
        .arrived("2026-10-01T10:00:00Z");
    assertThat(story.charges()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "''",
        "'TIMESTAMP'",
        "' 1790000000'",
        "'+1790000000'",
        "'1790000000.0'",
        "1790000000.5",
        "true",
        "'1790000000000'",
        "1790000000000",
        "'0001790000000'",
        "'\u0661\u0667\u0669\u0660\u0660\u0660\u0660\u0660\u0660\u0660'",
        "-1790000000"
      })
  void timestamp_malformed_countsNothing(String timestamp) {
    tell("'u1'", timestamp);
    assertThat(story.figures().lines()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1790000000", "'1790000000'", "'001790000000'"})
  void timestamp_ofUpToTwelveDigits_counts(String timestamp) {
    tell("'u1'", timestamp);
    assertThat(story.charges()).containsExactly("n1 u1 2026-09-21T14:13:20Z utility regular");
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "''", "7", "'a\\nb'", "'a\\u0000'", "'a\\ud83d'", "'\\ude00b'"})
  void id_malformed_countsNothing(String id) {
    tell(id, "1790000000");
    assertThat(story.figures().lines()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"1,1", "512,1", "513,0"})
  void id_ofUpTo512Characters_counts(int length, int charges) {
    tell("'" + "w".repeat(length) + "'", "1790000000");
    assertThat(story.charges()).hasSize(charges);
  }

  @ParameterizedTest
  @ValueSource(strings = {"null", "7", "'u1'", "[]", "{}"})
  void element_thatIsNone_countsNothing(String element) {
    story.tell(Kind.STATUS, Story.PHONE, null, element);
    story.tell(Kind.MESSAGE, Story.PHONE, "[{'wa_id':'1'}]", element);
    assertThat(story.figures().lines()).isEmpty();
  }

  private void tell(String id, String timestamp) {
    String pricing = "'pricing':{'type':'regular','category':'utility'}";
    String element =
        "{'id':" + id + ",'timestamp':" + timestamp + ",'status':'read'," + pricing + "}";
    story.tell(Kind.STATUS, Story.PHONE, null, element);
  }

  // Rule 11

  @ParameterizedTest
  @CsvSource({
    "2026-10-01T10:00:00Z,1",
    "2026-10-01T09:59:59Z,0",
    "2026-10-31T09:59:59Z,1",
    "2026-11-30T10:00:00Z,1"
  })
  void event_ofANumberRegisteredLater_countsFor30DaysFromArrival(String arrived, int charges) {
    story
        .number(Story.PHONE, "n1", "p", "2026-10-31T10:00:00Z", null)
        .unit("u1", "2026-10-01T08:00:00Z")
        .arrived(arrived);
    assertThat(story.charges()).hasSize(charges);
  }

  @Test
  void event_ofANumberNeverRegistered_countsNothing() {
    story.unit("u1", "2026-10-01T08:00:00Z").to("77");
    assertThat(story.figures().lines()).isEmpty();
  }

  // Rule 12

  @ParameterizedTest
  @CsvSource({
    "2019-01-01T00:00:00Z,n1",
    "2026-10-01T09:59:59Z,n1",
    "2026-10-01T10:00:00Z,n2",
    "2026-10-15T00:00:00Z,n2",
    "2026-11-01T09:59:59Z,n2"
  })
  void event_belongsToTheLiveRegistrationElseToTheNext(String at, String number) {
    twice().unit("u1", at);
    assertThat(story.charges()).containsExactly(number + " u1 " + at + " utility regular");
  }

  @Test
  void event_afterTheLastDeletion_isNobodys() {
    twice().unit("u1", "2026-11-01T10:00:00Z");
    assertThat(story.figures().lines()).isEmpty();
  }

  @Test
  void session_openWhenTheNumberIsDeleted_stayedOpenForTheNextOwner() {
    twice()
        .message("m1", "2026-10-01T09:00:00Z", "{}")
        .message("m2", "2026-10-02T08:59:59Z", "{}")
        .message("m3", "2026-10-02T09:00:00Z", "{}");
    assertThat(story.sessions())
        .containsExactly("n1 2026-10-01T09:00:00Z", "n2 2026-10-02T09:00:00Z");
  }

  @Test
  void unit_deliveredBeforeTheDeletion_isPricedByAStatusAfterIt() {
    story
        .number(Story.PHONE, "n1", "p", "2020-01-01T00:00:00Z", "2026-10-01T10:00:00Z")
        .status("u1", "delivered", "2026-10-01T09:00:00Z", "{}")
        .status("u1", "read", "2026-10-01T11:00:00Z", "{'pricing':{'type':'regular'}}");
    assertThat(story.charges()).containsExactly("n1 u1 2026-10-01T09:00:00Z none regular");
  }

  private Story twice() {
    return story
        .number(Story.PHONE, "n1", "p", "2020-01-01T00:00:00Z", "2026-10-01T10:00:00Z")
        .number(Story.PHONE, "n2", "q", "2026-10-20T10:00:00Z", "2026-11-01T10:00:00Z");
  }

  // Rule 13

  @ParameterizedTest
  @CsvSource({
    "UTC,2026-10-31T23:59:59Z,2026-10-31",
    "UTC,2026-11-01T00:00:00Z,2026-11-01",
    "Asia/Jerusalem,2026-10-31T21:59:59Z,2026-10-31",
    "Asia/Jerusalem,2026-10-31T22:00:00Z,2026-11-01",
    "America/New_York,2026-11-01T03:59:59Z,2026-10-31",
    "America/New_York,2026-11-02T04:59:59Z,2026-11-01",
    "America/New_York,2026-11-02T05:00:00Z,2026-11-02",
    "Asia/Kathmandu,2026-10-31T18:15:00Z,2026-11-01",
    "Pacific/Kiritimati,2026-10-31T10:00:00Z,2026-11-01",
    "Pacific/Pago_Pago,2026-11-01T10:59:59Z,2026-10-31",
    "Australia/Lord_Howe,2024-02-28T13:00:00Z,2024-02-29",
    "Australia/Lord_Howe,2024-02-29T13:00:00Z,2024-03-01",
  })
  void day_isThatOfThePartnersZone(String zone, String at, String day) {
    story.zones("p", zone).unit("u1", at);
    assertThat(story.days()).containsExactly("n1 " + day + " {utility=1} {} 0");
    assertThat(story.months()).containsExactly("n1 " + day.substring(0, 7) + " 0+1+0");
  }

  @ParameterizedTest
  @CsvSource({
    // October ends by UTC; New York's last evening of October belongs to November then.
    "America/New_York,2026-10-31T23:59:59Z,2026-10-31",
    "America/New_York,2026-11-01T00:00:00Z,2026-11-01",
    "America/New_York,2026-11-01T03:59:59Z,2026-11-01",
    "America/New_York,2026-11-02T04:59:59Z,2026-11-01",
    "America/New_York,2026-11-02T05:00:00Z,2026-11-02",
    // Kiritimati is 14 hours ahead: its first hours of November stay in October.
    "Pacific/Kiritimati,2026-10-31T23:59:59Z,2026-10-31",
    "Pacific/Kiritimati,2026-11-01T00:00:00Z,2026-11-01",
    "Pacific/Kiritimati,2026-11-01T10:00:00Z,2026-11-02",
  })
  void zoneChange_takesEffectWithTheMonth_asTheOldZoneTellsIt(String zone, String at, String day) {
    story.zones("p", "UTC", "2026-11", zone).unit("u1", at);
    assertThat(story.days()).containsExactly("n1 " + day + " {utility=1} {} 0");
  }

  @Test
  void zoneChanges_followEachOther() {
    story
        .zones("p", "UTC", "2026-10", "America/New_York", "2026-11", "Pacific/Kiritimati")
        .unit("u1", "2026-09-30T23:59:59Z")
        .unit("u2", "2026-10-01T00:00:00Z")
        .unit("u3", "2026-11-01T03:59:59Z")
        .unit("u4", "2026-11-01T04:00:00Z")
        .unit("u5", "2026-11-01T10:00:00Z");
    assertThat(story.days())
        .containsExactly(
            "n1 2026-09-30 {utility=1} {} 0",
            "n1 2026-10-01 {utility=1} {} 0",
            "n1 2026-10-31 {utility=1} {} 0",
            "n1 2026-11-01 {utility=1} {} 0",
            "n1 2026-11-02 {utility=1} {} 0");
  }
}
