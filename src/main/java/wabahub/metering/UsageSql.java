package wabahub.metering;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  private static final Rows WANTED = Rows.of("wanted", "number_id bigint", "month integer");

  private UsageSql() {}

  /// Adds a tally to the figures.
  static void add(Handle tx, Tally tally) {
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
    addMonths(tx, tally);
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

  /// The figures of a month of those of the numbers that have any.
  static Map<Long, Figures> month(Handle tx, Collection<Long> numberIds, int month) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    numberIds.forEach(id -> rows.add(new @Nullable Object[] {id, month}));
    Map<Long, Figures> found = new HashMap<>();
    WANTED.each(
        tx,
        """
        SELECT u.number_id, u.marketing, u.service, u.incoming
        FROM wanted w JOIN usage_month u ON u.number_id = w.number_id AND u.month = w.month
        """,
        rows,
        row ->
            found.put(row.getLong(1), new Figures(row.getLong(2), row.getLong(3), row.getLong(4))));
    return found;
  }
}
