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

  private PartitionSql() {}

  /// Makes the partitions from `now` (milliseconds) on that are missing. A day whose rows have gone
  /// to journal_other already stays there.
  static void create(Handle tx, long now) {
    LocalDate today = LocalDate.ofInstant(Instant.ofEpochMilli(now), ZoneOffset.UTC);
    List<String> existing = names(tx);
    for (int day = 0; day <= DAYS_AHEAD; day++) {
      LocalDate date = today.plusDays(day);
      String name = NAME.format(date);
      if (!existing.contains(name) && !holdsRows(tx, date)) {
        tx.execute(
            "CREATE TABLE IF NOT EXISTS %s PARTITION OF journal FOR VALUES FROM (%d) TO (%d)"
                .formatted(name, start(date), start(date.plusDays(1))));
      }
    }
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

  /// Drops days that ended before `before` (milliseconds) and are dispatched, up to `upTo`, whole;
  /// returns how many.
  static int drop(Handle tx, long upTo, long before) {
    int dropped = 0;
    for (String name : names(tx)) {
      LocalDate date = LocalDate.parse(name, NAME);
      if (start(date.plusDays(1)) <= before && lastSeq(tx, name) <= upTo) {
        tx.execute("DROP TABLE " + name);
        dropped++;
      }
    }
    return dropped;
  }

  private static long lastSeq(Handle tx, String name) {
    return tx.createQuery("SELECT coalesce(max(seq), 0) FROM " + name).mapTo(Long.class).one();
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
