package wabahub.numbers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;
import wabahub.outbox.Event;

/// What partners are told when something is said of a number.
final class NewsTest {
  private static final long NOW = 1_791_970_200;
  private static final WabaNumber NUMBER =
      new WabaNumber(7, 3, "901", new PhoneNumber("447700900111"), "31002003", NOW - 100);

  private final Map<Aspect, Mark> known = new EnumMap<>(Aspect.class);

  private static AccountEvent event(String field, String name, String value) {
    JsonNode json = Json.parseTolerantly(value.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    return new AccountEvent(field, name, "901", "", NOW, NOW, json);
  }

  private List<Event> news(AccountEvent event) {
    return news(AccountReader.read(event).toArray(Mark[]::new));
  }

  private List<Event> news(Mark... marks) {
    NumberState before = NumberState.of(known.values(), NOW);
    for (Mark mark : marks) {
      known.put(mark.aspect(), mark);
    }
    return News.of(NUMBER, before, NumberState.of(known.values(), NOW), List.of(marks));
  }

  private static Mark access(String code, long at) {
    return new Mark(Aspect.ACCESS, code, Mark.NO_DETAIL, at, at);
  }

  private static String more(Event event) {
    return Json.text(event.more());
  }

  @Test
  void quality_andLimitAtOnce_areOneEvent() {
    List<Event> news =
        news(
            event(
                "phone_number_quality_update",
                "FLAGGED",
                "{\"max_daily_conversations_per_business\":\"TIER_2K\"}"));
    assertThat(news).hasSize(1);
    Event event = news.getFirst();
    assertThat(event.partnerId()).isEqualTo(3);
    assertThat(event.type()).isEqualTo("whatsapp");
    assertThat(event.name()).isEqualTo("number.quality");
    assertThat(event.at()).isEqualTo(NOW);
    assertThat(event.whatsapp()).isEqualTo("447700900111");
    assertThat(event.id()).matches("[0-9a-f]{64}");
    assertThat(more(event)).isEqualTo("{\"quality\":\"RED\",\"messaging_limit\":\"TIER_2K\"}");
  }

  @Test
  void name_rejected_saysWhichAndWhy() {
    Event event =
        news(event(
                "phone_number_name_update",
                "REJECTED",
                "{\"requested_verified_name\":\"Olive\\u0000 Tree\","
                    + "\"rejection_reason\":\"NAME_FORMAT_UNACCEPTABLE\"}"))
            .getFirst();
    assertThat(event.name()).isEqualTo("number.name");
    assertThat(more(event))
        .isEqualTo(
            "{\"name_status\":\"REJECTED\",\"requested_name\":\"Olive Tree\","
                + "\"rejection_reason\":\"NAME_FORMAT_UNACCEPTABLE\"}");
  }

  @Test
  void account_ofEveryKind_saysWhat() {
    assertThat(
            more(
                news(event(
                        "account_update",
                        "DISABLED_UPDATE",
                        "{\"ban_info\":{\"waba_ban_state\":\"DISABLE\",\"waba_ban_date\":\"May 4\"}}"))
                    .getFirst()))
        .isEqualTo("{\"what\":\"ban\",\"code\":\"DISABLE\",\"date\":\"May 4\"}");
    assertThat(more(news(event("account_review_update", "PENDING", "{}")).getFirst()))
        .isEqualTo("{\"what\":\"review\",\"code\":\"PENDING\"}");
    assertThat(
            more(
                news(event(
                        "account_update",
                        "ACCOUNT_VIOLATION",
                        "{\"violation_info\":{\"violation_type\":\"SCAM\"}}"))
                    .getFirst()))
        .isEqualTo("{\"what\":\"violation\",\"code\":\"SCAM\"}");
    assertThat(
            more(
                news(event(
                        "account_alerts",
                        "OBA_APPROVED",
                        "{\"alert_severity\":\"INFORMATIONAL\",\"alert_status\":\"NONE\"}"))
                    .getFirst()))
        .isEqualTo(
            "{\"what\":\"alert\",\"code\":\"OBA_APPROVED\",\"severity\":\"INFORMATIONAL\","
                + "\"status\":\"NONE\",\"description\":\"\"}");
  }

  @Test
  void restriction_inEveryFormOfItsEnd_saysUntilWhen() {
    String value =
        """
        {"restriction_info":[
          {"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":"1791973800"},
          {"restriction_type":"A","expiration":1791973800000},
          {"restriction_type":"B","expiration":"2026-10-14T10:30:00.000Z"},
          {"restriction_type":"C","expiration":"soon"},
          {"restriction_type":"D"},
          {"restriction_type":7},
          null]}
        """;
    Event event = news(event("account_update", "ACCOUNT_RESTRICTION", value)).getFirst();
    assertThat(event.name()).isEqualTo("number.account");
    assertThat(more(event))
        .isEqualTo(
            "{\"what\":\"restriction\",\"code\":\"SENDING\",\"restrictions\":["
                + "{\"type\":\"RESTRICTED_BIZ_INITIATED_MESSAGING\",\"until\":1791973800},"
                + "{\"type\":\"A\",\"until\":1791973800},{\"type\":\"B\",\"until\":1791973800},"
                + "{\"type\":\"C\",\"until\":0},{\"type\":\"D\",\"until\":0}]}");
    assertThat(more(news(event("account_update", "ACCOUNT_RESTRICTION", "{}")).getFirst()))
        .isEqualTo("{\"what\":\"restriction\",\"code\":\"NONE\",\"restrictions\":[]}");
  }

  @Test
  void connection_lostAndBack_isToldBothTimes() {
    Event lost = news(access("PARTNER_REMOVED", NOW)).getFirst();
    assertThat(lost.name()).isEqualTo("number.reconnect_needed");
    assertThat(lost.more().get("code")).isEqualTo("PARTNER_REMOVED");
    assertThat(lost.more()).containsKeys("sentence", "cure", "link", "since");
    Event back = news(access(Mark.OK, NOW + 1)).getFirst();
    assertThat(back.name()).isEqualTo("number.reconnected");
    assertThat(more(back)).isEqualTo("{\"code\":\"PARTNER_REMOVED\"}");
    assertThat(news(access(Mark.OK, NOW + 2))).isEmpty();
    Event again = news(access("PARTNER_REMOVED", NOW + 3)).getFirst();
    assertThat(again.id()).isNotEqualTo(lost.id());
  }

  @ParameterizedTest
  @EnumSource
  void use_failed_isToldOnce(Trouble trouble) {
    Mark mark = new Mark(Aspect.USE, trouble.name(), Mark.NO_DETAIL, NOW, NOW);
    List<Event> news = news(mark);
    assertThat(news.stream().map(Event::name))
        .containsExactly(trouble.cutsOff() ? "number.reconnect_needed" : "number.account");
    assertThat(news.getFirst().more().get("code")).isEqualTo(trouble.name());
  }

  @Test
  void receiving_changed_isNoNews() {
    assertThat(news(new Mark(Aspect.RECEIVING, "NO", Mark.NO_DETAIL, NOW, NOW))).isEmpty();
  }

  @Test
  void news_writtenDownAgain_hasTheSameId() {
    Event first = news(access("ACCOUNT_DELETED", NOW)).getFirst();
    known.clear();
    assertThat(news(access("ACCOUNT_DELETED", NOW)).getFirst()).isEqualTo(first);
  }

  @ParameterizedTest
  @EnumSource
  void trouble_any_saysWhatAndWhatToDo(Trouble trouble) {
    assertThat(trouble.sentence()).endsWith(".").hasSizeGreaterThan(20);
    assertThat(trouble.cure()).endsWith(".").hasSizeGreaterThan(20);
    assertThat(trouble.link()).matches("|https://[a-z.]+/.*");
    Mark mark = new Mark(Aspect.USE, trouble.name(), Mark.NO_DETAIL, NOW, NOW);
    NumberState state = NumberState.of(List.of(mark), NOW);
    assertThat(state.canSend()).isEqualTo(trouble.stopsSending() ? CanSend.NO : CanSend.UNKNOWN);
    assertThat(state.isBroken()).isEqualTo(trouble.isBreakage());
  }
}
