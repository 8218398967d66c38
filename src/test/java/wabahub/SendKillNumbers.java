package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// Numbers of a hub in a process of its own that can send by the sandbox.
final class SendKillNumbers {
  private static final int NUMBERS = 4;

  private SendKillNumbers() {}

  /// A number and its key.
  record Line(String whatsapp, String phoneNumberId, String apiKey) {}

  /// Connects them; the hub hears the sandbox from now on.
  static List<Line> connect(Sandbox meta, HubProcess hub) {
    meta.hub(hub.uri("/"));
    Account partner = hub.partner("Harbour Messaging", null);
    List<SignUp> signUps =
        IntStream.range(0, NUMBERS)
            .mapToObj(i -> connect(meta, hub, partner, whatsapp(i)))
            .toList();
    JsonNode list = hub.list(partner).get("list");
    List<Line> lines = new ArrayList<>();
    for (JsonNode number : list) {
      String whatsapp = number.get("whatsapp").stringValue();
      int i = Integer.parseInt(whatsapp.substring(whatsapp.length() - 1));
      String apiKey = number.get("apiKey").stringValue();
      lines.add(new Line(whatsapp, signUps.get(i).phoneNumberId(), apiKey));
    }
    assertThat(lines).hasSize(NUMBERS);
    return lines;
  }

  private static String whatsapp(int i) {
    return "44770090017" + i;
  }

  private static SignUp connect(Sandbox meta, HubProcess hub, Account partner, String whatsapp) {
    SignUp signUp = meta.signUp(Wanted.of("Kites").on(whatsapp).with(Wanted.Trait.SILENT));
    String token = new AtMeta(meta).connect(signUp);
    Map<String, Object> takeover = HubCalls.takeover(whatsapp, signUp.phoneNumberId());
    takeover.put("waba_id", signUp.wabaId());
    takeover.put("access_token", token);
    assertThat(hub.take(partner, takeover).status()).isEqualTo(201);
    return signUp;
  }
}
