package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.sandbox.Fault;
import wabahub.secrets.WrongMasterKey;

/// `backup` and `restore`.
final class BackupTest {
  @TempDir Path folder;
  private final SettableClock clock = new SettableClock(TestHub.START);
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private BackupCommand command(Path data) {
    return command(Map.of("WABAHUB_DATA", data.toString()));
  }

  private BackupCommand command(Map<String, String> environment) {
    return new BackupCommand(new HashMap<>(environment), new PrintStream(printed, true), clock);
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  private Path file() {
    return folder.resolve("wabahub.backup");
  }

  private static byte[] message(String phone, int number) {
    return Ears.bytes(
        """
        {"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages",
        "value":{"metadata":{"phone_number_id":"%s"},"messages":[{"from":"44770090%04d",
        "id":"wamid.%d","timestamp":"%d","type":"text"}]}}]}]}
        """
            .formatted(phone, number, number, TestHub.START.getEpochSecond()));
  }

  @Test
  void restored_elsewhere_hasFiguresAndKeysAndLosesNothing() throws IOException {
    JsonNode before;
    Path data = folder.resolve("data");
    try (TestHub hub = new TestHub(Database.SQLITE)) {
      Account account = hub.partner("Harbour", null);
      hub.number(account, "447700900177", "310020030040050");
      hub.webhook(message("310020030040050", 1));
      hub.settle();
      // Acknowledged, and not yet counted.
      hub.webhook(message("310020030040050", 2));
      command(hub.data()).backup(file());
      before = hub.list(account);
      hub.webhook(message("310020030040050", 3));
      Files.createDirectories(data);
      Files.copy(hub.data().resolve("master-key"), data.resolve("master-key"));
    }
    assertThat(printed()).contains("master key is not in it");

    command(data).restore(file());
    Map<String, String> there = Map.of("WABAHUB_DATA", data.toString());
    try (TestHub hub = new TestHub(Database.SQLITE, there)) {
      String id = hub.admin("GET", "/admin/partners", null).json().get(0).get("id").asString();
      JsonNode renewed = hub.admin("POST", "/admin/partners/" + id + "/secret", null).json();
      String clientId =
          hub.admin("GET", "/admin/partners", null).json().get(0).get("client_id").stringValue();
      String secret = renewed.get("client_secret").stringValue();
      Account account =
          new Account(Long.parseLong(id), clientId, secret, hub.token(clientId, secret));
      assertThat(hub.list(account)).isEqualTo(before);
    }
    try (var left = Files.list(data)) {
      assertThat(left.map(p -> p.getFileName().toString())).noneMatch(n -> n.startsWith("."));
    }
  }

  @Test
  void message_thatWaitedAtTheBackup_isInDoubtAndNotSentAgain() throws IOException {
    try (Chat chat = new Chat(Database.SQLITE)) {
      TestHub first = chat.meta.hub;
      String customer = chat.writer();
      chat.meta.sandbox.fault(Fault.error("send", 131016));
      String unique = chat.ok("sendMessage", "to", customer, "body", "Once");
      first.settle();
      assertThat(chat.kept(unique)).isEqualTo("waiting");
      command(first.data()).backup(file());
      first.clock.advance(Duration.ofMinutes(10));
      first.settle();
      assertThat(chat.sentTo(customer)).hasSize(1);
      Path data = Files.createDirectories(folder.resolve("data"));
      Files.copy(first.data().resolve("master-key"), data.resolve("master-key"));
      clock.set(first.clock.instant());

      command(data).restore(file());

      assertThat(printed()).contains("waited when the backup was made: 1.");
      String graph = chat.meta.sandbox.url().toString();
      Map<String, String> there =
          Map.of("WABAHUB_DATA", data.toString(), "WABAHUB_META_GRAPH_URL", graph);
      try (TestHub second = new TestHub(Database.SQLITE, there)) {
        String state = "SELECT state FROM message WHERE code = '" + unique + "'";
        second.clock.set(clock.instant().plus(Duration.ofHours(23)));
        second.settle();
        assertThat(chat.sentTo(customer)).hasSize(1);
        assertThat(second.rows(state)).containsExactly("in_doubt");
        chat.meta.sandbox.hub(second.uri("/"));
        chat.phone().tells(chat.sentTo(customer).getFirst().wamid(), "delivered", 0);
        second.settle();
        assertThat(second.rows(state)).containsExactly("delivered");
      }
    }
  }

  @Test
  void restore_withAnotherKey_isRefusedAndLeavesNothing() throws IOException {
    try (TestHub hub = new TestHub(Database.SQLITE)) {
      command(hub.data()).backup(file());
    }
    Path data = folder.resolve("data");
    assertThatThrownBy(() -> command(data).restore(file()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("There is no master key");
    Map<String, String> other =
        Map.of(
            "WABAHUB_DATA",
            data.toString(),
            "WABAHUB_MASTER_KEY",
            "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    assertThatThrownBy(() -> command(other).restore(file())).isInstanceOf(WrongMasterKey.class);
    assertThat(data.resolve("hub.db")).doesNotExist();
    assertThat(data.resolve("journal.db")).doesNotExist();
  }

  @Test
  void restore_intoARunningHubOrOverADatabase_isRefused() {
    try (TestHub hub = new TestHub(Database.SQLITE)) {
      command(hub.data()).backup(file());
      assertThatThrownBy(() -> command(hub.data()).restore(file()))
          .hasMessageContaining("Another hub runs");
      hub.stop();
      assertThatThrownBy(() -> command(hub.data()).restore(file()))
          .hasMessageContaining("holds a database");
      hub.restart();
    }
  }

  @Test
  void backup_isForItsOwnerAlone() throws IOException {
    try (TestHub hub = new TestHub(Database.SQLITE)) {
      command(hub.data()).backup(file());
    }
    assertThat(Files.getPosixFilePermissions(file()))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
  }

  /// What a database had left would be laid over the restored one.
  @ParameterizedTest
  @ValueSource(strings = {"hub.db-wal", "hub.db-shm", "journal.db-wal", "journal.db-shm"})
  void restore_besideALeftover_isRefusedAndNamesIt(String leftover) throws IOException {
    Path data = Files.createDirectories(folder.resolve("data"));
    Files.writeString(data.resolve(leftover), "old pages");
    assertThatThrownBy(() -> command(data).restore(file()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("holds a database")
        .hasMessageContaining(leftover);
    assertThat(data.resolve(leftover)).hasContent("old pages");
  }

  @Test
  void restore_ofSomethingElse_isRefused() throws IOException {
    try (TestHub hub = new TestHub(Database.SQLITE)) {
      command(hub.data()).backup(file());
      Path data = folder.resolve("data");
      Files.createDirectories(data);
      Files.copy(hub.data().resolve("master-key"), data.resolve("master-key"));
      byte[] whole = Files.readAllBytes(file());
      for (byte[] damaged :
          List.of(
              new byte[0],
              Ears.bytes("not a zip"),
              Arrays.copyOf(whole, whole.length / 2),
              Arrays.copyOf(whole, 40))) {
        Files.write(file(), damaged);
        assertThatThrownBy(() -> command(data).restore(file()))
            .isInstanceOf(ConfigException.class)
            .hasMessageContaining("is not a backup");
        assertThat(data.resolve("hub.db")).doesNotExist();
      }
    }
  }

  @Test
  void backup_overAFileOrOfNothing_isRefused() throws IOException {
    assertThatThrownBy(() -> command(folder.resolve("nothing")).backup(file()))
        .hasMessageContaining("holds no database");
    try (TestHub hub = new TestHub(Database.SQLITE)) {
      Files.writeString(file(), "mine");
      assertThatThrownBy(() -> command(hub.data()).backup(file()))
          .hasMessageContaining("exists already");
      assertThat(file()).hasContent("mine");
    }
  }

  @Test
  void backup_ofPostgresql_saysWhatToUse() {
    assertThatThrownBy(() ->
            command(
                    Map.of(
                        "WABAHUB_DATA",
                        folder.toString(),
                        "WABAHUB_DATABASE_URL",
                        "postgresql://a:b@localhost/c",
                        "WABAHUB_MASTER_KEY",
                        "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="))
                .backup(file()))
        .hasMessageContaining("pg_dump");
  }
}
