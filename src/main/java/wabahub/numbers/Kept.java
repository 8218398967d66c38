package wabahub.numbers;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;
import wabahub.secrets.Secrets;

/// What was said of WABAs, for their numbers that are yet to go live: the newest word on each
/// aspect of a WABA and of each of its numbers.
final class Kept {
  private static final long PATIENCE_SECONDS = 30L * 86_400;
  private static final String BODY = "account_event.body";

  /// A WABA has some dozens of numbers.
  private static final int ROWS_OF_A_WABA = 500;

  private static final int EXPIRED_ROWS = 1_000;

  /// A number that goes live is connected, whatever was said before.
  private static final Set<Aspect> NOT_KEPT = Set.of(Aspect.ACCESS, Aspect.USE, Aspect.RECEIVING);

  private final Secrets secrets;

  Kept(Secrets secrets) {
    this.secrets = secrets;
  }

  void keep(Handle tx, AccountEvent event, List<Mark> marks) {
    boolean kept = false;
    for (Mark mark : marks) {
      if (!NOT_KEPT.contains(mark.aspect()) && isNews(tx, event, mark)) {
        KeptSql.save(tx, row(event, mark));
        kept = true;
      }
    }
    if (kept) {
      KeptSql.limit(tx, event.wabaId(), ROWS_OF_A_WABA);
    }
  }

  private boolean isNews(Handle tx, AccountEvent event, Mark mark) {
    return KeptSql.find(tx, event.wabaId(), event.phone(), mark.aspect())
        .map(this::mark)
        .map(mark::isNewerThan)
        .orElse(true);
  }

  private KeptSql.Row row(AccountEvent event, Mark mark) {
    byte[] body = Json.bytes(Json.object().put("code", mark.code()).put("detail", mark.detail()));
    return new KeptSql.Row(
        event.wabaId(),
        event.phone(),
        mark.aspect(),
        mark.at(),
        mark.arrivedAt(),
        secrets.encrypt(body, BODY));
  }

  private Mark mark(KeptSql.Row row) {
    byte[] body = secrets.decrypt(row.body(), BODY);
    JsonNode json = Json.parseTolerantly(body).orElseGet(Json::object);
    return new Mark(
        row.aspect(),
        json.path("code").asString(""),
        json.path("detail").asString(Mark.NO_DETAIL),
        row.at(),
        row.arrivedAt());
  }

  /// What is kept for numbers that go live, by their ids.
  Map<Long, List<Mark>> of(Handle tx, Collection<WabaNumber> numbers) {
    Set<String> wabaIds = numbers.stream().map(WabaNumber::wabaId).collect(Collectors.toSet());
    Map<String, List<KeptSql.Row>> rows =
        KeptSql.ofWabas(tx, wabaIds).stream().collect(Collectors.groupingBy(KeptSql.Row::wabaId));
    Map<Long, List<Mark>> kept = new HashMap<>();
    for (WabaNumber number : numbers) {
      Map<Aspect, Mark> newest = new EnumMap<>(Aspect.class);
      for (KeptSql.Row row : rows.getOrDefault(number.wabaId(), List.of())) {
        if (number.isMeantBy(row.phone())) {
          newest.merge(row.aspect(), mark(row), (a, b) -> a.isNewerThan(b) ? a : b);
        }
      }
      if (!newest.isEmpty()) {
        kept.put(number.numberId(), new ArrayList<>(newest.values()));
      }
    }
    return kept;
  }

  /// Forgets some of what came more than 30 days before `now` (UNIX seconds).
  int expire(Handle tx, long now) {
    return KeptSql.expire(tx, now - PATIENCE_SECONDS, EXPIRED_ROWS);
  }
}
