package wabahub.metering;

import static wabahub.http.Json.invalid;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Route;

/// `POST /admin/recount`: rebuilds figures from facts while the hub runs.
final class RecountRoutes {
  private static final int BODY_BYTES = 64 * 1024;

  private final Sources sources;
  private final Books books;

  RecountRoutes(Sources sources, Books books) {
    this.sources = sources;
    this.books = books;
  }

  List<Route> routes() {
    return List.of(sources.partners().admin("POST", "/admin/recount", this::recount));
  }

  private Answer recount(Call call) {
    ObjectNode body = call.json(BODY_BYTES, Reason.BAD_REQUEST);
    Long partner =
        body.hasNonNull("partner")
            ? (Long) Json.integer(body, "partner", 1, Long.MAX_VALUE).getAsLong()
            : null;
    return Answer.json(
        Map.of(
            "differences",
            new Recount(sources, books)
                .run(partner, month(Json.text(body, "month"))).stream()
                    .map(RecountRoutes::fields)
                    .toList()));
  }

  private static @Nullable Integer month(@Nullable String text) {
    return text == null
        ? null
        : Month.parseIso(text).orElseThrow(() -> invalid("month", "has to look like 2026-11"));
  }

  private static Map<String, Object> fields(Recount.Difference difference) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("whatsapp", difference.whatsapp());
    fields.put("month", Month.formatIso(difference.month()));
    fields.put("day", difference.day() == 0 ? null : Month.formatDay(difference.day()));
    fields.put("what", difference.what());
    fields.put("name", difference.name());
    fields.put("was", difference.was());
    fields.put("is", difference.is());
    return fields;
  }
}
