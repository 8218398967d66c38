package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.model.Figures;

/// Reads the figures of a number through the APIs, each in every way there is.
final class Bill {
  private final HubCalls hub;
  private final RandomGenerator random;

  /// `random`: how long a page is.
  Bill(HubCalls hub, RandomGenerator random) {
    this.hub = hub;
    this.random = random;
  }

  Figures.Usage usage(Account partner, String number) {
    SortedMap<LocalDate, Figures.Day> days = days(partner, number);
    SortedMap<YearMonth, Figures.Month> months = months(partner, number);
    checkDaysAddUp(partner, number, months);
    List<Figures.Charge> charges = new ArrayList<>();
    List<Long> openings = new ArrayList<>();
    for (YearMonth month : months.keySet()) {
      charges(partner, number, month, charges, openings);
    }
    charges.sort(
        Comparator.comparingLong(Figures.Charge::instant)
            .thenComparing(Figures.Charge::messageId)
            .thenComparing(Figures.Charge::category)
            .thenComparing(Figures.Charge::type));
    openings.sort(null);
    return new Figures.Usage(days, months, charges, openings);
  }

  SortedMap<LocalDate, Figures.Day> days(Account partner, String number) {
    SortedMap<LocalDate, Figures.Day> days = new TreeMap<>();
    for (JsonNode day :
        v1(partner, number, "/usage?from=2014-01&to=2099-12&by=day").get("periods")) {
      days.put(
          LocalDate.parse(day.get("day").stringValue()),
          new Figures.Day(
              counts(day.get("charged")), counts(day.get("free")), day.get("sessions").asInt()));
    }
    return days;
  }

  private JsonNode v1(Account partner, String number, String rest) {
    TestHub.Reply reply = hub.get("/api/v1/numbers/" + number + rest, partner);
    assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    return reply.json();
  }

  private static SortedMap<String, Integer> counts(JsonNode object) {
    SortedMap<String, Integer> counts = new TreeMap<>();
    object.propertyStream().forEach(it -> counts.put(it.getKey(), it.getValue().asInt()));
    return counts;
  }

  /// From the statistics, which have a table of their own.
  private SortedMap<YearMonth, Figures.Month> months(Account partner, String number) {
    SortedMap<YearMonth, Figures.Month> months = new TreeMap<>();
    String path = "/api/whatsapp/getConversationsStatistics?whatsapp=" + number;
    for (JsonNode month : hub.get(path, partner).json().get("list")) {
      Figures.Month its =
          new Figures.Month(
              month.get("totalMarketing").asInt(),
              month.get("totalService").asInt(),
              month.get("totalIncoming").asInt());
      String text = month.get("monthYear").stringValue();
      if (!its.equals(new Figures.Month(0, 0, 0))) {
        months.put(
            YearMonth.of(
                Integer.parseInt(text.substring(2)), Integer.parseInt(text.substring(0, 2))),
            its);
      }
    }
    return months;
  }

  private void checkDaysAddUp(
      Account partner, String number, SortedMap<YearMonth, Figures.Month> months) {
    SortedMap<YearMonth, Figures.Month> summed = new TreeMap<>();
    for (JsonNode month :
        v1(partner, number, "/usage?from=2014-01&to=2099-12&by=month").get("periods")) {
      Figures.Month its =
          new Figures.Month(
              month.get("marketing").asInt(),
              month.get("service").asInt(),
              month.get("incoming").asInt());
      if (!its.equals(new Figures.Month(0, 0, 0))) {
        summed.put(YearMonth.parse(month.get("month").stringValue()), its);
      }
    }
    assertThat(summed).as("months as sums of days").isEqualTo(months);
  }

  private void charges(
      Account partner,
      String number,
      YearMonth month,
      List<Figures.Charge> charges,
      List<Long> openings) {
    // Small pages now and then: most of the time they would only be many.
    int limit = random.nextInt(8) == 0 ? random.nextInt(2, 30) : 1_000;
    String cursor = "";
    do {
      JsonNode page = v1(partner, number, "/charges?month=" + month + "&limit=" + limit + cursor);
      for (JsonNode line : page.get("list")) {
        long at = Instant.parse(line.get("at").stringValue()).getEpochSecond();
        if (line.get("kind").stringValue().equals("incoming")) {
          openings.add(at);
        } else {
          charges.add(
              new Figures.Charge(
                  line.get("message_id").stringValue(),
                  at,
                  line.get("category").stringValue(),
                  line.get("type").stringValue()));
        }
      }
      JsonNode next = page.get("next_cursor");
      cursor = next.isNull() ? "" : "&cursor=" + next.stringValue();
    } while (!cursor.isEmpty());
  }
}
