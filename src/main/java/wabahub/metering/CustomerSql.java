package wabahub.metering;

import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.storage.Rows;
import wabahub.storage.StorageException;

/// Tables customer_message and customer_sessions.
final class CustomerSql {
  private static final Rows MESSAGE_KEYS = Rows.of("k", "phone_number_id varchar", "message bytea");
  private static final Rows CUSTOMER_KEYS =
      Rows.of("k", "phone_number_id varchar", "customer bytea");
  private static final Rows MESSAGES =
      Rows.of(
          "fact",
          "phone_number_id varchar",
          "message bytea",
          "customer bytea",
          "identity_rank smallint",
          "sent_at bigint");
  private static final Rows SESSIONS =
      Rows.of(
          "fact",
          "phone_number_id varchar",
          "customer bytea",
          "last_opening bigint",
          "openings bytea");
  private static final int FETCH = 64;

  private CustomerSql() {}

  static Map<MessageKey, MessageEvent> findMessages(Handle tx, Collection<MessageKey> keys) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    keys.forEach(k -> rows.add(new @Nullable Object[] {k.phoneNumberId(), k.message().bytes()}));
    Map<MessageKey, MessageEvent> found = new HashMap<>();
    MESSAGE_KEYS.each(
        tx,
        """
        SELECT m.phone_number_id, m.message, m.customer, m.identity_rank, m.sent_at
        FROM k JOIN customer_message m ON m.phone_number_id = k.phone_number_id
          AND m.message = k.message
        """,
        rows,
        row -> {
          Key message = new Key(row.getBytes("message"));
          MessageEvent event =
              new MessageEvent(
                  row.getString("phone_number_id"),
                  message,
                  new Key(row.getBytes("customer")),
                  row.getInt("identity_rank"),
                  row.getLong("sent_at"));
          found.put(new MessageKey(event.phoneNumberId(), message), event);
        });
    return found;
  }

  static void saveMessages(Handle tx, Collection<MessageEvent> messages) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (MessageEvent message : messages) {
      rows.add(
          new @Nullable Object[] {
            message.phoneNumberId(),
            message.message().bytes(),
            message.customer().bytes(),
            message.identityRank(),
            message.sentAt()
          });
    }
    MESSAGES.update(
        tx,
        """
        INSERT INTO customer_message (phone_number_id, message, customer, identity_rank, sent_at)
        SELECT * FROM fact WHERE true
        ON CONFLICT (phone_number_id, message) DO UPDATE SET customer = excluded.customer,
          identity_rank = excluded.identity_rank, sent_at = excluded.sent_at
        """,
        rows);
  }

  /// The openings of those of the customers that have any.
  static Map<CustomerKey, long[]> findSessions(Handle tx, Collection<CustomerKey> keys) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    keys.forEach(k -> rows.add(new @Nullable Object[] {k.phoneNumberId(), k.customer().bytes()}));
    Map<CustomerKey, long[]> found = new HashMap<>();
    CUSTOMER_KEYS.each(
        tx,
        """
        SELECT s.phone_number_id, s.customer, s.openings
        FROM k JOIN customer_sessions s ON s.phone_number_id = k.phone_number_id
          AND s.customer = k.customer
        """,
        rows,
        row ->
            found.put(
                new CustomerKey(
                    row.getString("phone_number_id"), new Key(row.getBytes("customer"))),
                unpack(row.getBytes("openings"))));
    return found;
  }

  static void saveSessions(Handle tx, Map<CustomerKey, long[]> sessions) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    sessions.forEach((key, openings) ->
        rows.add(
            new @Nullable Object[] {
              key.phoneNumberId(),
              key.customer().bytes(),
              openings.length == 0 ? 0L : openings[openings.length - 1],
              pack(openings)
            }));
    SESSIONS.update(
        tx,
        """
        INSERT INTO customer_sessions (phone_number_id, customer, last_opening, openings)
        SELECT * FROM fact WHERE true
        ON CONFLICT (phone_number_id, customer) DO UPDATE SET
          last_opening = excluded.last_opening, openings = excluded.openings
        """,
        rows);
  }

  /// The openings at or after `from` of all customers of a number.
  static List<Long> openings(Handle tx, String phoneNumberId, long from) {
    List<Long> openings = new ArrayList<>();
    tx.createQuery(
            """
            SELECT openings FROM customer_sessions
            WHERE phone_number_id = :phone AND last_opening >= :from
            """)
        .bind("phone", phoneNumberId)
        .bind("from", from)
        .setFetchSize(1_000)
        .mapTo(byte[].class)
        .forEach(packed -> {
          for (long at : unpack(packed)) {
            if (at >= from) {
              openings.add(at);
            }
          }
        });
    return openings;
  }

  /// Walks a customer's messages session by session: one index seek each, and no further than the
  /// caller reads.
  static final class Walk implements Chain.Messages, AutoCloseable {
    private final Handle tx;
    private final CustomerKey key;
    private @Nullable PreparedStatement statement;
    private int steps;

    Walk(Handle tx, CustomerKey key) {
      this.tx = tx;
      this.key = key;
    }

    int steps() {
      return steps;
    }

    @Override
    public Iterator<Long> chain(long from) {
      try {
        return new Steps(open(from));
      } catch (SQLException e) {
        throw new StorageException(e);
      }
    }

    private ResultSet open(long from) throws SQLException {
      String first =
          """
          (SELECT min(m.sent_at) FROM customer_message m
           WHERE m.phone_number_id = ? AND m.customer = ? AND m.sent_at >=\
          """;
      PreparedStatement query =
          tx.getConnection()
              .prepareStatement(
                  "WITH RECURSIVE chain(opened_at) AS (SELECT "
                      + first
                      + " ?) UNION ALL SELECT "
                      + first
                      + " c.opened_at + "
                      + Chain.SESSION_SECONDS
                      + ") FROM chain c WHERE c.opened_at IS NOT NULL)"
                      + " SELECT opened_at FROM chain WHERE opened_at IS NOT NULL");
      statement = query;
      query.setFetchSize(FETCH);
      query.setString(1, key.phoneNumberId());
      query.setBytes(2, key.customer().bytes());
      query.setLong(3, from);
      query.setString(4, key.phoneNumberId());
      query.setBytes(5, key.customer().bytes());
      return query.executeQuery();
    }

    @Override
    public void close() {
      try {
        if (statement != null) {
          statement.close();
        }
      } catch (SQLException e) {
        throw new StorageException(e);
      }
    }

    private final class Steps implements Iterator<Long> {
      private final ResultSet rows;
      private @Nullable Boolean ready;

      Steps(ResultSet rows) {
        this.rows = rows;
      }

      @Override
      public boolean hasNext() {
        try {
          if (ready == null) {
            ready = rows.next();
            steps++;
            // Most walks end soon; a long one asks the server for more at a time.
            rows.setFetchSize(Math.max(FETCH, steps));
          }
          return ready;
        } catch (SQLException e) {
          throw new StorageException(e);
        }
      }

      @Override
      public Long next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        try {
          ready = null;
          return rows.getLong(1);
        } catch (SQLException e) {
          throw new StorageException(e);
        }
      }
    }
  }

  /// Seconds since 1970 in four bytes, unsigned: good until 2106.
  private static byte[] pack(long[] openings) {
    ByteBuffer packed = ByteBuffer.allocate(4 * openings.length);
    for (long at : openings) {
      packed.putInt((int) at);
    }
    return packed.array();
  }

  private static long[] unpack(byte @Nullable [] packed) {
    ByteBuffer buffer = ByteBuffer.wrap(packed == null ? new byte[0] : packed);
    long[] openings = new long[buffer.remaining() / 4];
    for (int i = 0; i < openings.length; i++) {
      openings[i] = Integer.toUnsignedLong(buffer.getInt());
    }
    return openings;
  }
}
