package wabahub;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import wabahub.TestHub.Account;
import wabahub.numbers.Receiving;
import wabahub.numbers.Trouble;

/// A partner with a life that is worth looking at: numbers in every state, months of figures.
final class ConsoleWorld {
  private static final List<String> NAMES =
      List.of(
          "Olive Tree Bakery",
          "Northern Kites",
          "Café Lumière",
          "מאפיית הזית",
          "Harbour Physio",
          "Blue Door Books",
          "Pelican Parking",
          "Kaya Yoga",
          "Ferro & Figli",
          "Green Wheel Bikes",
          "Saltmarsh Inn");

  final TestHub hub;
  final Account account;
  final Map<String, Long> ids = new LinkedHashMap<>();

  /// The first one has facts behind its figures.
  final String first;

  final String firstPhone;

  ConsoleWorld(TestHub hub) {
    this.hub = hub;
    this.account = hub.partner("Harbour Messaging", "Asia/Jerusalem");
    List<Map<String, Object>> taken = new ArrayList<>();
    for (int i = 0; i < NAMES.size(); i++) {
      taken.add(number(i));
    }
    hub.take(account, taken);
    first = (String) taken.getFirst().get("whatsapp");
    firstPhone = (String) taken.getFirst().get("phone_number_id");
    taken.forEach(number -> {
      String whatsapp = (String) number.get("whatsapp");
      long id = hub.app().numbers().find(whatsapp).orElseThrow().id();
      ids.put(whatsapp, id);
    });
    states();
    facts();
    figures();
    hub.settle();
  }

  private static Map<String, Object> number(int i) {
    Map<String, Object> fields = new HashMap<>(HubCalls.takeover());
    fields.put("display_name", NAMES.get(i));
    fields.put("business_name", i % 3 == 1 ? NAMES.get(i) + " Ltd" : NAMES.get(i));
    fields.put("coexistence", i % 4 == 1 ? 1 : 0);
    if (i % 3 != 2) {
      fields.put("online", Map.of("account", 1, "inbox", i + 1, "server", "online"));
    }
    return fields;
  }

  private void states() {
    List<Long> all = List.copyOf(ids.values());
    String[] quality = {"GREEN", "GREEN", "YELLOW", "GREEN", "RED", "GREEN"};
    String[] limits = {"TIER_10K", "TIER_1K", "TIER_250", "TIER_100K", "TIER_1K", "TIER_UNLIMITED"};
    for (int i = 0; i < all.size() - 1; i++) {
      long id = all.get(i);
      int kind = i % quality.length;
      hub.app().numbers().receiving(id, Receiving.YES, "");
      hub.app()
          .storage()
          .useWrite(tx -> hub.app().numbers().rated(tx, id, quality[kind], limits[kind]));
    }
    hub.app()
        .storage()
        .useWrite(tx -> hub.app().numbers().broken(tx, all.get(6), Trouble.PAYMENT_MISSING));
    hub.app()
        .storage()
        .useWrite(tx -> hub.app().numbers().broken(tx, all.get(8), Trouble.TOKEN_REVOKED));
  }

  /// Three months of the first number, by webhooks.
  private void facts() {
    String[] categories = {"marketing", "utility", "authentication", "marketing", "service"};
    Random random = new Random(7);
    for (LocalDate day = LocalDate.of(2026, 8, 20);
        day.isBefore(LocalDate.of(2026, 10, 15));
        day = day.plusDays(1)) {
      List<String> statuses = new ArrayList<>();
      int units = 3 + random.nextInt(day.getDayOfWeek().getValue() > 5 ? 3 : 9);
      for (int i = 0; i < units; i++) {
        String category = categories[random.nextInt(categories.length)];
        long at = day.toEpochDay() * 86_400 + 7_200 + random.nextInt(27_000);
        statuses.add(
            WebhookTest.status(
                "wamid." + day + i + "x" + ids.get(first),
                "delivered",
                at,
                category,
                category.equals("service") ? "free_customer_service" : "regular"));
      }
      hub.webhook(WebhookTest.statuses(firstPhone, statuses.toArray(new String[0])));
      long at = day.toEpochDay() * 86_400 + 8_000;
      hub.webhook(
          WebhookTest.messages(
              firstPhone, WebhookTest.message("in" + day, "44770090020" + units % 10, at)));
    }
    hub.settle();
  }

  /// Half a year of the others.
  private void figures() {
    Random random = new Random(5);
    List<String> rows = new ArrayList<>();
    for (long id : ids.values().stream().skip(1).toList()) {
      int size = 2 + random.nextInt(40);
      for (LocalDate day = LocalDate.of(2026, 5, 1);
          day.isBefore(LocalDate.of(2026, 10, 15));
          day = day.plusDays(1)) {
        int number = Integer.parseInt(day.toString().replace("-", ""));
        rows.add(row(id, number, 1, "marketing", random.nextInt(size * 3)));
        rows.add(row(id, number, 1, "utility", random.nextInt(size * 2)));
        rows.add(row(id, number, 2, "free_customer_service", random.nextInt(size)));
        rows.add(row(id, number, 3, "", random.nextInt(size * 2)));
      }
    }
    insert(hub, account, rows);
  }

  static String row(long id, int day, int kind, String name, int units) {
    return "(%d, %d, %d, '%s', %d)".formatted(id, day, kind, name, units);
  }

  /// Puts figures into the database, and has the hub read them.
  static void insert(TestHub hub, Account account, List<String> rows) {
    for (int from = 0; from < rows.size(); from += 5_000) {
      hub.execute(
          "INSERT INTO usage_day (number_id, day, kind, name, units) VALUES "
              + String.join(", ", rows.subList(from, Math.min(rows.size(), from + 5_000))));
    }
    hub.execute(
        """
        INSERT INTO usage_month (number_id, month, marketing, service, incoming)
        SELECT number_id, day / 100,
          sum(CASE WHEN kind = 1 AND name = 'marketing' THEN units ELSE 0 END),
          sum(CASE WHEN kind = 1 AND name <> 'marketing' THEN units ELSE 0 END),
          sum(CASE WHEN kind = 3 THEN units ELSE 0 END)
        FROM usage_day d WHERE NOT EXISTS
          (SELECT 1 FROM usage_month m WHERE m.number_id = d.number_id)
        GROUP BY number_id, day / 100
        """);
    // What the roster has in memory is read anew with any change of the partner.
    hub.admin("PATCH", "/admin/partners/" + account.id(), Map.of("api_keys", "clear"));
  }

  /// The number with this name, in its digits.
  String whatsapp(String name) {
    return List.copyOf(ids.keySet()).get(NAMES.indexOf(name));
  }

  String path(@Nullable String rest) {
    return "/console/" + account.id() + "/numbers" + (rest == null ? "" : rest);
  }
}
