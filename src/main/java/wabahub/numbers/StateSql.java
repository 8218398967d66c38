package wabahub.numbers;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;

/// Table number_state.
final class StateSql {
  private static final Rows WANTED = Rows.of("wanted", "id bigint");
  private static final Rows FRESH =
      Rows.of(
          "fresh",
          "number_id bigint",
          "aspect varchar",
          "code varchar",
          "detail varchar",
          "at bigint",
          "arrived_at bigint");

  private StateSql() {}

  /// What was said of these numbers (ids), of those of which anything was.
  static Map<Long, Map<Aspect, Mark>> load(Handle tx, Collection<Long> numberIds) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    numberIds.forEach(id -> rows.add(new @Nullable Object[] {id}));
    Map<Long, Map<Aspect, Mark>> marks = new HashMap<>();
    WANTED.each(
        tx,
        """
        SELECT s.number_id, s.aspect, s.code, s.detail, s.at, s.arrived_at
        FROM wanted w JOIN number_state s ON s.number_id = w.id
        """,
        rows,
        row -> {
          Mark mark = mark(row);
          marks
              .computeIfAbsent(row.getLong("number_id"), id -> new EnumMap<>(Aspect.class))
              .put(mark.aspect(), mark);
        });
    return marks;
  }

  private static Mark mark(ResultSet row) throws SQLException {
    return new Mark(
        Aspect.valueOf(row.getString("aspect")),
        row.getString("code"),
        row.getString("detail"),
        row.getLong("at"),
        row.getLong("arrived_at"));
  }

  /// Writes words over those that are there.
  static void save(Handle tx, Map<Long, List<Mark>> marks) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    marks.forEach((number, its) ->
        its.forEach(m ->
            rows.add(
                new @Nullable Object[] {
                  number, m.aspect().name(), m.code(), m.detail(), m.at(), m.arrivedAt()
                })));
    // Without the WHERE SQLite takes ON for the beginning of a join's condition.
    FRESH.update(
        tx,
        """
        INSERT INTO number_state (number_id, aspect, code, detail, at, arrived_at)
        SELECT * FROM fresh WHERE true
        ON CONFLICT (number_id, aspect) DO UPDATE SET
          code = excluded.code, detail = excluded.detail, at = excluded.at,
          arrived_at = excluded.arrived_at
        """,
        rows);
  }

  static void delete(Handle tx, long numberId) {
    tx.createUpdate("DELETE FROM number_state WHERE number_id = :number")
        .bind("number", numberId)
        .execute();
  }
}
