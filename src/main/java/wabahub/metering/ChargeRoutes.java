package wabahub.metering;

import static wabahub.http.Json.invalid;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Csv;
import wabahub.http.Route;
import wabahub.partners.Partner;

/// `GET /api/v1/numbers/{whatsapp}/charges`: what a month's figures consist of, line by line.
final class ChargeRoutes {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;
  private static final List<String> KINDS = List.of("marketing", "service", Charge.INCOMING);

  private final Sources sources;
  private final Charges charges;

  ChargeRoutes(Sources sources, Charges charges) {
    this.sources = sources;
    this.charges = charges;
  }

  List<Route> routes() {
    return List.of(sources.partners().resource("GET", "numbers/{whatsapp}/charges", this::answer));
  }

  private Answer answer(Partner partner, Call call) {
    Bill.Query query =
        new Bill.Query(
            sources.numbers(partner, call),
            month(partner, call),
            partner.zones(),
            kind(call),
            limit(call));
    Bill page = charges.page(query, call.query("cursor").orElse(null));
    return Csv.isWanted(call) ? csv(page) : json(query, page);
  }

  private int month(Partner partner, Call call) {
    return call.query("month")
        .map(text ->
            Month.parseIso(text).orElseThrow(() -> invalid("month", "has to look like 2026-11")))
        .orElseGet(() -> sources.thisMonth(partner));
  }

  private static @Nullable String kind(Call call) {
    String kind = call.query("kind").orElse(null);
    if (kind != null && !KINDS.contains(kind)) {
      throw invalid("kind", "has to be marketing, service or incoming");
    }
    return kind;
  }

  private static int limit(Call call) {
    return call.limit(DEFAULT_LIMIT, MAX_LIMIT);
  }

  private static Answer json(Bill.Query query, Bill page) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("whatsapp", query.numbers().getFirst().whatsapp().digits());
    fields.put("month", Month.formatIso(query.month()));
    fields.put("list", page.charges().stream().map(ChargeRoutes::fields).toList());
    fields.put("next_cursor", page.next());
    return Answer.json(fields);
  }

  private static Map<String, Object> fields(Charge charge) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("kind", charge.kind());
    fields.put("at", Instant.ofEpochSecond(charge.at()).toString());
    if (!charge.kind().equals(Charge.INCOMING)) {
      fields.put("message_id", charge.wamid());
      fields.put("category", charge.category());
      fields.put("type", charge.type());
      fields.put("country", charge.country());
    }
    return fields;
  }

  private static Answer csv(Bill page) {
    Csv csv = new Csv().line(List.of("kind", "at", "message_id", "category", "type", "country"));
    for (Charge charge : page.charges()) {
      List<@Nullable Object> cells = new ArrayList<>();
      cells.add(charge.kind());
      cells.add(Instant.ofEpochSecond(charge.at()));
      cells.add(charge.wamid());
      cells.add(charge.category());
      cells.add(charge.type());
      cells.add(charge.country());
      csv.line(cells);
    }
    String next = page.next();
    return next == null ? csv.answer() : csv.answer().header("X-Next-Cursor", next);
  }
}
