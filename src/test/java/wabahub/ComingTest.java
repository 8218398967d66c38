package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// Stores, omni-channel and builder, which are to come (decisions P25, P26), and calls that do not
/// exist.
final class ComingTest {
  @AutoClose private static final TestHub HUB = new TestHub(Database.SQLITE);
  private static final Account PARTNER = HUB.partner("One", null);

  private static Reply call(String method, String path) {
    return HUB.call(method, path, Map.of("Authorization", PARTNER.bearer()), null);
  }

  @ParameterizedTest
  @CsvSource({
    "GET, whatsapp/getStores, totalStores",
    "GET, online/getAccounts, totalOnline",
    "POST, online/getAgents, totalAgents",
    "GET, builder/getBuilders, totalBuilders",
  })
  void list_ofWhatIsToCome_isEmpty(String method, String path, String total) {
    Reply reply = call(method, "/api/" + path);
    assertThat(reply.status()).isEqualTo(200);
    assertThat(reply.text())
        .isEqualTo("{\"status\":\"OK\",\"reason\":1,\"" + total + "\":0,\"list\":[]}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | 0 | online",
        "{\"accountID\":\"41\",\"server\":\"eu\"} | 41 | eu",
        "{\"accountID\":{},\"server\":[]} | 0 | online",
      })
  void inboxes_ofWhatIsToCome_areNoneOfTheAccountAskedFor(String sent, int account, String server) {
    Map<String, String> headers = Map.of("Authorization", PARTNER.bearer());
    assertThat(HUB.call("POST", "/api/online/getInboxes", headers, sent).text())
        .isEqualTo(
            "{\"status\":\"OK\",\"reason\":1,\"accountID\":%d,\"server\":\"%s\",\"totalInboxes\":0,\"list\":[]}"
                .formatted(account, server));
  }

  @ParameterizedTest
  @CsvSource({
    "POST, online/createAccount",
    "POST, online/updateAccount",
    "DELETE, online/deleteAccount",
    "POST, online/createInbox",
    "DELETE, online/deleteInbox",
    "POST, online/loginAgent",
    "POST, builder/createBuilder",
    "POST, builder/loginBuilder",
    "DELETE, builder/deleteBuilder",
  })
  void change_ofWhatIsToCome_isReason2WithStatus501(String method, String path) {
    Reply reply = call(method, "/api/" + path);
    assertThat(reply.status()).isEqualTo(501);
    assertThat(reply.text()).isEqualTo("{\"status\":\"FAIL\",\"reason\":2}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"whatsapp/getStores", "online/createAccount", "builder/getBuilders"})
  void call_ofWhatIsToCome_isGuarded(String path) {
    assertThat(call("PUT", "/api/" + path).reason()).isEqualTo(13);
    String method = path.contains("create") ? "POST" : "GET";
    assertThat(HUB.call(method, "/api/" + path, Map.of(), null).reason()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/",
        "/api/whatsapp",
        "/api/whatsapp/",
        "/api/whatsapp/getwhatsapp",
        "/api/whatsapp/getWhatsApp/",
        "/api/whatsapp/getWhatsApp/1",
        "/api//whatsapp/getWhatsApp",
        "/api/online/none",
        "/api/none/getWhatsApp",
      })
  void call_unknown_isNotFoundInTheEnvelope(String path) {
    Reply reply = call("GET", path);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.text()).isEqualTo("{\"status\":\"FAIL\",\"reason\":404}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/", "/none", "/admin", "/admin/partners/", "/API/whatsapp/getWhatsApp"})
  void path_unknown_isNotFoundAsAProblem(String path) {
    Reply reply = call("GET", path);
    assertThat(reply.status()).isEqualTo(404);
    assertThat(reply.json().get("type").stringValue()).isEqualTo("urn:wabahub:reason:not-found");
  }
}
