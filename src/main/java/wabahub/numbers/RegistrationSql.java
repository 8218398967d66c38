package wabahub.numbers;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.partners.Partners;
import wabahub.partners.TimeZones;
import wabahub.storage.Engine;
import wabahub.storage.Rows;
import wabahub.storage.Storage;

/// Table registration.
final class RegistrationSql {
  private static final Rows FRESH =
      Rows.of("fresh", "phone_number_id varchar", "number_id bigint", "registered_at bigint");
  private static final Rows TURN = Rows.of("turn", "phone varchar", "waba varchar");
  private static final Rows WANTED = Rows.of("wanted", "phone_number_id varchar");

  private RegistrationSql() {}

  private record Row(
      String phoneNumberId, long numberId, long partnerId, long endedAt, long registeredAt) {}

  private static Row row(ResultSet row) throws SQLException {
    long at = row.getLong("ended_at");
    long endedAt = row.wasNull() ? Ownership.NEVER : at;
    return new Row(
        row.getString("phone_number_id"),
        row.getLong("number_id"),
        row.getLong("partner_id"),
        endedAt,
        row.getLong("registered_at"));
  }

  private static List<@Nullable Object[]> wanted(Collection<String> phoneNumberIds) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    Set.copyOf(phoneNumberIds).forEach(id -> rows.add(new @Nullable Object[] {id}));
    return rows;
  }

  /// `numberIds` by phone number id.
  static void insert(Handle tx, Map<String, Long> numberIds, long now) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    numberIds.forEach((phone, number) -> rows.add(new @Nullable Object[] {phone, number, now}));
    FRESH.update(
        tx,
        """
        INSERT INTO registration (phone_number_id, number_id, registered_at)
        SELECT * FROM fresh
        """,
        rows);
  }

  static void end(Handle tx, long numberId, long now) {
    tx.createUpdate(
            "UPDATE registration SET ended_at = :now WHERE number_id = :number AND ended_at IS NULL")
        .bind("number", numberId)
        .bind("now", now)
        .execute();
  }

  /// Those of the phone number ids that belong to a live number already.
  static List<String> findLive(Handle tx, List<String> phoneNumberIds) {
    return WANTED.query(
        tx,
        """
        SELECT r.phone_number_id
        FROM wanted w JOIN registration r ON r.phone_number_id = w.phone_number_id
        WHERE r.ended_at IS NULL
        """,
        wanted(phoneNumberIds),
        row -> row.getString(1));
  }

  /// The phone number ids that a number (id) has had. It gets no other one until the transaction
  /// ends, which does not hold up those who only refer to it.
  static List<String> ofNumber(Handle tx, long numberId) {
    if (Storage.engine(tx) == Engine.POSTGRESQL) {
      tx.createQuery("SELECT id FROM number WHERE id = :number FOR NO KEY UPDATE")
          .bind("number", numberId)
          .mapTo(Long.class)
          .list();
    }
    return tx.createQuery(
            "SELECT DISTINCT phone_number_id FROM registration WHERE number_id = :number")
        .bind("number", numberId)
        .mapTo(String.class)
        .list();
  }

  static List<String> ofPartner(Handle tx, long partnerId) {
    return tx.createQuery(
            """
            SELECT DISTINCT r.phone_number_id
            FROM registration r JOIN number n ON n.id = r.number_id
            WHERE n.partner_id = :partner
            """)
        .bind("partner", partnerId)
        .mapTo(String.class)
        .list();
  }

  /// Keeps the numbers that ever had these phone number ids, and the live ones of these WABAs, for
  /// this transaction: whoever else takes its turn waits. All in one order, so that nobody waits in
  /// a circle, and in a way that does not hold up those who only refer to a number. Returns them.
  static Set<Long> takeTurn(
      Handle tx, Collection<String> phoneNumberIds, Collection<String> wabaIds) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    phoneNumberIds.forEach(phone -> rows.add(new @Nullable Object[] {phone, null}));
    wabaIds.forEach(waba -> rows.add(new @Nullable Object[] {null, waba}));
    Set<Long> taken = new HashSet<>();
    TURN.each(
        tx,
        """
        SELECT n.id FROM number n WHERE n.id IN (
          SELECT r.number_id FROM registration r JOIN turn t ON t.phone = r.phone_number_id
          UNION SELECT m.id FROM number m JOIN turn t ON t.waba = m.waba_id)
        ORDER BY n.id FOR NO KEY UPDATE
        """,
        rows,
        row -> taken.add(row.getLong(1)));
    return taken;
  }

  /// Keeps the registrations of these phone number ids from changing until the transaction ends.
  /// Others may do so at the same time.
  static void share(Handle tx, Collection<String> phoneNumberIds) {
    lock(tx, phoneNumberIds, "SHARE OF r");
  }

  /// The same, and keeps everybody else waiting who counts in them.
  static void lock(Handle tx, Collection<String> phoneNumberIds) {
    lock(tx, phoneNumberIds, "UPDATE OF r");
  }

  private static void lock(Handle tx, Collection<String> phoneNumberIds, String how) {
    if (Storage.engine(tx) == Engine.POSTGRESQL) {
      WANTED.query(
          tx,
          """
          SELECT r.id FROM registration r
          WHERE r.phone_number_id IN (SELECT phone_number_id FROM wanted) FOR
          """
              + how,
          wanted(phoneNumberIds),
          row -> row.getLong(1));
    }
  }

  /// Ownership of those of the phone number ids that were ever registered. A statement of its own
  /// after the one that locks: one that had to wait for the lock would not see a registration that
  /// was added meanwhile.
  static Map<String, Ownership> ownership(Handle tx, Collection<String> phoneNumberIds) {
    List<Row> rows =
        WANTED.query(
            tx,
            """
            SELECT r.phone_number_id, r.number_id, n.partner_id, r.ended_at, r.registered_at
            FROM wanted w JOIN registration r ON r.phone_number_id = w.phone_number_id
            JOIN number n ON n.id = r.number_id
            ORDER BY r.phone_number_id, r.ended_at IS NULL, r.ended_at, r.id
            """,
            wanted(phoneNumberIds),
            RegistrationSql::row);
    Map<Long, TimeZones> zones = new HashMap<>();
    Map<String, List<Ownership.Span>> spans = new HashMap<>();
    Map<String, Long> first = new HashMap<>();
    for (Row row : rows) {
      TimeZones own = zones.computeIfAbsent(row.partnerId(), id -> Partners.zones(tx, id));
      first.merge(row.phoneNumberId(), row.registeredAt(), Math::min);
      spans
          .computeIfAbsent(row.phoneNumberId(), id -> new ArrayList<>())
          .add(new Ownership.Span(row.numberId(), row.partnerId(), row.endedAt(), own));
    }
    Map<String, Ownership> ownership = new HashMap<>();
    spans.forEach((phone, list) ->
        ownership.put(phone, new Ownership(first.getOrDefault(phone, 0L), List.copyOf(list))));
    return ownership;
  }

  /// When each of the phone number ids was first registered, for those that ever were.
  static Map<String, Long> firstRegisteredAt(Handle tx, Collection<String> phoneNumberIds) {
    Map<String, Long> first = new HashMap<>();
    if (!phoneNumberIds.isEmpty()) {
      tx.createQuery(
              """
              SELECT phone_number_id, min(registered_at) FROM registration
              WHERE phone_number_id IN (<phones>) GROUP BY phone_number_id
              """)
          .bindList("phones", List.copyOf(phoneNumberIds))
          .map((row, context) -> first.put(row.getString(1), row.getLong(2)))
          .list();
    }
    return first;
  }

  static Optional<Long> registeredAt(Handle tx, long numberId) {
    return tx.createQuery(
            "SELECT max(registered_at) FROM registration WHERE number_id = :number AND ended_at IS NULL")
        .bind("number", numberId)
        .mapTo(Long.class)
        .findOne();
  }
}
