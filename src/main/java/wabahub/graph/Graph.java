package wabahub.graph;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.egress.Egress;
import wabahub.secrets.Secret;

/// Meta's Graph API. Every method is one call, may block for some seconds, and throws
/// [GraphException].
///
/// `token`: of the client, from [#exchange], unless a method says otherwise. Ids are Meta's: digits
/// only. Nothing is waited for in here: a failure that passes is a [Failure.Later], and whoever has
/// a place to write that down tries again.
public final class Graph {
  private static final int MAX_PAGES = 20;

  /// A WABA has up to 6,000 templates (Meta, 2026-11-23), and each is listed once a language.
  private static final int TEMPLATE_PAGES = 100;

  private static final String PAGE = "100";

  private final Settings settings;
  private final Calls calls;

  /// Of the system user; its token is fixed, so this is.
  private volatile @Nullable String systemUserId;

  /// `egress`: to Meta's host and no other, since tokens go there.
  public Graph(Settings settings, Egress egress, InstantSource clock, PrometheusRegistry registry) {
    this(settings, egress, clock, registry, Writing.TIMEOUT);
  }

  /// `timeout`: of one request.
  Graph(
      Settings settings,
      Egress egress,
      InstantSource clock,
      PrometheusRegistry registry,
      Duration timeout) {
    this.settings = settings;
    this.calls = new Calls(settings, egress, clock, registry, timeout);
  }

  public Settings settings() {
    return settings;
  }

  /// Exchanges the code of an Embedded Signup, valid for 30 seconds, for the client's business
  /// token. Never held back by a pause. When the answer is lost, the code may be used up: the next
  /// try then says to sign in again.
  public Secret exchange(Secret code) {
    Pass pass = new Pass.Code(Ask.readable(code));
    JsonNode answer = calls.call(Ask.of(Edge.EXCHANGE, "oauth/access_token", pass));
    return new Secret(answer.path("access_token").asString(""));
  }

  public TokenInfo debug(Secret token) {
    Ask ask =
        Ask.of(Edge.DEBUG_TOKEN, "debug_token", new Pass.App())
            .query("input_token", Ask.readable(token).reveal())
            .hide(token);
    return TokenJson.of(calls.call(ask).path("data"));
  }

  public Waba waba(Secret token, String wabaId) {
    JsonNode waba =
        calls.call(
            Ask.on(Edge.WABA, wabaId, "", token)
                .query("fields", "id,name,currency,owner_business_info,primary_funding_id"));
    return new Waba(
        waba.path("id").asString(""),
        waba.path("name").asString(""),
        waba.path("currency").asString(""),
        waba.path("owner_business_info").path("id").asString(""),
        waba.path("primary_funding_id").asString(""));
  }

  /// All numbers of a WABA (pages are followed, up to a bound).
  public List<Phone> phones(Secret token, String wabaId) {
    Ask ask =
        Ask.on(Edge.PHONES, wabaId, "/phone_numbers", token)
            .query("fields", PhoneJson.FIELDS)
            .query("limit", PAGE);
    List<Phone> phones = pages(ask).stream().map(PhoneJson::of).toList();
    phones.forEach(phone -> calls.budget().belongs(phone.id(), wabaId));
    return phones;
  }

  public Phone phone(Secret token, String phoneNumberId) {
    Ask ask = Ask.on(Edge.PHONE, phoneNumberId, "", token).query("fields", PhoneJson.FIELDS);
    return PhoneJson.of(calls.call(ask));
  }

  /// Subscribes the app to the webhooks of a WABA.
  public void subscribe(Secret token, String wabaId) {
    calls.settle(Ask.on(Edge.SUBSCRIBE, wabaId, "/subscribed_apps", token));
  }

  public boolean isSubscribed(Secret token, String wabaId) {
    return pages(Ask.on(Edge.SUBSCRIPTIONS, wabaId, "/subscribed_apps", token)).stream()
        .anyMatch(this::isOurApp);
  }

  /// Meta's documentation has the id inside `whatsapp_business_api_data`, its OpenAPI description
  /// outside.
  private boolean isOurApp(JsonNode subscribed) {
    JsonNode inner = subscribed.path("whatsapp_business_api_data").path("id");
    return (inner.isMissingNode() ? subscribed.path("id") : inner)
        .asString("")
        .equals(settings.appId());
  }

  public void unsubscribe(Secret token, String wabaId) {
    calls.settle(Ask.on(Edge.UNSUBSCRIBE, wabaId, "/subscribed_apps", token));
  }

  /// Registers a number for the Cloud API. `pin`: six digits.
  public void register(Secret token, String phoneNumberId, Secret pin) {
    if (!pin.reveal().matches("[0-9]{6}")) {
      throw refused("A PIN has six digits.", Fix.PIN_WRONG);
    }
    calls.settle(
        Ask.on(Edge.REGISTER, phoneNumberId, "/register", token)
            .body("messaging_product", "whatsapp")
            .body("pin", pin.reveal())
            .hide(pin));
  }

  /// Done also when the number is not registered or no longer exists.
  public void deregister(Secret token, String phoneNumberId) {
    calls.settle(Ask.on(Edge.DEREGISTER, phoneNumberId, "/deregister", token));
  }

  /// Asks for the contacts or the history of a coexistence number. Done also when it was asked for
  /// before (2593107).
  public void sync(Secret token, String phoneNumberId, Sync what) {
    Edge edge =
        switch (what) {
          case CONTACTS -> Edge.SYNC_CONTACTS;
          case HISTORY -> Edge.SYNC_HISTORY;
        };
    calls.settle(
        Ask.on(edge, phoneNumberId, "/smb_app_data", token)
            .body("messaging_product", "whatsapp")
            .body("sync_type", what.type()));
  }

  /// Adds a number to the Solution Partner's pool of pre-verified numbers; returns its id there.
  public String addNumber(String whatsapp) {
    String digits = PhoneJson.digits(whatsapp);
    Ask ask =
        Ask.on(Edge.ADD_NUMBER, settings.businessId(), "/add_phone_numbers", systemUserToken())
            .body("phone_number", "+" + digits)
            .hide(new Secret(digits));
    return calls.call(ask).path("id").asString("");
  }

  /// The pool's id of a number that is in it already, verified or not.
  public Optional<String> findNumber(String whatsapp) {
    Secret token = systemUserToken();
    Ask ask =
        Ask.on(Edge.PREVERIFIED_LIST, settings.businessId(), "/preverified_numbers", token)
            .query("fields", "id,phone_number")
            .query("limit", PAGE);
    return pages(ask).stream()
        .filter(number -> isNumber(number, PhoneJson.digits(whatsapp)))
        .map(number -> number.path("id").asString(""))
        .filter(id -> id.matches(Ask.ID))
        .findFirst();
  }

  /// Meta's documentation names it `phone_number`, its OpenAPI description `display_phone_number`.
  private static boolean isNumber(JsonNode json, String digits) {
    return PhoneJson.digits(json.path("phone_number").asString("")).equals(digits)
        || PhoneJson.digits(json.path("display_phone_number").asString("")).equals(digits);
  }

  /// `id`: of the pool. `language`: such as "en_US". A number that is verified already is
  /// [Fix#ALREADY_VERIFIED].
  public void requestCode(String id, CodeMethod method, String language) {
    calls.settle(
        Ask.on(Edge.REQUEST_CODE, id, "/request_code", systemUserToken())
            .body("code_method", method.name())
            .body("language", language));
  }

  /// Confirms the code; done also when the number is verified already (136024). A hyphen or a space
  /// in the code, as Meta's message has it, does no harm.
  public void verifyCode(String id, String code) {
    String digits = code.replaceAll("[-\\s]", "");
    if (!digits.matches("[0-9]{6}")) {
      throw refused("A code has six digits.", Fix.CODE_WRONG);
    }
    calls.settle(
        Ask.on(Edge.VERIFY_CODE, id, "/verify_code", systemUserToken())
            .body("code", digits)
            .hide(new Secret(digits)));
  }

  /// Takes a number out of the pool; done also when it is not there.
  public void removeNumber(String id) {
    calls.settle(Ask.on(Edge.REMOVE_NUMBER, id, "", systemUserToken()));
  }

  /// Puts the Solution Partner's system user onto a client's WABA.
  public void assignSystemUser(Secret token, String wabaId) {
    calls.settle(
        Ask.on(Edge.ASSIGN_USER, wabaId, "/assigned_users", token)
            .query("user", systemUserId())
            .query("tasks", "[\"MANAGE\"]"));
  }

  /// Sends a message as it stands in Meta's documentation of `POST /{phone_number_id}/messages`;
  /// returns its id (wamid). Made once, whatever happens: when [GraphException#mayBeDone], nobody
  /// knows whether the message went out.
  public String send(Secret token, String phoneNumberId, ObjectNode message) {
    Ask ask = Ask.on(Edge.SEND, phoneNumberId, "/messages", token);
    for (Map.Entry<String, JsonNode> field : message.properties()) {
      ask = ask.body(field.getKey(), field.getValue());
    }
    ask = ask.hide(new Secret(message.path("to").asString("")));
    return calls.call(ask).path("messages").path(0).path("id").asString("");
  }

  /// Marks a customer's message (wamid) and all before it as read.
  public void markRead(Secret token, String phoneNumberId, String wamid) {
    calls.settle(
        Ask.on(Edge.MARK_READ, phoneNumberId, "/messages", token)
            .body("messaging_product", "whatsapp")
            .body("status", "read")
            .body("message_id", wamid));
  }

  /// All templates of a WABA (pages are followed, up to a bound).
  public List<Template> templates(Secret token, String wabaId) {
    Ask ask =
        Ask.on(Edge.TEMPLATES, wabaId, "/message_templates", token)
            .query("fields", Template.FIELDS)
            .query("limit", PAGE);
    return calls.pages(ask, TEMPLATE_PAGES).stream().map(Template::of).toList();
  }

  private String systemUserId() {
    String known = systemUserId;
    if (known == null) {
      Pass pass = new Pass.Bearer(systemUserToken());
      JsonNode me = calls.call(Ask.of(Edge.ME, "me", pass).query("fields", "id"));
      known = me.path("id").asString("");
      systemUserId = known;
    }
    return known;
  }

  /// Shares the Solution Partner's credit line with a WABA and attaches it; done also when it is
  /// attached already. A WABA that has any funding is left as it is: Meta does not change a line
  /// once attached, and a client who pays is not to be paid for.
  public void shareCredit(Secret token, String wabaId, String currency) {
    Secret own = systemUserToken();
    if (!waba(token, wabaId).primaryFundingId().isEmpty()) {
      return;
    }
    calls.call(
        Ask.on(Edge.SHARE_CREDIT, creditLine(own), "/whatsapp_credit_sharing_and_attach", own)
            .query("waba_id", wabaId)
            .query("waba_currency", currency));
  }

  private String creditLine(Secret own) {
    Ask ask =
        Ask.on(Edge.CREDIT_LINES, settings.businessId(), "/extendedcredits", own)
            .query("fields", "id,legal_entity_name");
    return pages(ask).stream()
        .map(line -> line.path("id").asString(""))
        .filter(id -> id.matches(Ask.ID))
        .findFirst()
        .orElseThrow(() -> refused("There is no credit line.", Fix.NO_CREDIT_LINE));
  }

  private Secret systemUserToken() {
    Secret token = settings.systemUserToken();
    if (token == null || settings.businessId().isEmpty()) {
      throw refused("The hub is no Solution Partner.", Fix.NOT_A_SOLUTION_PARTNER);
    }
    return token;
  }

  private static GraphException refused(String why, Fix fix) {
    return new GraphException(new Failure.Final(0, why, fix));
  }

  private List<JsonNode> pages(Ask first) {
    return calls.pages(first, MAX_PAGES);
  }
}
