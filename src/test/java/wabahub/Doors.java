package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// Every endpoint of a hub, and how to call it.
final class Doors implements AutoCloseable {
  private static final String TABLE =
      """
      GET /livez nothing
      GET /readyz nothing
      GET /metrics nothing
      GET /webhooks/meta nothing
      POST /webhooks/meta signed

      POST /api/settings/accessToken object
      POST /api/settings/setWebhook object
      GET /api/settings/getWebhook nothing
      GET /api/whatsapp/getWhatsApp nothing
      GET /api/whatsapp/getConversationsStatistics object
      GET /api/whatsapp/getStores nothing
      PATCH /api/settings/setBusiness object
      GET /api/settings/getBusiness nothing
      POST /api/whatsapp/registerNumber object
      POST /api/whatsapp/verifyNumber object
      GET /api/whatsapp/getRegisteredNumbers nothing
      POST /api/whatsapp/createAccount object
      PATCH /api/whatsapp/editAccount object
      GET /api/whatsapp/getAccounts nothing
      DELETE /api/whatsapp/deleteAccount object
      DELETE /api/whatsapp/deleteWhatsApp object
      GET /api/online/getAccounts nothing
      POST /api/online/createAccount nothing
      POST /api/online/updateAccount nothing
      DELETE /api/online/deleteAccount nothing
      POST /api/online/createInbox nothing
      POST /api/online/getInboxes object
      DELETE /api/online/deleteInbox nothing
      POST /api/online/getAgents nothing
      POST /api/online/loginAgent nothing
      POST /api/builder/createBuilder nothing
      GET /api/builder/getBuilders nothing
      POST /api/builder/loginBuilder nothing
      DELETE /api/builder/deleteBuilder nothing

      POST /whatsapp/v2/sendMessage object
      POST /whatsapp/v2/sendFile object
      POST /whatsapp/v2/sendLocation object
      POST /whatsapp/v2/sendContact object
      POST /whatsapp/v2/sendButtons object
      POST /whatsapp/v2/sendList object
      POST /whatsapp/v2/sendCarousel object
      POST /whatsapp/v2/sendReaction object
      POST /whatsapp/v2/readStatus object
      POST /whatsapp/v2/sendTemplate object
      POST /whatsapp/v2/sendMultiTemplate object
      POST /whatsapp/v2/getTemplates object
      POST /whatsapp/v2/getTimers object
      POST /whatsapp/v2/getContacts object
      POST /whatsapp/v2/getHistory object
      POST /whatsapp/v2/setWebhook object
      POST /whatsapp/v2/getWebhook object

      GET /api/v1/numbers nothing
      GET /api/v1/numbers/{whatsapp}/usage nothing
      GET /api/v1/numbers/{whatsapp}/charges nothing
      POST /api/v1/numbers/{whatsapp}/key object
      GET /api/v1/numbers/{whatsapp}/webhooks nothing
      POST /api/v1/numbers/{whatsapp}/webhooks object
      PATCH /api/v1/numbers/{whatsapp}/webhooks/{webhook} object
      DELETE /api/v1/numbers/{whatsapp}/webhooks/{webhook} nothing
      POST /api/v1/numbers/{whatsapp}/webhooks/{webhook}/secret nothing
      POST /api/v1/numbers/{whatsapp}/webhooks/{webhook}/test nothing
      GET /api/v1/numbers/{whatsapp}/webhooks/{webhook}/deliveries nothing
      GET /api/v1/numbers/{whatsapp}/webhooks/{webhook}/deliveries/{id} nothing
      POST /api/v1/numbers/{whatsapp}/webhooks/{webhook}/deliveries/{id}/replay nothing
      GET /api/v1/usage nothing
      GET /api/v1/onboardings nothing
      POST /api/v1/onboardings object
      GET /api/v1/onboardings/{id} nothing
      DELETE /api/v1/onboardings/{id} nothing
      POST /api/v1/onboardings/{id}/retry nothing
      POST /api/v1/numbers/{whatsapp}/reconnect nothing
      GET /api/v1/webhook nothing
      POST /api/v1/webhook/secret nothing
      POST /api/v1/webhook/test nothing
      GET /api/v1/webhook/deliveries nothing
      GET /api/v1/webhook/deliveries/{id} nothing
      POST /api/v1/webhook/deliveries/{id}/replay nothing

      GET /onboard/{token} nothing
      GET /onboard/{token}/logo nothing
      GET /onboard/assets/{file} nothing

      GET /admin/partners nothing
      POST /admin/partners object
      PATCH /admin/partners/{id} object
      POST /admin/partners/{id}/secret nothing
      GET /admin/partners/{id}/numbers nothing
      POST /admin/partners/{id}/numbers numbers
      PATCH /admin/numbers/{whatsapp} object
      DELETE /admin/numbers/{whatsapp} nothing
      POST /admin/numbers/{whatsapp}/key object
      PUT /admin/numbers/{whatsapp}/online object
      DELETE /admin/numbers/{whatsapp}/online nothing
      POST /admin/recount object
      GET /admin/set-aside nothing
      GET /admin/set-aside/{id} nothing
      POST /admin/set-aside/{id}/retry nothing
      GET /admin/held nothing
      GET /admin/held/{id} nothing
      POST /admin/held/{id}/retry nothing

      GET /console nothing
      GET /console/assets/{file} nothing
      GET /console/sign-in nothing
      POST /console/sign-in form
      POST /console/sign-out nothing
      GET /console/language/{code} nothing
      GET /console/hub nothing
      GET /console/{partner}/numbers nothing
      GET /console/{partner}/numbers.csv nothing
      GET /console/{partner}/numbers/{whatsapp} nothing
      POST /console/{partner}/numbers/{whatsapp}/key nothing
      POST /console/{partner}/numbers/{whatsapp}/key/show nothing
      POST /console/{partner}/numbers/{whatsapp}/webhooks nothing
      POST /console/{partner}/numbers/{whatsapp}/disconnect nothing
      GET /console/{partner}/numbers/{whatsapp}/delete nothing
      POST /console/{partner}/numbers/{whatsapp}/delete nothing
      GET /console/{partner}/numbers/{whatsapp}/bill nothing
      GET /console/{partner}/numbers/{whatsapp}/bill.csv nothing
      GET /console/{partner}/numbers/{whatsapp}/webhooks/{webhook} nothing
      POST /console/{partner}/numbers/{whatsapp}/webhooks/{webhook} nothing
      POST /console/{partner}/numbers/{whatsapp}/webhooks/{webhook}/secret nothing
      POST /console/{partner}/numbers/{whatsapp}/webhooks/{webhook}/test nothing
      POST /console/{partner}/numbers/{whatsapp}/webhooks/{webhook}/delete nothing
      GET /console/{partner}/numbers/{whatsapp}/webhooks/{webhook}/deliveries/{id} nothing
      POST /console/{partner}/numbers/{whatsapp}/webhooks/{webhook}/deliveries/{id}/replay nothing
      POST /console/hub/partners nothing
      GET /console/hub/partners/{id} nothing
      POST /console/hub/partners/{id} nothing
      POST /console/hub/partners/{id}/secret nothing
      GET /console/hub/health nothing
      GET /console/hub/waiting/{shelf} nothing
      GET /console/hub/waiting/{shelf}/{id} nothing
      POST /console/hub/waiting/{shelf}/{id}/retry nothing
      GET /console/{partner}/start nothing
      GET /console/{partner}/onboarding nothing
      GET /console/{partner}/invite nothing
      POST /console/{partner}/invite nothing
      POST /console/{partner}/reconnect nothing
      GET /console/{partner}/onboarding/{id} nothing
      POST /console/{partner}/onboarding/{id}/cancel nothing
      POST /console/{partner}/onboarding/{id}/retry nothing
      GET /console/{partner}/usage nothing
      GET /console/{partner}/usage.csv nothing
      GET /console/{partner}/usage/{number}/statement nothing
      GET /console/{partner}/settings nothing
      POST /console/{partner}/settings/secret nothing
      POST /console/{partner}/settings/webhook nothing
      POST /console/{partner}/settings/webhook/secret nothing
      POST /console/{partner}/settings/webhook/test nothing
      POST /console/{partner}/settings/webhook/replay nothing
      POST /console/{partner}/settings/zone nothing
      GET /console/{partner}/branding nothing
      POST /console/{partner}/branding nothing
      GET /console/{partner}/branding/preview nothing
      GET /console/{partner}/branding/logo nothing

      GET /onboard/{token}/state nothing
      POST /onboard/{token}/sign-in object
      """;

  /// What a door makes of a body.
  enum Reads {
    NOTHING,
    OBJECT,
    /// Of an HTML page.
    FORM,
    NUMBERS,
    SIGNED
  }

  /// Who may come through.
  enum For {
    ANYBODY,
    PARTNER,
    PARTNER_V1,
    OPERATOR
  }

  /// An endpoint.
  record Door(String method, String pattern, Reads reads) {
    For whom() {
      if (pattern.startsWith("/admin/")) {
        return For.OPERATOR;
      } else if (pattern.startsWith("/api/v1/")) {
        return For.PARTNER_V1;
      }
      // The key of a number is in the body.
      boolean open = pattern.endsWith("/accessToken") || pattern.startsWith("/whatsapp/");
      return isEnvelope() && !open ? For.PARTNER : For.ANYBODY;
    }

    /// What the envelope says of another method.
    int wrongMethod() {
      return pattern.endsWith("/setBusiness") ? 27 : 13;
    }

    /// Whether a person reads its refusals.
    boolean isPage() {
      return pattern.startsWith("/console") && !pattern.startsWith("/console/assets/");
    }

    boolean isEnvelope() {
      return pattern.startsWith("/api/") && !pattern.startsWith("/api/v1/")
          || pattern.startsWith("/whatsapp/");
    }

    @Override
    public String toString() {
      return method + " " + pattern;
    }
  }

  static List<Door> all() {
    return TABLE.lines().filter(line -> !line.isEmpty()).map(Doors::door).toList();
  }

  static Door door(String line) {
    String[] words = line.split(" ");
    String reads = words.length < 3 ? "nothing" : words[2];
    return new Door(words[0], words[1], Reads.valueOf(reads.toUpperCase(Locale.ROOT)));
  }

  /// Links of a hub without these are not ready, which its log says.
  private static final Map<String, String> APP =
      Map.of("WABAHUB_META_APP_ID", "880011223344", "WABAHUB_META_CONFIG_ID", "606060606");

  final TestHub hub = new TestHub(Database.SQLITE, APP);
  private final Account caller = hub.partner("Caller", null);
  private final Account other = hub.partner("Other", null);
  private final String number = newNumber();
  private final String token = newLink();
  private final AtomicInteger knocks = new AtomicInteger();
  private final String hook = newHook(number);

  /// A path of the door: what it leads to exists, except what only a webhook could have made.
  String path(Door door) {
    boolean ends = door.method.equals("DELETE") && door.pattern.matches(".*\\{(whatsapp|webhook)}");
    String whatsapp = ends ? newNumber() : number;
    String webhook = !door.pattern.contains("{webhook}") ? "" : ends ? newHook(whatsapp) : hook;
    return door.pattern
        .replace("{whatsapp}", whatsapp)
        .replace("{webhook}", webhook)
        .replace("{token}", token)
        .replace("{file}", "none")
        .replace("{partner}", Long.toString(caller.id()))
        .replace("{code}", "en")
        .replace("{number}", "1")
        .replace("{shelf}", "held")
        .replace("{id}", door.pattern.contains("/onboardings/") ? onboarding(door) : id());
  }

  private String id() {
    return Long.toString(other.id());
  }

  private String onboarding(Door door) {
    if (door.method.equals("DELETE")) {
      newLink();
    }
    return hub.get("/api/v1/onboardings?state=open&limit=1", caller)
        .json()
        .get("list")
        .get(0)
        .get("id")
        .stringValue();
  }

  private String newHook(String whatsapp) {
    Reply reply =
        hub.call(
            "POST",
            "/api/v1/numbers/" + whatsapp + "/webhooks",
            Map.of("Authorization", caller.bearer()),
            Map.of("url", "https://crm.example.org/hook"));
    assertThat(reply.status()).as(reply.text()).isEqualTo(201);
    return reply.json().get("id").stringValue();
  }

  private String newNumber() {
    String whatsapp = TestHub.whatsapp();
    assertThat(hub.number(caller, whatsapp, TestHub.phone()).status()).isEqualTo(201);
    return whatsapp;
  }

  private String newLink() {
    Map<String, String> headers = Map.of("Authorization", caller.bearer());
    Reply reply = hub.call("POST", "/api/whatsapp/createAccount", headers, Map.of());
    return Meta.token(reply.json().get("onboarding_link").stringValue());
  }

  /// The header of somebody who may come through.
  List<String> key(Door door) {
    return switch (door.whom()) {
      case ANYBODY -> List.of();
      case PARTNER, PARTNER_V1 -> List.of("Authorization", caller.bearer());
      case OPERATOR -> List.of("Authorization", "Bearer " + TestHub.ADMIN_TOKEN);
    };
  }

  Reply knock(Door door, byte @Nullable [] body) {
    List<String> headers = new ArrayList<>(key(door));
    // Who sends wrong credentials or opens pages too often is kept out: each time it is another.
    String network = Integer.toHexString(knocks.incrementAndGet() & 0xffff);
    headers.addAll(List.of("X-Forwarded-For", "2001:db8:" + network + "::1"));
    if (door.reads == Reads.SIGNED) {
      byte[] signed = body == null ? new byte[0] : body;
      headers.addAll(List.of("X-Hub-Signature-256", "sha256=" + TestHub.sign(signed)));
    }
    return hub.call(door.method, path(door), headers, body);
  }

  /// The hub goes on.
  void expectAlive() {
    assertThat(hub.call("GET", "/livez", Map.of(), null).status()).isEqualTo(200);
  }

  @Override
  public void close() {
    hub.close();
  }
}
