package wabahub.roster;

import static java.util.Objects.requireNonNull;
import static wabahub.http.Json.invalid;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Route;
import wabahub.numbers.NumberState;
import wabahub.numbers.Numbers;
import wabahub.numbers.Online;
import wabahub.numbers.WhatsAppNumber;
import wabahub.partners.Partner;
import wabahub.partners.Partners;

/// `GET /api/v1/numbers`: the list to search, filter, sort and page, without API keys.
final class NumberRoutes {
  private static final int DEFAULT_LIMIT = 100;
  private static final int MAX_LIMIT = 1_000;

  private final Partners partners;
  private final Numbers numbers;
  private final Roster roster;

  NumberRoutes(Partners partners, Numbers numbers, Roster roster) {
    this.partners = partners;
    this.numbers = numbers;
    this.roster = roster;
  }

  List<Route> routes() {
    return List.of(partners.resource("GET", "numbers", this::list));
  }

  private Answer list(Partner partner, Call call) {
    Snapshot snapshot = roster.snapshot(partner);
    List<Line> wanted = roster.find(snapshot, wish(call));
    int limit = call.limit(DEFAULT_LIMIT, MAX_LIMIT);
    int from = call.query("cursor").map(cursor -> after(wanted, cursor)).orElse(0);
    List<Line> page = wanted.stream().skip(from).limit(limit).toList();
    boolean more = from + page.size() < wanted.size();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("as_of", snapshot.asOf().toString());
    fields.put("month", "%04d-%02d".formatted(snapshot.month() / 100, snapshot.month() % 100));
    fields.put("total", wanted.size());
    fields.put("list", fields(page));
    fields.put("next_cursor", more ? cursor(page.getLast()) : null);
    return Answer.json(fields);
  }

  private static Wish wish(Call call) {
    return new Wish(
        call.query("search").orElse(""),
        flag(call, "coexistence"),
        flag(call, "online"),
        flag(call, "broken"),
        "",
        sort(call));
  }

  private static List<Long> ids(List<Line> lines) {
    return lines.stream().map(line -> line.number().id()).toList();
  }

  private static NumberState state(Map<Long, NumberState> states, Line line) {
    return requireNonNull(states.get(line.number().id()));
  }

  private static @Nullable Boolean flag(Call call, String name) {
    return switch (call.query(name).orElse("")) {
      case "" -> null;
      case "1", "true" -> true;
      case "0", "false" -> false;
      default -> throw invalid(name, "has to be 0 or 1");
    };
  }

  private static String sort(Call call) {
    String sort = call.query("sort").orElse("create_time");
    if (!Wish.isSort(sort)) {
      throw invalid(
          "sort",
          "has to be one of "
              + String.join(", ", Wish.SORTS)
              + ", with a minus in front for the other direction");
    }
    return sort;
  }

  /// A cursor names the last number of its page; the list goes on behind that one, wherever its
  /// figures have taken it meanwhile.
  private static String cursor(Line line) {
    byte[] text = line.number().whatsapp().digits().getBytes(StandardCharsets.US_ASCII);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text);
  }

  private static int after(List<Line> lines, String cursor) {
    for (int i = 0; i < lines.size(); i++) {
      if (cursor(lines.get(i)).equals(cursor)) {
        return i + 1;
      }
    }
    throw invalid("cursor", "is not one of this list");
  }

  private List<Map<String, Object>> fields(List<Line> page) {
    // Read here: neither the use of a key nor a number's state changes a sheet.
    Map<Long, Long> uses = numbers.keyUses(ids(page));
    Map<Long, NumberState> states = numbers.states(ids(page));
    return page.stream()
        .map(line -> fields(line, uses.get(line.number().id()), state(states, line)))
        .toList();
  }

  private static Map<String, Object> fields(
      Line line, @Nullable Long keyUsedAt, NumberState state) {
    WhatsAppNumber number = line.number();
    Online online = number.online();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("create_time", number.createTime());
    fields.put("whatsapp", number.whatsapp().digits());
    fields.put("display_name", number.displayName());
    fields.put("business_name", number.businessName());
    fields.put("phone_number_id", number.phoneNumberId());
    fields.put("waba_id", number.wabaId());
    fields.put("coexistence", number.coexistence());
    fields.put("online", online);
    fields.put(
        "key_last_used_at", keyUsedAt == null ? null : Instant.ofEpochSecond(keyUsedAt).toString());
    fields.putAll(state.fields());
    fields.put("conversations", line.figures().conversations());
    fields.put("marketing", line.figures().marketing());
    fields.put("service", line.figures().service());
    fields.put("incoming", line.figures().incoming());
    return fields;
  }
}
