package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What stops the start ends the program with one sentence on stderr.
final class StartTest {
  @TempDir Path data;

  private String refusal(Map<String, String> changed) {
    Map<String, String> settings = new HashMap<>(HubProcess.settings(data));
    settings.putAll(changed);
    try (HubProcess process = HubProcess.start(settings, List.of(), "serve")) {
      assertThat(process.exitCode()).isEqualTo(2);
      assertThat(process.out()).doesNotContain("hush");
      assertThat(process.err().lines()).hasSize(1).noneMatch(line -> line.contains("hush"));
      return process.err();
    }
  }

  @Test
  void host_notOfThisMachine_isSaid() {
    assertThat(refusal(Map.of("WABAHUB_HOST", "192.0.2.1")))
        .startsWith("wabahub: Cannot listen on 192.0.2.1:0");
  }

  @Test
  void database_notThere_isSaid() {
    assertThat(
            refusal(
                Map.of(
                    "WABAHUB_DATABASE_URL",
                    "postgresql://u:hush@127.0.0.1:1/db",
                    "WABAHUB_MASTER_KEY",
                    Database.MASTER_KEY)))
        .startsWith("wabahub: The database cannot be opened: ");
  }

  @Test
  void database_noDatabase_isSaid() throws IOException {
    Files.writeString(data.resolve("hub.db"), "this is not a database".repeat(100));
    assertThat(refusal(Map.of())).startsWith("wabahub: The database cannot be opened: ");
  }

  @Test
  void masterKey_fileDamaged_isSaid() throws IOException {
    Files.writeString(data.resolve("master-key"), "hush".repeat(10));
    assertThat(refusal(Map.of())).contains("A master key is 32 bytes in base64");
  }
}
