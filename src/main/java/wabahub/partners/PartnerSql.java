package wabahub.partners;

import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import wabahub.partners.Partner.ApiKeys;

/// Tables partner and partner_zone.
final class PartnerSql {
  private PartnerSql() {}

  static long insert(Handle tx, Partner partner, byte[] secretHash) {
    long id =
        tx.createUpdate(
                """
                INSERT INTO partner (name, client_id, secret_hash, suspended, api_keys, created_at)
                VALUES (:name, :clientId, :secretHash, 0, :apiKeys, :createdAt)
                """)
            .bind("name", partner.name())
            .bind("clientId", partner.clientId())
            .bind("secretHash", secretHash)
            .bind("apiKeys", partner.apiKeys().name())
            .bind("createdAt", partner.createdAt())
            .executeAndReturnGeneratedKeys("id")
            .mapTo(Long.class)
            .one();
    insertZones(tx, id, partner.zones());
    return id;
  }

  private static void insertZones(Handle tx, long partnerId, TimeZones zones) {
    for (TimeZones.Span span : zones.spans()) {
      tx.createUpdate(
              """
              INSERT INTO partner_zone (partner_id, from_at, first_day, zone)
              VALUES (:partner, :fromAt, :firstDay, :zone)
              """)
          .bind("partner", partnerId)
          .bind("fromAt", span.fromAt())
          .bind("firstDay", span.firstDay())
          .bind("zone", span.zone().getId())
          .execute();
    }
  }

  static List<Partner> all(Handle tx) {
    return select(tx, "ORDER BY p.id, z.from_at", Map.of());
  }

  static Optional<Partner> find(Handle tx, long id) {
    return select(tx, "WHERE p.id = :id ORDER BY z.from_at", Map.of("id", id)).stream().findFirst();
  }

  /// Locks the partner's row: whoever counts in its zones waits.
  static Optional<Partner> lock(Handle tx, long id) {
    tx.createQuery("SELECT id FROM partner WHERE id = :id<forUpdate>")
        .bind("id", id)
        .mapTo(Long.class)
        .findOne();
    return find(tx, id);
  }

  /// Keeps the partner's row from changing until the transaction ends.
  static Partner share(Handle tx, long id) {
    tx.createQuery("SELECT id FROM partner WHERE id = :id<forShare>")
        .bind("id", id)
        .mapTo(Long.class)
        .one();
    return find(tx, id).orElseThrow();
  }

  static Optional<Long> findByCredentials(Handle tx, String clientId, byte[] secretHash) {
    return byCredentials(tx, "", clientId, secretHash);
  }

  /// The same, and locks the partner's row.
  static Optional<Long> lockByCredentials(Handle tx, String clientId, byte[] secretHash) {
    return byCredentials(tx, "<forUpdate>", clientId, secretHash);
  }

  private static Optional<Long> byCredentials(
      Handle tx, String lock, String clientId, byte[] secretHash) {
    return tx.createQuery("SELECT id, secret_hash FROM partner WHERE client_id = :clientId" + lock)
        .bind("clientId", clientId)
        .map((row, context) ->
            MessageDigest.isEqual(row.getBytes("secret_hash"), secretHash)
                ? Optional.of(row.getLong("id"))
                : Optional.<Long>empty())
        .findOne()
        .flatMap(id -> id);
  }

  private static List<Partner> select(Handle tx, String tail, Map<String, ?> bindings) {
    Map<Long, Partner> partners = new LinkedHashMap<>();
    tx.createQuery(
            """
            SELECT p.id, p.name, p.client_id, p.suspended, p.api_keys, p.created_at,
                   z.from_at, z.first_day, z.zone
            FROM partner p JOIN partner_zone z ON z.partner_id = p.id
            """
                + tail)
        .bindMap(bindings)
        .map((row, context) -> partner(row))
        .forEach(row -> partners.merge(row.id(), row, PartnerSql::join));
    return new ArrayList<>(partners.values());
  }

  /// A row of the join holds one of the partner's zones.
  private static Partner partner(ResultSet row) throws SQLException {
    TimeZones.Span zone =
        new TimeZones.Span(
            row.getLong("from_at"), row.getInt("first_day"), ZoneId.of(row.getString("zone")));
    return new Partner(
        row.getLong("id"),
        row.getString("name"),
        row.getString("client_id"),
        row.getInt("suspended") == 1,
        ApiKeys.valueOf(row.getString("api_keys")),
        new TimeZones(List.of(zone)),
        row.getLong("created_at"));
  }

  private static Partner join(Partner first, Partner next) {
    List<TimeZones.Span> spans = new ArrayList<>(first.zones().spans());
    spans.addAll(next.zones().spans());
    return first.with(new TimeZones(List.copyOf(spans)));
  }

  static void update(Handle tx, Partner partner) {
    tx.createUpdate(
            """
            UPDATE partner SET name = :name, suspended = :suspended, api_keys = :apiKeys
            WHERE id = :id
            """)
        .bind("id", partner.id())
        .bind("name", partner.name())
        .bind("suspended", partner.suspended() ? 1 : 0)
        .bind("apiKeys", partner.apiKeys().name())
        .execute();
    tx.createUpdate("DELETE FROM partner_zone WHERE partner_id = :id")
        .bind("id", partner.id())
        .execute();
    insertZones(tx, partner.id(), partner.zones());
  }

  static void updateSecret(Handle tx, long id, byte[] secretHash) {
    tx.createUpdate("UPDATE partner SET secret_hash = :hash WHERE id = :id")
        .bind("id", id)
        .bind("hash", secretHash)
        .execute();
  }
}
