package wabahub.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;
import wabahub.Postgres;

/// Addresses of PostgreSQL, and what its failures are taken for.
final class StorageTest {
  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = Postgres.builder().start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static String url(String login, String query) {
    return "postgresql://" + login + "@localhost:" + server.getPort() + "/postgres" + query;
  }

  private static Storage open(String url) {
    return Storage.open(new Settings(Path.of("unused"), url), "journal");
  }

  @Test
  void address_withParameters_passesThemToTheDriver() throws SQLException {
    String query = "?sslmode=prefer&ApplicationName=two%20words&socketTimeout=7&pool=3";
    try (HikariDataSource pool = Pools.postgresql(url("postgres:postgres", query), "x")) {
      PGSimpleDataSource source = (PGSimpleDataSource) pool.getDataSource();
      assertThat(source.getSslMode()).isEqualTo("prefer");
      assertThat(source.getApplicationName()).isEqualTo("two words");
      assertThat(source.getSocketTimeout()).isEqualTo(7);
      assertThat(source.getConnectTimeout()).isEqualTo(5);
      assertThat(pool.getMaximumPoolSize()).isEqualTo(3);
    }
  }

  @Test
  void address_withTlsRequired_isNotOpenedWithout() {
    assertThatThrownBy(() -> open(url("postgres:postgres", "?sslmode=require")))
        .hasStackTraceContaining("SSL");
  }

  @ParameterizedTest
  @CsvSource({
    "pool, `pool` in its address has to be a number of connections from 1 to 9999.",
    "pool=0, `pool` in its address has to be a number of connections from 1 to 9999.",
    "pool=x, `pool` in its address has to be a number of connections from 1 to 9999.",
    "sslmod=require, sslmod",
  })
  void address_withAWrongParameter_saysWhich(String query, String sentence) {
    assertThatThrownBy(() -> open(url("postgres:postgres", "?" + query)))
        .hasMessageContaining(sentence);
  }

  @ParameterizedTest
  @CsvSource({
    "p+lus, p+lus",
    "a@b:c/d?e#f%g, a%40b%3Ac%2Fd%3Fe%23f%25g",
    "שלום 😀, %D7%A9%D7%9C%D7%95%D7%9D%20%F0%9F%98%80",
    "co:lon, co:lon",
  })
  void password_withAnyCharacter_opensTheDatabase(String password, String encoded)
      throws SQLException {
    String user = "user" + Math.abs(password.hashCode());
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE " + user + " LOGIN PASSWORD '" + password + "'");
    }
    try (HikariDataSource pool = Pools.postgresql(url(user + ":" + encoded, ""), "x")) {
      assertThat(((PGSimpleDataSource) pool.getDataSource()).getPassword()).isEqualTo(password);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SELECT 'x'::int", "SELECT 'abc'::varchar(2) || chr(0)"})
  void value_thatTheDatabaseDoesNotTake_isAMistakeAndNoOutage(String sql) {
    try (Storage storage = open(url("postgres:postgres", ""))) {
      assertThatThrownBy(() -> storage.read(tx -> tx.createQuery(sql).mapTo(String.class).one()))
          .matches(e -> !Storage.isUnavailable(e));
      assertThatThrownBy(
              () -> storage.read(tx -> tx.execute("SELECT pg_terminate_backend(pg_backend_pid())")))
          .matches(Storage::isUnavailable);
      storage.check();
    }
  }
}
