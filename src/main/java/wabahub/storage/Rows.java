package wabahub.storage;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// Many rows as the input of ONE statement: a common table expression in front of the same SQL on
/// both engines, filled from arrays (`unnest`) on PostgreSQL and from a VALUES list on SQLite.
public record Rows(String name, List<Column> columns) {
  /// SQLite takes 32,766 parameters a statement and gains nothing beyond some dozens of rows.
  private static final int SQLITE_ROWS = 100;

  /// A column of the input and its type in PostgreSQL.
  public record Column(String name, String type) {}

  /// Reads one row of a result.
  @FunctionalInterface
  public interface Read<T> {
    T read(ResultSet row) throws SQLException;
  }

  /// Takes one row of a result.
  @FunctionalInterface
  public interface Sink {
    void accept(ResultSet row) throws SQLException;
  }

  /// `spec`: names and PostgreSQL types, such as `"phone_number_id varchar", "at bigint"`.
  public static Rows of(String name, String... spec) {
    List<Column> columns = new ArrayList<>();
    for (String column : spec) {
      int space = column.indexOf(' ');
      columns.add(new Column(column.substring(0, space), column.substring(space + 1)));
    }
    return new Rows(name, List.copyOf(columns));
  }

  /// Runs `sql` with the rows as table [#name]; the rows count as one set: no key twice.
  public void update(Handle tx, String sql, List<@Nullable Object[]> rows) {
    run(tx, sql, rows, PreparedStatement::executeUpdate);
  }

  /// Runs `sql` with the rows as table [#name] and reads what it returns.
  public <T> List<T> query(Handle tx, String sql, List<@Nullable Object[]> rows, Read<T> read) {
    List<T> found = new ArrayList<>();
    each(tx, sql, rows, row -> found.add(read.read(row)));
    return found;
  }

  /// Runs `sql` with the rows as table [#name] and hands on each row that it returns.
  public void each(Handle tx, String sql, List<@Nullable Object[]> rows, Sink sink) {
    run(
        tx,
        sql,
        rows,
        statement -> {
          try (ResultSet result = statement.executeQuery()) {
            while (result.next()) {
              sink.accept(result);
            }
          }
        });
  }

  @FunctionalInterface
  private interface Execution {
    void run(PreparedStatement statement) throws SQLException;
  }

  private void run(Handle tx, String sql, List<@Nullable Object[]> rows, Execution execution) {
    boolean sqlite = Storage.engine(tx) == Engine.SQLITE;
    int step = sqlite ? SQLITE_ROWS : Math.max(1, rows.size());
    try {
      for (int from = 0; from < rows.size(); from += step) {
        List<@Nullable Object[]> part = rows.subList(from, Math.min(from + step, rows.size()));
        String text = sqlite ? values(part.size()) : unnest();
        try (PreparedStatement statement = tx.getConnection().prepareStatement(text + sql)) {
          if (sqlite) {
            bindValues(statement, part);
          } else {
            bindArrays(tx.getConnection(), statement, part);
          }
          execution.run(statement);
        }
      }
    } catch (SQLException e) {
      throw new StorageException(e);
    }
  }

  private String head() {
    return "WITH " + name + "(" + String.join(", ", columns.stream().map(Column::name).toList());
  }

  private String unnest() {
    List<String> arrays = columns.stream().map(c -> "?::" + c.type() + "[]").toList();
    return head() + ") AS (SELECT * FROM unnest(" + String.join(", ", arrays) + "))\n";
  }

  private String values(int count) {
    String row = "(" + "?, ".repeat(columns.size() - 1) + "?)";
    return head() + ") AS (VALUES " + (row + ", ").repeat(count - 1) + row + ")\n";
  }

  private static void bindValues(PreparedStatement statement, List<@Nullable Object[]> rows)
      throws SQLException {
    int parameter = 1;
    for (@Nullable Object[] row : rows) {
      for (Object value : row) {
        statement.setObject(parameter++, value);
      }
    }
  }

  private void bindArrays(
      Connection connection, PreparedStatement statement, List<@Nullable Object[]> rows)
      throws SQLException {
    for (int column = 0; column < columns.size(); column++) {
      String type = columns.get(column).type();
      // The driver takes bytes only in an array of their own type.
      @Nullable Object[] values =
          type.equals("bytea") ? new byte[rows.size()][] : new Object[rows.size()];
      for (int row = 0; row < values.length; row++) {
        values[row] = rows.get(row)[column];
      }
      statement.setArray(column + 1, connection.createArrayOf(type, values));
    }
  }
}
