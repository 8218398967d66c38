package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A hub on SQLite whose disk is full, here a small one in memory, which takes root to mount.
final class DiskFullTest {
  private static final int MIB = 1024 * 1024;

  @TempDir private Path disk;
  private HubProcess hub;

  @BeforeEach
  void mount() throws Exception {
    Tools.need(
        succeeds("mount", "-t", "tmpfs", "-o", "size=8m", "wabahub-test", disk.toString()),
        "this test mounts a file system of its own, which only root may");
  }

  @AfterEach
  void unmount() throws Exception {
    if (hub != null) {
      hub.close();
      assertThat(succeeds("umount", disk.toString())).isTrue();
    }
  }

  private static boolean succeeds(String... command) throws Exception {
    return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
  }

  @Test
  void hub_whoseDiskIsFull_refusesAndSaysSoAndRecoversByItself() throws IOException {
    hub = HubProcess.serve(HubProcess.settings(disk.resolve("data")));
    Load load = new Load(hub);
    load.start(hub);
    load.awaitAcknowledged(50);

    Path filler = disk.resolve("filler");
    fill(filler);
    load.awaitRefused();
    assertThat(hub.awaitReadyz(503).text()).contains("the journal cannot be written");
    for (int i = 0; i < 20; i++) {
      load.awaitRefused();
    }
    Files.delete(filler);
    hub.awaitReady();
    load.awaitAcknowledged(50);
    load.finish();
    load.resend(hub);

    assertThat(load.figures(hub)).isEqualTo(load.expected());
    assertThat(lines("the journal cannot be written"))
        .hasSize(1)
        .first()
        .asString()
        .contains("full");
    assertThat(lines("the journal can be written again")).hasSize(1);
    assertThat(hub.err()).isEmpty();
  }

  private List<String> lines(String text) {
    return hub.lines().stream().filter(line -> line.contains(text)).toList();
  }

  private static void fill(Path filler) throws IOException {
    byte[] block = new byte[MIB / 64];
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (int i = 0; i < 64 * 64; i++) {
        out.write(block);
      }
    } catch (IOException full) {
      return;
    }
    throw new IOException("it takes more than it can hold");
  }
}
