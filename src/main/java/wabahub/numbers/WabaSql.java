package wabahub.numbers;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/// Tables number and registration, by WABA.
final class WabaSql {
  private static final String SELECT =
      """
      SELECT n.id, n.partner_id, n.waba_id, n.whatsapp, r.phone_number_id, r.registered_at
      FROM number n JOIN registration r ON r.number_id = n.id AND r.ended_at IS NULL
      WHERE n.deleted_at IS NULL
      """;

  private WabaSql() {}

  /// The live numbers of a WABA, in the order of their ids.
  static List<WabaNumber> ofWaba(Handle tx, String wabaId) {
    return wabaNumbers(
        tx.createQuery(SELECT + "AND n.waba_id = :waba ORDER BY n.id").bind("waba", wabaId));
  }

  /// The same, with nobody else changing any of them until the transaction ends. In two steps, as
  /// [NumberSql#lock].
  static List<WabaNumber> lockWaba(Handle tx, String wabaId) {
    tx.createQuery(
            "SELECT id FROM number WHERE waba_id = :waba AND deleted_at IS NULL ORDER BY id<forUpdate>")
        .bind("waba", wabaId)
        .mapTo(Long.class)
        .list();
    return ofWaba(tx, wabaId);
  }

  /// A live number by its id, locked like those of a WABA.
  static Optional<WabaNumber> lockLive(Handle tx, long id) {
    tx.createQuery("SELECT id FROM number WHERE id = :id<forUpdate>")
        .bind("id", id)
        .mapTo(Long.class)
        .findOne();
    return wabaNumbers(tx.createQuery(SELECT + "AND n.id = :id").bind("id", id)).stream()
        .findFirst();
  }

  /// Those of these numbers that are live.
  static List<WabaNumber> live(Handle tx, Collection<Long> ids) {
    return ids.isEmpty()
        ? List.of()
        : wabaNumbers(tx.createQuery(SELECT + "AND n.id IN (<ids>)").bindList("ids", ids));
  }

  private static List<WabaNumber> wabaNumbers(Query query) {
    return query
        .map((row, context) ->
            new WabaNumber(
                row.getLong("id"),
                row.getLong("partner_id"),
                row.getString("waba_id"),
                new PhoneNumber(row.getString("whatsapp")),
                row.getString("phone_number_id"),
                row.getLong("registered_at")))
        .list();
  }
}
