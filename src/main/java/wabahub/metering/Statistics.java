package wabahub.metering;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.numbers.NumberHistory;
import wabahub.numbers.PhoneNumber;
import wabahub.partners.Partner;
import wabahub.partners.TimeZones;

/// `GET /api/whatsapp/getConversationsStatistics`: totals by month, deleted numbers included.
final class Statistics {
  private static final int BODY_BYTES = 64 * 1024;
  private static final int EVER = 0;
  private static final int NEVER = 999_999;

  private final Sources sources;

  Statistics(Sources sources) {
    this.sources = sources;
  }

  List<Route> routes() {
    return List.of(
        sources.partners().call("GET", "whatsapp/getConversationsStatistics", this::answer));
  }

  private Answer answer(Partner partner, Call call) {
    ObjectNode body = call.json(BODY_BYTES, Reason.MALFORMED);
    String asked = parameter(body, call, "whatsapp");
    int from = month(parameter(body, call, "start_date"), EVER, asked);
    int to = month(parameter(body, call, "end_date"), NEVER, asked);
    List<NumberHistory> numbers = numbers(partner, asked);
    long live = numbers.stream().filter(n -> n.deletedAt() == null).count();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("reason", Reason.OK.number());
    fields.put("totalWhatsApp", asked.isEmpty() ? live : 1);
    fields.put("whatsapp", asked.isEmpty() ? null : numbers.getFirst().whatsapp().digits());
    fields.put("list", list(numbers, from, to, partner));
    return Answer.json(fields);
  }

  private List<NumberHistory> numbers(Partner partner, String asked) {
    if (asked.isEmpty()) {
      return sources.numbers().history(partner.id(), null);
    }
    List<NumberHistory> numbers =
        PhoneNumber.parse(asked)
            .map(number -> sources.numbers().history(partner.id(), number))
            .orElse(List.of());
    if (numbers.isEmpty()) {
      throw new Refusal(Reason.NUMBER).with("whatsapp", asked);
    }
    return numbers;
  }

  /// Newest first, from the first month with data to the last one asked for.
  private List<Map<String, Object>> list(
      List<NumberHistory> numbers, int from, int to, Partner partner) {
    TreeMap<Integer, Figures> months = new TreeMap<>();
    List<Long> ids = numbers.stream().map(NumberHistory::id).toList();
    sources
        .storage()
        .read(tx -> UsageSql.months(tx, ids, EVER, NEVER))
        .forEach((cell, figures) -> months.merge(cell.month(), figures, Figures::plus));
    months.values().removeIf(Figures.NONE::equals);
    List<Map<String, Object>> list = new ArrayList<>();
    if (months.isEmpty()) {
      return list;
    }
    int last = to == NEVER ? Math.max(months.lastKey(), sources.thisMonth(partner)) : to;
    for (int month = Math.max(from, months.firstKey());
        month <= last;
        month = TimeZones.next(month)) {
      list.addFirst(line(month, months.getOrDefault(month, Figures.NONE)));
    }
    return list;
  }

  private static Map<String, Object> line(int month, Figures figures) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("monthYear", Month.format(month));
    line.put("totalConversations", figures.conversations());
    line.put("totalMarketing", figures.marketing());
    line.put("totalService", figures.service());
    line.put("totalIncoming", figures.incoming());
    return line;
  }

  private static int month(String text, int absent, String asked) {
    return text.isEmpty() ? absent : Month.parse(text).orElseThrow(() -> wrongMonth(asked));
  }

  private static Refusal wrongMonth(String asked) {
    Refusal refusal = new Refusal(Reason.MONTH);
    return asked.isEmpty() ? refusal : refusal.with("whatsapp", asked);
  }

  /// From the body, else from the query (decision P7); "" when in neither.
  private static String parameter(ObjectNode body, Call call, String name) {
    try {
      String text = body.hasNonNull(name) ? Json.text(body, name) : call.query(name).orElse("");
      return orEmpty(text).strip();
    } catch (Refusal refusal) {
      throw new Refusal(name.equals("whatsapp") ? Reason.NUMBER : Reason.MONTH);
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
