package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;

/// A database that a hub has left which knew of no others: what it acknowledged and never applied
/// is applied by the one that comes after it.
final class UpgradeTest {
  /// The schemas as they were then.
  private static final Map<String, String> VERSIONS = Map.of("hub", "6", "journal", "1");

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void webhooks_acknowledgedBeforeAnUpgrade_areCountedOnceAfterIt(Database database)
      throws IOException, SQLException {
    Map<String, String> old = new HashMap<>(database.settings());
    old.put("WABAHUB_DATA", folder.toString());
    Account account;
    String phone;
    try (TestHub hub = new TestHub(database)) {
      account = hub.partner("One", null);
      Map<String, Object> number = TestHub.takeover();
      phone = (String) number.get("phone_number_id");
      hub.take(account, number);
      charge(hub, phone, "applied");
      hub.settle();
      charge(hub, phone, "first");
      charge(hub, phone, "second");
      hub.stop();
      leave(database, hub.data(), hub.setting("WABAHUB_DATABASE_URL"), old);
    }
    try (TestHub hub = new TestHub(database, old)) {
      assertThat(marketing(hub, account)).isEqualTo(3);
      charge(hub, phone, "second");
      charge(hub, phone, "third");
      assertThat(marketing(hub, account)).isEqualTo(4);
      hub.restart();
      assertThat(marketing(hub, account)).isEqualTo(4);
      assertThat(hub.rows("SELECT count(*) FROM set_aside")).containsExactly("0");
    }
  }

  private static void charge(TestHub hub, String phone, String message) {
    long now = hub.clock.instant().getEpochSecond();
    String status = WebhookTest.status(phone + message, "delivered", now, "marketing", "regular");
    assertThat(hub.webhook(WebhookTest.statuses(phone, status)).status()).isEqualTo(200);
  }

  private static int marketing(TestHub hub, Account account) {
    return hub.list(account).get("totalMarketingThisMonth").asInt();
  }

  /// Makes a database of that time with the rows of this one.
  private void leave(Database database, Path data, String url, Map<String, String> old)
      throws IOException, SQLException {
    if (database == Database.SQLITE) {
      Files.copy(data.resolve("master-key"), folder.resolve("master-key"));
    }
    for (String schema : List.of("hub", "journal")) {
      try (Connection from = connect(url, data, schema);
          Connection to = connect(old.get("WABAHUB_DATABASE_URL"), folder, schema)) {
        migrate(database, old, schema);
        try (Statement statement = to.createStatement()) {
          if (database == Database.POSTGRESQL) {
            statement.execute("SET session_replication_role = replica");
          }
          for (String table : tables(database, to)) {
            copy(from, to, table);
          }
        }
      }
    }
    try (Connection from = connect(url, data, "hub");
        Connection to = connect(old.get("WABAHUB_DATABASE_URL"), folder, "hub");
        Statement read = from.createStatement();
        Statement write = to.createStatement();
        ResultSet row = read.executeQuery("SELECT journal_id, seq FROM stream")) {
      row.next();
      if (database == Database.POSTGRESQL) {
        write.execute("SELECT setval('journal_seq', max(seq)) FROM journal");
      }
      write.execute(
          "INSERT INTO progress (journal_id, seq) VALUES ('%s', %d)"
              .formatted(row.getString(1), row.getLong(2)));
    }
  }

  private static Connection connect(String url, Path data, String schema) throws SQLException {
    return url == null
        ? DriverManager.getConnection("jdbc:sqlite:" + data.resolve(schema + ".db"))
        : DriverManager.getConnection(
            "jdbc:" + url.replaceFirst("//.*@", "//"), "postgres", "postgres");
  }

  private void migrate(Database database, Map<String, String> old, String schema) {
    boolean sqlite = database == Database.SQLITE;
    String url =
        sqlite
            ? "jdbc:sqlite:" + folder.resolve(schema + ".db")
            : "jdbc:" + old.get("WABAHUB_DATABASE_URL").replaceFirst("//.*@", "//");
    String folderOfJournal = "db/journal/" + (sqlite ? "sqlite" : "postgresql");
    Flyway.configure()
        .dataSource(url, sqlite ? "" : "postgres", sqlite ? "" : "postgres")
        .locations("classpath:" + (schema.equals("hub") ? "db/hub" : folderOfJournal))
        .table("flyway_" + schema)
        .placeholders(
            Map.of(
                "identity",
                sqlite
                    ? "INTEGER PRIMARY KEY AUTOINCREMENT"
                    : "bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY",
                "clustered",
                sqlite ? "WITHOUT ROWID" : ""))
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .target(VERSIONS.get(schema))
        .load()
        .migrate();
  }

  private static List<String> tables(Database database, Connection connection) throws SQLException {
    String sql =
        database == Database.SQLITE
            ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
                + " AND name NOT LIKE 'flyway%'"
            : "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND NOT relispartition"
                + " AND relnamespace = 'public'::regnamespace AND relname NOT LIKE 'flyway%'";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> names = new ArrayList<>();
      while (rows.next()) {
        names.add(rows.getString(1));
      }
      return names;
    }
  }

  private static List<String> columns(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet nothing = statement.executeQuery("SELECT * FROM " + table + " WHERE false")) {
      ResultSetMetaData columns = nothing.getMetaData();
      List<String> names = new ArrayList<>();
      for (int i = 1; i <= columns.getColumnCount(); i++) {
        names.add(columns.getColumnName(i));
      }
      return names;
    }
  }

  /// What both have of a table; of one that is gone, or full already, nothing.
  private static void copy(Connection from, Connection to, String table) throws SQLException {
    if (table.equals("progress") || hasRows(to, table)) {
      return;
    }
    List<String> columns = new ArrayList<>(columns(to, table));
    columns.retainAll(columns(from, table));
    String names = String.join(", ", columns);
    String places = String.join(", ", Collections.nCopies(columns.size(), "?"));
    boolean sqlite = from.getMetaData().getURL().startsWith("jdbc:sqlite");
    try (Statement read = from.createStatement();
        ResultSet rows = read.executeQuery("SELECT " + names + " FROM " + table);
        PreparedStatement write =
            to.prepareStatement(
                "INSERT INTO "
                    + table
                    + " ("
                    + names
                    + ")"
                    + (sqlite ? "" : " OVERRIDING SYSTEM VALUE")
                    + " VALUES ("
                    + places
                    + ")")) {
      while (rows.next()) {
        for (int i = 1; i <= columns.size(); i++) {
          write.setObject(i, rows.getObject(i));
        }
        write.execute();
      }
    }
  }

  private static boolean hasRows(Connection connection, String table) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT count(*) FROM " + table)) {
      row.next();
      return row.getLong(1) > 0;
    }
  }
}
