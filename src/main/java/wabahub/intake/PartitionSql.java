package wabahub.intake;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jdbi.v3.core.Handle;

/// The days of the journal on PostgreSQL (UTC): made ahead, dropped whole.
final class PartitionSql {
  private static final int DAYS_AHEAD = 3;
  private static final String PREFIX = "journal_2";
  private static final DateTimeFormatter NAME = DateTimeFormatter.ofPattern("'journal_'yyyyMMdd");

  /// Both take the journal for themselves. Whoever waits for that, as for the end of a `pg_dump`,
  /// keeps all others from it meanwhile: intake, too, which may have to wait several seconds but
  /// not more.
  private static final String IMPATIENTLY = "SET LOCAL lock_timeout = '2s'";

  private PartitionSql() {}

  /// Makes the partitions from `now` (milliseconds) on that are missing; returns how many. A day
  /// whose rows have gone to journal_other already stays there.
  static int create(Handle tx, long now) {
    tx.execute(IMPATIENTLY);
    // One after the other: two hubs would make the same one.
    tx.execute("LOCK TABLE journal IN SHARE UPDATE EXCLUSIVE MODE");
    LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(now), ZoneOffset.UTC);
    List<String> existing = names(tx);
    int created = 0;
    for (int day = 0; day <= DAYS_AHEAD; day++) {
      LocalDate date = today.plusDays(day);
      String name = NAME.format(date);
      if (!existing.contains(name) && !holdsRows(tx, date)) {
        tx.execute(
            "CREATE TABLE IF NOT EXISTS %s PARTITION OF journal FOR VALUES FROM (%d) TO (%d)"
                .formatted(name, start(date), start(date.plusDays(1))));
        created++;
      }
    }
    return created;
  }

  private static boolean holdsRows(Handle tx, LocalDate date) {
    return tx.createQuery(
            "SELECT EXISTS (SELECT 1 FROM journal_other WHERE arrived_at >= :from AND arrived_at <"
                + " :to)")
        .bind("from", start(date))
        .bind("to", start(date.plusDays(1)))
        .mapTo(Boolean.class)
        .one();
  }

  /// What is not dispatched: a stream that has no row any more is worked off.
  private static final String UNDISPATCHED =
      "EXISTS (SELECT 1 FROM stream s WHERE s.hub_id = j.hub_id AND s.seq < j.seq)";

  /// Drops days that ended before `before` (milliseconds) and are dispatched whole; returns how
  /// many.
  static int drop(Handle tx, long before) {
    tx.execute(IMPATIENTLY);
    int dropped = 0;
    for (String name : names(tx)) {
      LocalDate date = LocalDate.parse(name, NAME);
      if (start(date.plusDays(1)) <= before && isDispatched(tx, name)) {
        tx.execute("DROP TABLE IF EXISTS " + name);
        dropped++;
      }
    }
    return dropped;
  }

  /// Looks at what comes after each stream's place: nothing, nearly always.
  private static boolean isDispatched(Handle tx, String name) {
    return tx.createQuery(
            "SELECT NOT EXISTS (SELECT 1 FROM stream s JOIN "
                + name
                + " j ON j.hub_id = s.hub_id AND j.seq > s.seq)")
        .mapTo(Boolean.class)
        .one();
  }

  /// Deletes some of the rows that came before `before` (milliseconds) and belong to no day.
  static int delete(Handle tx, long before, int limit) {
    return tx.createUpdate(
            """
            DELETE FROM journal_other WHERE (hub_id, seq) IN (
              SELECT j.hub_id, j.seq FROM journal_other j
              WHERE j.arrived_at < :before AND NOT <undispatched>
              ORDER BY j.hub_id, j.seq LIMIT :limit)
            """)
        .define("undispatched", UNDISPATCHED)
        .bind("before", before)
        .bind("limit", limit)
        .execute();
  }

  private static List<String> names(Handle tx) {
    return tx.createQuery(
            """
            SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = 'journal'::regclass ORDER BY c.relname
            """)
        .mapTo(String.class)
        .filter(name -> name.startsWith(PREFIX))
        .list();
  }

  private static long start(LocalDate date) {
    return Duration.ofDays(date.toEpochDay()).toMillis();
  }
}
