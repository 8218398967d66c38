package wabahub.numbers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Tables number and registration, read back over time.
final class HistorySql {
  private HistorySql() {}

  /// The numbers that a partner has or had, oldest first; `whatsapp` null = all of them.
  static List<NumberHistory> ofPartner(Handle tx, long partnerId, @Nullable String whatsapp) {
    Map<Long, NumberHistory> numbers = new LinkedHashMap<>();
    tx.createQuery(
            """
            SELECT n.id, n.whatsapp, n.display_name, n.deleted_at, r.phone_number_id
            FROM number n JOIN registration r ON r.number_id = n.id
            WHERE n.partner_id = :partner AND (n.whatsapp = :whatsapp OR :whatsapp = '')
            ORDER BY n.create_time, n.whatsapp, n.id, r.id
            """)
        .bind("partner", partnerId)
        .bind("whatsapp", whatsapp == null ? "" : whatsapp)
        .map((row, context) -> {
          long deletedAt = row.getLong("deleted_at");
          Long deleted = row.wasNull() ? null : (Long) deletedAt;
          return new NumberHistory(
              row.getLong("id"),
              new PhoneNumber(row.getString("whatsapp")),
              row.getString("display_name"),
              deleted,
              List.of(row.getString("phone_number_id")));
        })
        .forEach(row -> numbers.merge(row.id(), row, HistorySql::join));
    return new ArrayList<>(numbers.values());
  }

  private static NumberHistory join(NumberHistory first, NumberHistory next) {
    List<String> phones = new ArrayList<>(first.phoneNumberIds());
    next.phoneNumberIds().stream().filter(p -> !phones.contains(p)).forEach(phones::add);
    return new NumberHistory(
        first.id(), first.whatsapp(), first.displayName(), first.deletedAt(), List.copyOf(phones));
  }

  /// Those that were deleted before an instant, in the order of their ids.
  static List<Long> deleted(Handle tx, long before, long after, int limit) {
    return tx.createQuery(
            "SELECT id FROM number WHERE deleted_at < :before AND id > :after ORDER BY id LIMIT :limit")
        .bind("before", before)
        .bind("after", after)
        .bind("limit", limit)
        .mapTo(Long.class)
        .list();
  }
}
