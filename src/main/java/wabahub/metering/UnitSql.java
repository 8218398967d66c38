package wabahub.metering;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;

/// Tables unit and lent_pricing.
final class UnitSql {
  private static final String FACT =
      "pricing_rank, pricing_at, charged, category, subtype, type, model, billable";
  private static final Rows KEYS =
      Rows.of("k", "phone_number_id varchar", "message bytea", "participant bytea");
  private static final Rows MESSAGES = Rows.of("k", "phone_number_id varchar", "message bytea");
  private static final Rows UNITS =
      Rows.of(
          "fact",
          "phone_number_id varchar",
          "message bytea",
          "participant bytea",
          "delivered_at bigint",
          "country varchar",
          "wamid varchar",
          "pricing_rank smallint",
          "pricing_at bigint",
          "charged smallint",
          "category varchar",
          "subtype varchar",
          "type varchar",
          "model varchar",
          "billable smallint");
  private static final Rows LENT =
      Rows.of(
          "fact",
          "phone_number_id varchar",
          "message bytea",
          "pricing_rank smallint",
          "pricing_at bigint",
          "charged smallint",
          "category varchar",
          "subtype varchar",
          "type varchar",
          "model varchar",
          "billable smallint");
  private static final String UPDATE_PRICING =
      """
      pricing_rank = excluded.pricing_rank, pricing_at = excluded.pricing_at,
      charged = excluded.charged, category = excluded.category, subtype = excluded.subtype,
      type = excluded.type, model = excluded.model, billable = excluded.billable
      """;

  private static final String INSERT =
      "INSERT INTO unit (phone_number_id, message, participant, delivered_at, country, wamid, "
          + FACT
          + ") SELECT * FROM fact WHERE true";

  private UnitSql() {}

  /// A unit about to be written. `wamid` only while it is on a bill.
  record Line(UnitKey key, UnitFact fact, @Nullable String wamid) {
    @Nullable Object[] row() {
      @Nullable Object[] row = new @Nullable Object[14];
      row[0] = key.phoneNumberId();
      row[1] = key.message().bytes();
      row[2] = key.participant().bytes();
      row[3] = fact.deliveredAt();
      row[4] = fact.country();
      row[5] = wamid;
      fill(row, 6, fact.pricing());
      return row;
    }
  }

  private static void fill(@Nullable Object[] row, int from, @Nullable Pricing pricing) {
    if (pricing != null) {
      row[from] = pricing.rank();
      row[from + 1] = pricing.at();
      row[from + 2] = pricing.charged() ? 1 : 0;
      row[from + 3] = pricing.category();
      row[from + 4] = pricing.subtype();
      row[from + 5] = pricing.type();
      row[from + 6] = pricing.model();
      row[from + 7] = pricing.billable() ? 1 : 0;
    }
  }

  static Map<UnitKey, UnitFact> find(Handle tx, Collection<UnitKey> keys) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (UnitKey key : keys) {
      rows.add(
          new @Nullable Object[] {
            key.phoneNumberId(), key.message().bytes(), key.participant().bytes()
          });
    }
    Map<UnitKey, UnitFact> found = new HashMap<>();
    KEYS.each(
        tx,
        "SELECT u.phone_number_id, u.message, u.participant, u.delivered_at, u.country, "
            + FACT
            + """
             FROM k JOIN unit u ON u.phone_number_id = k.phone_number_id
              AND u.message = k.message AND u.participant = k.participant
            """,
        rows,
        row -> found.put(key(row), fact(row)));
    return found;
  }

  /// All units of these messages.
  static Map<UnitKey, UnitFact> findOfMessages(Handle tx, Collection<MessageKey> messages) {
    Map<UnitKey, UnitFact> found = new HashMap<>();
    MESSAGES.each(
        tx,
        "SELECT u.phone_number_id, u.message, u.participant, u.delivered_at, u.country, "
            + FACT
            + """
             FROM k JOIN unit u ON u.phone_number_id = k.phone_number_id
              AND u.message = k.message
            """,
        keys(messages),
        row -> found.put(key(row), fact(row)));
    return found;
  }

  static Map<MessageKey, Pricing> findLent(Handle tx, Collection<MessageKey> messages) {
    Map<MessageKey, Pricing> found = new HashMap<>();
    MESSAGES.each(
        tx,
        "SELECT l.phone_number_id, l.message, "
            + FACT
            + """
             FROM k JOIN lent_pricing l ON l.phone_number_id = k.phone_number_id
              AND l.message = k.message
            """,
        keys(messages),
        row -> found.put(messageKey(row), pricing(row, "")));
    return found;
  }

  private static List<@Nullable Object[]> keys(Collection<MessageKey> messages) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    messages.forEach(
        m -> rows.add(new @Nullable Object[] {m.phoneNumberId(), m.message().bytes()}));
    return rows;
  }

  /// Adds those units that there are not yet, and returns their keys.
  static Set<UnitKey> insert(Handle tx, Collection<Line> lines) {
    String sql = INSERT + " ON CONFLICT DO NOTHING RETURNING phone_number_id, message, participant";
    return new HashSet<>(UNITS.query(tx, sql, rows(lines), UnitSql::key));
  }

  private static List<@Nullable Object[]> rows(Collection<Line> lines) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    lines.forEach(line -> rows.add(line.row()));
    return rows;
  }

  static void save(Handle tx, Collection<Line> lines) {
    UNITS.update(
        tx,
        INSERT
            + """
             ON CONFLICT (phone_number_id, message, participant) DO UPDATE SET
              delivered_at = excluded.delivered_at, country = excluded.country,
              wamid = excluded.wamid,
            """
            + UPDATE_PRICING,
        rows(lines));
  }

  static void saveLent(Handle tx, Map<MessageKey, Pricing> lent) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    lent.forEach((key, pricing) -> {
      @Nullable Object[] row = new @Nullable Object[10];
      row[0] = key.phoneNumberId();
      row[1] = key.message().bytes();
      fill(row, 2, pricing);
      rows.add(row);
    });
    LENT.update(
        tx,
        "INSERT INTO lent_pricing (phone_number_id, message, "
            + FACT
            + """
            )
            SELECT * FROM fact WHERE true
            ON CONFLICT (phone_number_id, message) DO UPDATE SET
            """
            + UPDATE_PRICING,
        rows);
  }

  /// Every delivered unit of a number whose instant is in `[from, to)`, with lent pricing where it
  /// has none of its own; in no order. Streams: a month may hold millions.
  static void each(
      Handle tx, String phoneNumberId, long from, long to, BiConsumer<UnitKey, UnitFact> each) {
    tx.createQuery(
            """
            SELECT u.*, l.pricing_rank AS lent_pricing_rank, l.pricing_at AS lent_pricing_at,
                   l.charged AS lent_charged, l.category AS lent_category,
                   l.subtype AS lent_subtype, l.type AS lent_type, l.model AS lent_model,
                   l.billable AS lent_billable
            FROM unit u LEFT JOIN lent_pricing l ON l.phone_number_id = u.phone_number_id
              AND l.message = u.message
            WHERE u.phone_number_id = :phone AND u.delivered_at >= :from AND u.delivered_at < :to
            """)
        .bind("phone", phoneNumberId)
        .bind("from", from)
        .bind("to", to)
        .setFetchSize(1_000)
        .map((row, context) -> new Line(key(row), fact(row).withLent(pricing(row, "lent_")), null))
        .forEach(line -> each.accept(line.key(), line.fact()));
  }

  private static MessageKey messageKey(ResultSet row) throws SQLException {
    return new MessageKey(row.getString("phone_number_id"), new Key(row.getBytes("message")));
  }

  private static UnitKey key(ResultSet row) throws SQLException {
    byte @Nullable [] participant = row.getBytes("participant");
    return new UnitKey(
        row.getString("phone_number_id"),
        new Key(row.getBytes("message")),
        participant == null ? Key.NONE : new Key(participant));
  }

  private static UnitFact fact(ResultSet row) throws SQLException {
    long deliveredAt = row.getLong("delivered_at");
    Long delivered = row.wasNull() ? null : (Long) deliveredAt;
    String country = row.getString("country");
    return new UnitFact(delivered, pricing(row, ""), country == null ? "" : country);
  }

  private static @Nullable Pricing pricing(ResultSet row, String prefix) throws SQLException {
    int rank = row.getInt(prefix + "pricing_rank");
    if (row.wasNull()) {
      return null;
    }
    return new Pricing(
        rank,
        row.getLong(prefix + "pricing_at"),
        row.getInt(prefix + "charged") == 1,
        row.getString(prefix + "category"),
        row.getString(prefix + "subtype"),
        row.getString(prefix + "type"),
        row.getString(prefix + "model"),
        row.getInt(prefix + "billable") == 1);
  }
}
