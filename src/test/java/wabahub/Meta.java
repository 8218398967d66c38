package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Made;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// A hub as it runs in earnest, with a stand-in for Meta that is not part of it, and a partner who
/// hears webhooks.
final class Meta implements AutoCloseable {
  static final String APP_ID = "880011223344";
  static final String BUSINESS_ID = "990011223344";
  static final String SYSTEM_TOKEN = "system-user-token-of-the-partner";

  final Sandbox sandbox;
  final TestHub hub;
  final Ears ears = new Ears();
  final Account partner;
  private final Map<Long, Signed> tokens = new ConcurrentHashMap<>();

  private Meta(Database database, boolean solutionPartner, Map<String, String> more) {
    Sandbox.Settings settings = Sandbox.Settings.of(APP_ID, TestHub.APP_SECRET);
    sandbox =
        new Sandbox(
            solutionPartner ? settings.solutionPartner(SYSTEM_TOKEN, BUSINESS_ID) : settings,
            this::now);
    Map<String, String> config = new HashMap<>();
    config.put("WABAHUB_META_GRAPH_URL", sandbox.url().toString());
    config.put("WABAHUB_META_APP_ID", APP_ID);
    config.put("WABAHUB_WEBHOOK_ALLOW_PRIVATE", "true");
    config.put("WABAHUB_PUBLIC_URL", "https://hub.example.org");
    if (solutionPartner) {
      config.put("WABAHUB_META_SYSTEM_USER_TOKEN", SYSTEM_TOKEN);
      config.put("WABAHUB_META_BUSINESS_ID", BUSINESS_ID);
    }
    config.putAll(more);
    hub = new TestHub(database, config);
    sandbox.hub(hub.uri("/"));
    partner = hub.partner("Harbour Messaging", null);
    hear(partner);
  }

  static Meta techProvider(Database database) {
    return new Meta(database, false, Map.of());
  }

  /// With settings of the hub's own over these.
  static Meta with(Map<String, String> more) {
    return new Meta(Database.SQLITE, false, more);
  }

  static Meta solutionPartner(Database database) {
    return new Meta(database, true, Map.of());
  }

  @SuppressWarnings("NullAway")
  private Instant now() {
    // The sandbox is there before the hub whose time it shares.
    return hub == null ? TestHub.START : hub.clock.instant();
  }

  /// Sends a partner's events to [#ears].
  void hear(Account account) {
    Reply reply =
        partners(account, "POST", "settings/setWebhook", Map.of("url", ears.address().toString()));
    assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
  }

  /// The same account with a token that is still good, however far the test has jumped.
  private Account fresh(Account account) {
    Signed signed =
        tokens.compute(
            account.id(),
            (id, before) ->
                before != null && now().isBefore(before.at().plus(Duration.ofMinutes(50)))
                    ? before
                    : new Signed(hub.token(account.clientId(), account.clientSecret()), now()));
    return new Account(account.id(), account.clientId(), account.clientSecret(), signed.token());
  }

  private record Signed(String token, Instant at) {}

  /// A call of the Partners API.
  Reply partners(Account account, String method, String path, @Nullable Object body) {
    return hub.call(method, "/api/" + path, Map.of("Authorization", fresh(account).bearer()), body);
  }

  Reply partners(String method, String path, @Nullable Object body) {
    return partners(partner, method, path, body);
  }

  /// A call of the hub's own API.
  Reply own(Account account, String method, String path, @Nullable Object body) {
    return hub.call(
        method, "/api/v1/" + path, Map.of("Authorization", fresh(account).bearer()), body);
  }

  Reply own(String method, String path, @Nullable Object body) {
    return own(partner, method, path, body);
  }

  /// A new link; returns its token.
  String link(Map<String, ?> fields) {
    return link(partner, fields);
  }

  String link(Account account, Map<String, ?> fields) {
    Reply reply = partners(account, "POST", "whatsapp/createAccount", fields);
    assertThat(reply.reason()).as(reply.text()).isEqualTo(1);
    return token(reply.json().get("onboarding_link").stringValue());
  }

  static String token(String link) {
    return link.substring(link.lastIndexOf('/') + 1);
  }

  /// A client goes through Meta's dialog.
  SignUp signUp(Wanted wanted) {
    return sandbox.signUp(wanted);
  }

  /// The client's browser hands over what the dialog gave it.
  Reply signIn(String token, SignUp signUp) {
    return signIn(token, Map.of("code", signUp.code(), "session", signUp.session()));
  }

  Reply signIn(String token, Object body) {
    return hub.call("POST", "/onboard/" + token + "/sign-in", Map.of(), body);
  }

  /// The whole way of a client, until there is nothing to do.
  SignUp onboard(String token, Wanted wanted) {
    SignUp signUp = signUp(wanted);
    Reply reply = signIn(token, signUp);
    assertThat(reply.status()).as(reply.text()).isEqualTo(202);
    hub.settle();
    return signUp;
  }

  /// What the page of a link shows.
  JsonNode page(String token) {
    return hub.call("GET", "/onboard/" + token + "/state", Map.of(), null).json();
  }

  /// The newest onboarding, as `/api/v1` shows it with its steps.
  JsonNode newest(Account account) {
    JsonNode list = own(account, "GET", "onboardings?limit=1", null).json().get("list");
    return own(account, "GET", "onboardings/" + list.get(0).get("id").stringValue(), null).json();
  }

  JsonNode newest() {
    return newest(partner);
  }

  /// The numbers in getWhatsApp.
  List<String> live(Account account) {
    return hub.list(fresh(account))
        .get("list")
        .valueStream()
        .map(number -> number.get("whatsapp").stringValue())
        .toList();
  }

  List<String> live() {
    return live(partner);
  }

  /// How often a Graph call was made with success.
  long done(String call) {
    return sandbox.calls().stream()
        .filter(made -> made.call().equals(call) && made.outcome().startsWith("200"))
        .count();
  }

  List<String> calls() {
    return sandbox.calls().stream().map(Made::call).toList();
  }

  @Override
  public void close() {
    hub.close();
    sandbox.close();
    ears.close();
  }
}
