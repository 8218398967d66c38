package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.http.Json;

/// The calls that partners make around onboarding.
final class PartnerCalls {
  private PartnerCalls() {}

  /// `call`: such as "POST whatsapp/createAccount".
  static Reply call(TestHub hub, Account account, String call, @Nullable Object body) {
    return request(hub, account, "/api/", call, body);
  }

  /// `call`: such as "GET onboardings".
  static Reply own(TestHub hub, Account account, String call, @Nullable Object body) {
    return request(hub, account, "/api/v1/", call, body);
  }

  private static Reply request(
      TestHub hub, Account account, String root, String call, @Nullable Object body) {
    String[] words = call.split(" ", 2);
    return hub.call(words[0], root + words[1], Map.of("Authorization", account.bearer()), body);
  }

  /// A number that a Tech Provider's partner has reserved.
  static String registered(TestHub hub, Account account) {
    String whatsapp = HubCalls.whatsapp();
    Reply reply = call(hub, account, "POST whatsapp/registerNumber", Map.of("whatsapp", whatsapp));
    assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
    return whatsapp;
  }

  /// A new link; returns its number.
  static String link(TestHub hub, Account account, Map<String, ?> fields) {
    Reply reply = call(hub, account, "POST whatsapp/createAccount", fields);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
    return reply.json().get("whatsapp").stringValue();
  }

  /// getAccounts or getRegisteredNumbers.
  static List<JsonNode> list(TestHub hub, Account account, String call) {
    return call(hub, account, "GET whatsapp/" + call, null)
        .json()
        .get("list")
        .valueStream()
        .toList();
  }

  static List<String> numbers(TestHub hub, Account account, String call) {
    return list(hub, account, call).stream().map(n -> n.get("whatsapp").stringValue()).toList();
  }

  /// The link of a number in getAccounts.
  static JsonNode account(TestHub hub, Account account, String whatsapp) {
    return list(hub, account, "getAccounts").stream()
        .filter(a -> a.get("whatsapp").stringValue().equals(whatsapp))
        .findFirst()
        .orElseThrow();
  }

  static String fail(int reason) {
    return "{\"status\":\"FAIL\",\"reason\":" + reason + "}";
  }

  /// A refusal that says again what was asked for.
  static String fail(int reason, String field, Object value) {
    return "{\"status\":\"FAIL\",\"reason\":%d,\"%s\":%s}"
        .formatted(reason, field, Json.text(value));
  }

  static String ok(String whatsapp) {
    return "{\"status\":\"OK\",\"whatsapp\":\"" + whatsapp + "\",\"reason\":1}";
  }
}
