package wabahub;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;
import wabahub.secrets.Secret;

/// `recount`: asks the hub that runs on the data folder, so that what it serves follows; when none
/// does, one that is there for this alone. Hubs on the same database hear of what it changes.
final class RecountCommand {
  private final Map<String, String> environment;
  private final PrintStream out;

  RecountCommand(Map<String, String> environment, PrintStream out) {
    this.environment = environment;
    this.out = out;
  }

  void run(@Nullable Long partner, @Nullable String month)
      throws IOException, InterruptedException {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("partner", partner);
    body.put("month", month);
    Config config = Config.load(environment);
    Optional<URI> running = DataFolder.runningAt(config.data());
    if (running.isPresent()) {
      Secret token =
          config
              .secret(Key.ADMIN_TOKEN)
              .orElseGet(() -> DataFolder.read(config.data().resolve(Ground.ADMIN_TOKEN_FILE)));
      print(ask(running.get(), token, body));
      return;
    }
    Map<String, String> own = new HashMap<>(environment);
    own.put(Key.HOST.variable(), "127.0.0.1");
    own.put(Key.PORT.variable(), "0");
    try (App app = new App(Config.load(own), InstantSource.system()).answer()) {
      print(ask(URI.create("http://127.0.0.1:" + app.port()), app.adminToken(), body));
    }
  }

  private static JsonNode ask(URI hub, Secret token, Map<String, Object> body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(hub.resolve("/admin/recount"))
            .header("Authorization", "Bearer " + token.reveal())
            .POST(HttpRequest.BodyPublishers.ofByteArray(Json.bytes(body)))
            .build();
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
    JsonNode answer = Json.parseTolerantly(response.body()).orElseGet(Json::object);
    if (response.statusCode() != 200) {
      throw new ConfigException(answer.path("detail").asString("The hub did not recount."));
    }
    return answer;
  }

  private void print(JsonNode answer) {
    JsonNode differences = answer.get("differences");
    if (differences.isEmpty()) {
      out.println("Nothing changed: every figure is what the facts say.");
    }
    for (JsonNode it : differences) {
      String when = it.get(it.get("day").isNull() ? "month" : "day").stringValue();
      out.printf(
          "%s %s %s %s: %d -> %d%n",
          it.get("whatsapp").stringValue(),
          when,
          it.get("what").stringValue(),
          it.get("name").stringValue(),
          it.get("was").asLong(),
          it.get("is").asLong());
    }
  }
}
