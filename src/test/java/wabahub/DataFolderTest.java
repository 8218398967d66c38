package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.secrets.WrongMasterKey;

/// The data folder: one hub, secrets that only its owner can read.
final class DataFolderTest {
  private static final Map<String, String> GENERATED =
      Map.of("WABAHUB_META_APP_SECRET", "", "WABAHUB_ADMIN_TOKEN", "");
  private static final String OTHER_KEY = "MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI=";

  @TempDir Path folder;

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void folder_ofAFirstStart_isForItsOwnerAlone() throws IOException {
    try (TestHub hub = new TestHub(Database.SQLITE, GENERATED)) {
      assertThat(mode(hub.data())).isEqualTo("rwx------");
      for (String file : List.of("admin-token", "master-key", "sandbox-app-secret")) {
        assertThat(mode(hub.data().resolve(file))).isEqualTo("rw-------");
        byte[] secret =
            Base64.getDecoder().decode(Files.readString(hub.data().resolve(file)).strip());
        assertThat(secret).hasSize(32);
      }
    }
  }

  @Test
  void adminToken_generated_isThatOfTheOperator() throws IOException {
    try (TestHub hub = new TestHub(Database.SQLITE, GENERATED)) {
      String token = Files.readString(hub.data().resolve("admin-token")).strip();
      Map<String, String> headers = Map.of("Authorization", "Bearer " + token);
      assertThat(hub.call("GET", "/admin/partners", headers, null).status()).isEqualTo(200);
      hub.restart();
      assertThat(hub.call("GET", "/admin/partners", headers, null).status()).isEqualTo(200);
    }
  }

  @Test
  void folder_thatIsAFile_isRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("data"));
    assertThatThrownBy(() -> DataFolder.open(file))
        .isInstanceOf(ConfigException.class)
        .hasMessageStartingWith("The data folder " + file + " cannot be used: ");
  }

  @ParameterizedTest
  @CsvSource({
    "rwxr-xr-x, true",
    "rwxr-x---, true",
    "rwx--x--x, true",
    "rwx---r--, false",
    "rwx------, false",
  })
  void folder_thatWasThere_staysAsItIsAndIsWarnedOfWhenOthersReachItsFiles(
      String mode, boolean reached) throws IOException {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    try (LogTap log = new LogTap();
        DataFolder data = DataFolder.open(folder)) {
      assertThat(log.failures()).hasSize(reached ? 1 : 0);
      assertThat(log.text().contains(data.path() + " can be entered")).isEqualTo(reached);
    }
    assertThat(mode(folder)).isEqualTo(mode);
  }

  @Test
  void secret_writtenOnce_staysTheSame() {
    try (DataFolder data = DataFolder.open(folder)) {
      assertThat(data.secret("x")).isEqualTo(data.secret("x")).isNotEqualTo(data.secret("y"));
    }
    assertThat(folder).isDirectoryNotContaining("glob:**.new");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "short"})
  void secret_ofADamagedFile_isRefused(String content) throws IOException {
    Files.writeString(folder.resolve("admin-token"), content);
    try (DataFolder data = DataFolder.open(folder)) {
      assertThatThrownBy(() -> data.secret("admin-token"))
          .isInstanceOf(ConfigException.class)
          .hasMessage(
              "The file " + folder.resolve("admin-token") + " is damaged: it holds no secret.");
    }
  }

  @ParameterizedTest
  @EnumSource
  void masterKey_another_stopsTheStart(Database database) {
    try (TestHub hub = new TestHub(database, Map.of("WABAHUB_MASTER_KEY", Database.MASTER_KEY))) {
      assertThatThrownBy(() -> hub.restart(Map.of("WABAHUB_MASTER_KEY", OTHER_KEY)))
          .isInstanceOf(WrongMasterKey.class)
          .hasMessageStartingWith("This database was made with another master key.");
      hub.restart(Map.of("WABAHUB_MASTER_KEY", Database.MASTER_KEY));
      assertThat(hub.admin("GET", "/admin/partners", null).status()).isEqualTo(200);
    }
  }
}
