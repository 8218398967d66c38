package wabahub.metering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;

/// Tables usage_day and usage_month.
final class UsageSql {
  private static final Rows DAYS =
      Rows.of(
          "delta",
          "number_id bigint",
          "day integer",
          "kind smallint",
          "name varchar",
          "units bigint");
  private static final Rows MONTHS =
      Rows.of(
          "delta",
          "number_id bigint",
          "month integer",
          "marketing bigint",
          "service bigint",
          "incoming bigint");
  private static final Rows WANTED =
      Rows.of("wanted", "number_id bigint", "first integer", "last integer");

  private UsageSql() {}

  /// Adds a tally to the figures.
  static void add(Handle tx, Tally tally) {
    addDays(tx, tally);
    addMonths(tx, tally);
  }

  static void addDays(Handle tx, Tally tally) {
    List<@Nullable Object[]> days = new ArrayList<>();
    tally
        .days()
        .forEach((cell, units) ->
            days.add(
                new @Nullable Object[] {
                  cell.numberId(), cell.day(), cell.kind().code(), cell.name(), units
                }));
    DAYS.update(
        tx,
        """
        INSERT INTO usage_day (number_id, day, kind, name, units)
        SELECT * FROM delta WHERE true
        ON CONFLICT (number_id, day, kind, name) DO UPDATE SET
          units = usage_day.units + excluded.units
        """,
        days);
  }

  private static void addMonths(Handle tx, Tally tally) {
    List<@Nullable Object[]> months = new ArrayList<>();
    tally
        .months()
        .forEach((cell, figures) ->
            months.add(
                new @Nullable Object[] {
                  cell.numberId(),
                  cell.month(),
                  figures.marketing(),
                  figures.service(),
                  figures.incoming()
                }));
    MONTHS.update(
        tx,
        """
        INSERT INTO usage_month (number_id, month, marketing, service, incoming)
        SELECT * FROM delta WHERE true
        ON CONFLICT (number_id, month) DO UPDATE SET
          marketing = usage_month.marketing + excluded.marketing,
          service = usage_month.service + excluded.service,
          incoming = usage_month.incoming + excluded.incoming
        """,
        months);
  }

  static void set(Handle tx, long numberId, int month, Figures figures) {
    tx.createUpdate(
            """
            INSERT INTO usage_month (number_id, month, marketing, service, incoming)
            VALUES (:number, :month, :marketing, :service, :incoming)
            ON CONFLICT (number_id, month) DO UPDATE SET marketing = excluded.marketing,
              service = excluded.service, incoming = excluded.incoming
            """)
        .bind("number", numberId)
        .bind("month", month)
        .bind("marketing", figures.marketing())
        .bind("service", figures.service())
        .bind("incoming", figures.incoming())
        .execute();
  }

  /// Writes down what moved in a month that was closed.
  static void addChange(Handle tx, Tally.MonthCell cell, Figures figures, long now) {
    tx.createUpdate(
            """
            INSERT INTO usage_change (number_id, month, changed_at, marketing, service, incoming)
            VALUES (:number, :month, :now, :marketing, :service, :incoming)
            """)
        .bind("number", cell.numberId())
        .bind("month", cell.month())
        .bind("now", now)
        .bind("marketing", figures.marketing())
        .bind("service", figures.service())
        .bind("incoming", figures.incoming())
        .execute();
  }

  /// The figures of a month of those of the numbers that have any.
  static Map<Long, Figures> month(Handle tx, Collection<Long> numberIds, int month) {
    Map<Long, Figures> found = new HashMap<>();
    months(tx, numberIds, month, month).forEach((cell, its) -> found.put(cell.numberId(), its));
    return found;
  }

  /// The figures of months (yyyymm, both included), where there are any.
  static Map<Tally.MonthCell, Figures> months(
      Handle tx, Collection<Long> numberIds, int from, int to) {
    Map<Tally.MonthCell, Figures> found = new TreeMap<>();
    WANTED.each(
        tx,
        """
        SELECT u.number_id, u.month, u.marketing, u.service, u.incoming
        FROM wanted w JOIN usage_month u ON u.number_id = w.number_id
        WHERE u.month >= w.first AND u.month <= w.last
        """,
        wanted(numberIds, from, to),
        row ->
            found.put(
                new Tally.MonthCell(row.getLong(1), row.getInt(2)),
                new Figures(row.getLong(3), row.getLong(4), row.getLong(5))));
    return found;
  }

  /// The figures of days (yyyymmdd, both included) that are not zero.
  static Map<Tally.DayCell, Long> days(Handle tx, Collection<Long> numberIds, int from, int to) {
    Map<Tally.DayCell, Long> found = new TreeMap<>();
    WANTED.each(
        tx,
        """
        SELECT u.number_id, u.day, u.kind, u.name, u.units
        FROM wanted w JOIN usage_day u ON u.number_id = w.number_id
        WHERE u.day >= w.first AND u.day <= w.last AND u.units <> 0
        """,
        wanted(numberIds, from, to),
        row ->
            found.put(
                new Tally.DayCell(
                    row.getLong(1), row.getInt(2), Tally.Kind.of(row.getInt(3)), row.getString(4)),
                row.getLong(5)));
    return found;
  }

  /// The sum over days (yyyymmdd, both included).
  static Figures sum(Handle tx, Collection<Long> numberIds, int from, int to) {
    AtomicReference<Figures> sum = new AtomicReference<>(Figures.NONE);
    WANTED.each(
        tx,
        """
        SELECT u.kind, u.name, sum(u.units)
        FROM wanted w JOIN usage_day u ON u.number_id = w.number_id
        WHERE u.day >= w.first AND u.day <= w.last
        GROUP BY u.kind, u.name
        """,
        wanted(numberIds, from, to),
        row -> {
          Tally.Kind kind = Tally.Kind.of(row.getInt(1));
          Figures some = Figures.of(kind, row.getString(2), row.getLong(3));
          sum.set(sum.get().plus(some));
        });
    return sum.get();
  }

  /// A change of a closed month; `at` in UNIX seconds.
  record Change(long numberId, int month, long at, Figures figures) {}

  static List<Change> changes(Handle tx, Collection<Long> numberIds, int from, int to) {
    return WANTED.query(
        tx,
        """
        SELECT c.number_id, c.month, c.changed_at, c.marketing, c.service, c.incoming
        FROM wanted w JOIN usage_change c ON c.number_id = w.number_id
        WHERE c.month >= w.first AND c.month <= w.last
        ORDER BY c.id
        """,
        wanted(numberIds, from, to),
        row ->
            new Change(
                row.getLong(1),
                row.getInt(2),
                row.getLong(3),
                new Figures(row.getLong(4), row.getLong(5), row.getLong(6))));
  }

  private static List<@Nullable Object[]> wanted(Collection<Long> numberIds, int from, int to) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    numberIds.forEach(id -> rows.add(new @Nullable Object[] {id, from, to}));
    return rows;
  }
}
