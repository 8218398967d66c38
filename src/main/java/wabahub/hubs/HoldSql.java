package wabahub.hubs;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.hubs.Holds.Held;
import wabahub.storage.Rows;

/// Table hold.
final class HoldSql {
  private static final Rows WANTED =
      Rows.of("wanted", "kind varchar", "subject bigint", "hub bigint");

  private HoldSql() {}

  /// Takes those that nobody holds; returns those that are the hub's now, or were before.
  static Set<Long> take(Handle tx, long hub, String kind, Collection<Long> subjects) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    // Sorted: two hubs that want the same ones do not wait for each other in a circle.
    new TreeSet<>(subjects).forEach(s -> rows.add(new @Nullable Object[] {kind, s, hub}));
    WANTED.update(
        tx,
        """
        INSERT INTO hold (kind, subject, hub_id) SELECT kind, subject, hub FROM wanted WHERE true
        ON CONFLICT (kind, subject) DO NOTHING
        """,
        rows);
    return new HashSet<>(
        WANTED.query(
            tx,
            """
            SELECT h.subject FROM hold h JOIN wanted w
              ON h.kind = w.kind AND h.subject = w.subject AND h.hub_id = w.hub
            """,
            rows,
            row -> row.getLong(1)));
  }

  /// Those of the subjects that other hubs hold.
  static List<Long> ofOthers(Handle tx, long hub, String kind, Collection<Long> subjects) {
    return tx.createQuery(
            """
            SELECT subject FROM hold
            WHERE kind = :kind AND subject IN (<subjects>) AND hub_id != :hub
            """)
        .bind("kind", kind)
        .bind("hub", hub)
        .bindList("subjects", List.copyOf(subjects))
        .mapTo(Long.class)
        .list();
  }

  static void release(Handle tx, long hub, Collection<Held> holds) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    holds.forEach(h -> rows.add(new @Nullable Object[] {h.kind(), h.subject(), hub}));
    WANTED.update(
        tx,
        """
        DELETE FROM hold WHERE hub_id IN (SELECT hub FROM wanted)
          AND (kind, subject) IN (SELECT kind, subject FROM wanted)
        """,
        rows);
  }

  /// What a hub holds, by kind.
  static Map<String, Set<Long>> of(Handle tx, long hub) {
    Map<String, Set<Long>> holds = new HashMap<>();
    tx.createQuery("SELECT kind, subject FROM hold WHERE hub_id = :hub")
        .bind("hub", hub)
        .map((row, context) -> new Held(row.getString(1), row.getLong(2)))
        .forEach(h -> holds.computeIfAbsent(h.kind(), kind -> new HashSet<>()).add(h.subject()));
    return holds;
  }

  static void deleteOf(Handle tx, long hub) {
    tx.createUpdate("DELETE FROM hold WHERE hub_id = :hub").bind("hub", hub).execute();
  }

  /// A condition for queries of others: nobody but `hub` holds the subject in `column`.
  static String unheld(long hub, String kind, String column) {
    return """
     AND NOT EXISTS (SELECT 1 FROM hold
       WHERE hold.kind = '%s' AND hold.subject = %s AND hold.hub_id != %d)
    """
        .formatted(kind, column, hub);
  }
}
