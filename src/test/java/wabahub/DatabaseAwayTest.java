package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A start while the database is away.
final class DatabaseAwayTest {
  @TempDir private Path data;

  @Test
  void start_withoutItsDatabase_endsWithASentence() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0)) {
      port = closed.getLocalPort();
    }
    Map<String, String> settings = new HashMap<>(HubProcess.settings(data));
    settings.putAll(Postgres.settings(port));
    try (HubProcess hub = HubProcess.start(settings, List.of(), "serve")) {
      assertThat(hub.exitCode()).isEqualTo(2);
      assertThat(hub.err())
          .startsWith("wabahub: The database cannot be opened: ")
          .doesNotContain("postgres:postgres")
          .hasLineCount(1);
    }
  }
}
