package wabahub.onboarding;

import java.util.List;
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
            INSERT INTO departure (whatsapp, phone_number_id, waba_id, access_token, coexistence,
                                   created_at, attempts, due_at, under_way)
            VALUES (:whatsapp, :phone, :waba, :token, :coexistence, :at, 0, :at, 0)
            """)
        .bind("whatsapp", departure.whatsapp())
        .bind("phone", departure.phoneNumberId())
        .bind("waba", departure.wabaId())
        .bind("token", secrets.encrypt(departure.accessToken(), TOKEN))
        .bind("coexistence", departure.coexistence() ? 1 : 0)
        .bind("at", departure.createdAt())
        .execute();
  }

  static List<Departure> due(Handle tx, Secrets secrets, long now, int limit) {
    return tx.createQuery(
            "SELECT * FROM departure WHERE due_at <= :now ORDER BY due_at, id LIMIT :limit")
        .bind("now", now)
        .bind("limit", limit)
        .map((row, context) ->
            new Departure(
                row.getLong("id"),
                row.getString("whatsapp"),
                row.getString("phone_number_id"),
                row.getString("waba_id"),
                secrets.decryptSecret(row.getBytes("access_token"), TOKEN),
                row.getInt("coexistence") == 1,
                row.getLong("created_at"),
                row.getInt("attempts")))
        .list();
  }

  /// Marks it as under way; false when it is gone.
  static boolean begin(Handle tx, long id, long retryAt) {
    return tx.createUpdate(
                """
                UPDATE departure SET under_way = 1, attempts = attempts + 1, due_at = :retry
                WHERE id = :id
                """)
            .bind("id", id)
            .bind("retry", retryAt)
            .execute()
        == 1;
  }

  static void later(Handle tx, long id, long dueAt) {
    tx.createUpdate("UPDATE departure SET under_way = 0, due_at = :due WHERE id = :id")
        .bind("id", id)
        .bind("due", dueAt)
        .execute();
  }

  static void delete(Handle tx, long id) {
    tx.createUpdate("DELETE FROM departure WHERE id = :id").bind("id", id).execute();
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
