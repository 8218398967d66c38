package wabahub.onboarding;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.numbers.WabaNumber;
import wabahub.secrets.Secrets;
import wabahub.storage.Rows;

/// Table departure.
final class DepartureSql {
  private static final Rows PHONES = Rows.of("back", "phone_number_id varchar");
  private static final String TOKEN = "departure.access_token";

  private DepartureSql() {}

  static void insert(Handle tx, Secrets secrets, Departure departure) {
    tx.createUpdate(
            """
            INSERT INTO departure (whatsapp, phone_number_id, waba_id, access_token, registered,
                                   created_at, attempts, due_at, under_way)
            VALUES (:whatsapp, :phone, :waba, :token, :registered, :at, 0, :at, 0)
            """)
        .bind("whatsapp", departure.whatsapp())
        .bind("phone", departure.phoneNumberId())
        .bind("waba", departure.wabaId())
        .bind("token", secrets.encrypt(departure.accessToken(), TOKEN))
        .bind("registered", departure.registered() ? 1 : 0)
        .bind("at", departure.createdAt())
        .execute();
  }

  /// Those (ids) that are due. `unheld`: a condition on `departure.id`.
  static List<Long> due(Handle tx, String unheld, long now, int limit) {
    return tx.createQuery(
            """
            SELECT id FROM departure WHERE due_at <= :now <unheld> ORDER BY due_at, id LIMIT :limit
            """)
        .define("unheld", unheld)
        .bind("now", now)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }

  static Optional<Departure> find(Handle tx, Secrets secrets, long id) {
    return tx.createQuery("SELECT * FROM departure WHERE id = :id")
        .bind("id", id)
        .map((row, context) ->
            new Departure(
                row.getLong("id"),
                row.getString("whatsapp"),
                row.getString("phone_number_id"),
                row.getString("waba_id"),
                secrets.decryptSecret(row.getBytes("access_token"), TOKEN),
                row.getInt("registered") == 1,
                row.getLong("created_at"),
                row.getInt("attempts")))
        .findOne();
  }

  /// Marks it as under way; false when it is gone, or another hub has begun with it meanwhile.
  static boolean begin(Handle tx, Departure departure, long now, long retryAt) {
    return tx.createUpdate(
                """
                UPDATE departure SET under_way = 1, attempts = attempts + 1, due_at = :retry
                WHERE id = :id AND attempts = :attempts AND due_at <= :now
                """)
            .bind("id", departure.id())
            .bind("attempts", departure.attempts())
            .bind("now", now)
            .bind("retry", retryAt)
            .execute()
        == 1;
  }

  /// What [#begin] has begun, unless it was begun again meanwhile.
  static void later(Handle tx, Departure departure, long dueAt) {
    tx.createUpdate(
            """
            UPDATE departure SET under_way = 0, due_at = :due
            WHERE id = :id AND attempts = :attempts
            """)
        .bind("id", departure.id())
        .bind("attempts", departure.attempts() + 1)
        .bind("due", dueAt)
        .execute();
  }

  static void delete(Handle tx, Departure departure) {
    tx.createUpdate("DELETE FROM departure WHERE id = :id AND attempts = :attempts")
        .bind("id", departure.id())
        .bind("attempts", departure.attempts() + 1)
        .execute();
  }

  /// Whoever was at these (ids) is dead; null = at any.
  static void again(Handle tx, @Nullable Collection<Long> ids, long now) {
    String begun = "UPDATE departure SET due_at = :now WHERE under_way = 1";
    if (ids == null) {
      tx.createUpdate(begun).bind("now", now).execute();
    } else if (!ids.isEmpty()) {
      tx.createUpdate(begun + " AND id IN (<ids>)").bind("now", now).bindList("ids", ids).execute();
    }
  }

  /// Whether a number that is about to leave is registered at Meta by this hub.
  static boolean isRegistered(Handle tx, String phoneNumberId) {
    return tx.createQuery(
            "SELECT 1 FROM departure WHERE phone_number_id = :phone AND registered = 1 LIMIT 1")
        .bind("phone", phoneNumberId)
        .mapTo(Integer.class)
        .findOne()
        .isPresent();
  }

  /// The number comes back: its leaving is forgotten, unless it has begun. False while Meta is just
  /// being told something of the number or of its WABA. From then on until the transaction ends
  /// nothing begins for that WABA.
  static boolean cancel(Handle tx, String phoneNumberId, String wabaId) {
    List<Integer> underWay =
        tx.createQuery(
                """
                SELECT under_way FROM departure
                WHERE phone_number_id = :phone OR waba_id = :waba ORDER BY id<forUpdate>
                """)
            .bind("phone", phoneNumberId)
            .bind("waba", wabaId)
            .mapTo(Integer.class)
            .list();
    tx.createUpdate("DELETE FROM departure WHERE phone_number_id = :phone AND under_way = 0")
        .bind("phone", phoneNumberId)
        .execute();
    return !underWay.contains(1);
  }

  /// Numbers are live: that they once left is forgotten. False while Meta is just being told that
  /// one of them has left.
  static boolean forget(Handle tx, List<WabaNumber> numbers) {
    List<@Nullable Object[]> phones =
        numbers.stream().map(n -> new @Nullable Object[] {n.phoneNumberId()}).toList();
    PHONES.update(
        tx,
        """
        DELETE FROM departure
        WHERE under_way = 0 AND phone_number_id IN (SELECT phone_number_id FROM back)
        """,
        phones);
    return PHONES
        .query(
            tx,
            """
            SELECT d.id FROM departure d JOIN back b ON b.phone_number_id = d.phone_number_id
            """,
            phones,
            row -> row.getLong(1))
        .isEmpty();
  }
}
