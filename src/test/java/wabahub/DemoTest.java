package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;

/// The commands, as a user types them.
final class DemoTest {
  @TempDir private Path folder;

  @Test
  void demo_withExit_printsAListWithFiguresAndLeavesNothing() {
    HubProcess demo = run(Map.of(), "demo", "--exit", "--port", "0");

    assertThat(demo.exitCode()).isZero();
    assertThat(demo.err()).isEmpty();
    JsonNode list = list(demo);
    assertThat(list.get("totalWhatsApp").asInt()).isEqualTo(2);
    assertThat(figures(list)).containsExactly(10, 4, 5, 1);
    assertThat(list.get("list")).hasSize(2);
    assertThat(demo.out())
        .contains("curl -s http://127.0.0.1:", "/onboard/", "/console\n", "client secret  ")
        .doesNotContain("Ctrl-C");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void demo_withSettingsOfAHub_readsHostAndPortOnly() {
    Path data = folder.resolve("data");
    HubProcess demo =
        run(
            Map.of(
                "WABAHUB_DATA", data.toString(),
                "WABAHUB_META_APP_SECRET", TestHub.APP_SECRET,
                "WABAHUB_DATABASE_URL", "postgresql://nobody@localhost:1/nothing",
                "WABAHUB_SANDBOX", "off",
                "WABAHUB_TYPO", "1",
                "WABAHUB_HOST", "127.0.0.2",
                "WABAHUB_PORT", "0"),
            "demo",
            "--exit");

    assertThat(demo.err()).isEmpty();
    assertThat(demo.exitCode()).isZero();
    assertThat(figures(list(demo))).containsExactly(10, 4, 5, 1);
    assertThat(demo.out()).contains("curl -s http://127.0.0.2:");
    assertThat(data).doesNotExist();
  }

  @Test
  void demo_stoppedByASignal_leavesNothing() {
    HubProcess demo = run(Map.of(), "demo", "--port", "0");
    demo.awaitLine("Ctrl-C");

    assertThat(demo.terminate().exitCode()).isEqualTo(143);
    assertThat(demo.err()).isEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @CsvSource({
    "backup, 2, Missing required parameter: 'FILE'",
    "restore, 2, Missing required parameter: 'FILE'",
    "frobnicate, 2, Unmatched argument at index 0: 'frobnicate'",
  })
  void command_thatIsNotThere_saysSo(String command, int exitCode, String err) {
    HubProcess process = run(Map.of(), command.split(" "));

    assertThat(process.exitCode()).isEqualTo(exitCode);
    assertThat(process.err()).startsWith(err);
    assertThat(process.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"version, wabahub ", "help, Starts the hub."})
  void command_thatTells_printsToStdout(String command, String out) {
    HubProcess process = run(Map.of(), command);

    assertThat(process.exitCode()).isZero();
    assertThat(process.out()).contains(out);
    assertThat(process.err()).isEmpty();
  }

  private HubProcess run(Map<String, String> environment, String... arguments) {
    return HubProcess.start(environment, List.of("-Djava.io.tmpdir=" + folder), arguments);
  }

  /// The JSON at the beginning of what was printed.
  private static JsonNode list(HubProcess demo) {
    String out = demo.out();
    String json = out.substring(0, out.indexOf("\n}") + 2);
    return Json.parseTolerantly(json.getBytes(StandardCharsets.UTF_8)).orElseThrow();
  }

  private static List<Integer> figures(JsonNode list) {
    return List.of(
        list.get("totalConversationsThisMonth").asInt(),
        list.get("totalMarketingThisMonth").asInt(),
        list.get("totalServiceThisMonth").asInt(),
        list.get("totalIncomingThisMonth").asInt());
  }
}
