package wabahub.sandbox;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// What happens to accounts and numbers, and the webhooks that tell of it. As with Meta, what
/// happens on a WABA that the app has not subscribed stays untold; of an unknown WABA or number it
/// is told.
final class Life {
  private static final Logger LOG = LoggerFactory.getLogger(Life.class);

  /// Events whose entry bears the partner's business portfolio.
  private static final Set<String> OF_THE_PARTNER =
      Set.of(
          "PARTNER_ADDED",
          "PARTNER_REMOVED",
          "PARTNER_APP_INSTALLED",
          "PARTNER_APP_UNINSTALLED",
          "AD_ACCOUNT_LINKED",
          "MM_LITE_TERMS_SIGNED");

  private final Directory directory;
  private final Poster poster;
  private final Shapes shapes;

  Life(Directory directory, Poster poster, Shapes shapes) {
    this.directory = directory;
    this.poster = poster;
    this.shapes = shapes;
  }

  /// A webhook about an account, and what it stands for; false when nobody is told.
  boolean event(String field, String wabaId, ObjectNode value) {
    String event = value.path("event").asString("");
    boolean partners = field.equals("account_update") && OF_THE_PARTNER.contains(event);
    if (partners) {
      directory.look(() -> completed(value, wabaId, event));
    }
    boolean told = partners || isTold(wabaId);
    directory.change(() -> {
      happen(field, wabaId, value);
      return true;
    });
    String entry = partners ? directory.partnerId() : wabaId;
    return told && poster.post(shapes.change(entry, field, value));
  }

  private ObjectNode completed(ObjectNode value, String wabaId, String event) {
    ObjectNode info = value.withObject("/waba_info");
    info.put("waba_id", wabaId);
    WabaNode waba = directory.state().wabas.get(wabaId);
    if (waba != null && !info.has("owner_business_id")) {
      info.put("owner_business_id", waba.businessId);
    }
    if (event.startsWith("PARTNER_APP_")) {
      info.put("partner_app_id", directory.settings().appId());
    }
    return value;
  }

  boolean isTold(String wabaId) {
    return directory.look(() -> {
      WabaNode waba = directory.state().wabas.get(wabaId);
      return waba == null || waba.subscribed;
    });
  }

  private void happen(String field, String wabaId, ObjectNode value) {
    WabaNode waba = directory.state().wabas.get(wabaId);
    if (waba == null) {
      return;
    }
    switch (field) {
      case "account_update" -> happen(waba, value.path("event").asString(""));
      case "account_review_update" -> waba.review = value.path("decision").asString(waba.review);
      case "phone_number_quality_update", "phone_number_name_update" ->
          directory
              .phones(wabaId)
              .filter(phone -> phone.whatsapp().equals(digits(value)))
              .forEach(phone -> happen(phone, value));
      default -> {
        // Nothing that a Graph call would show.
      }
    }
  }

  private static String digits(ObjectNode value) {
    return value.path("display_phone_number").asString("").replaceAll("[^0-9]", "");
  }

  private void happen(WabaNode waba, String event) {
    switch (event) {
      case "PARTNER_ADDED" -> waba.shared = true;
      case "PARTNER_REMOVED", "ACCOUNT_DELETED" -> {
        waba.shared = false;
        waba.subscribed = false;
        waba.users.clear();
        if (directory.shared(waba.businessId).isEmpty()) {
          revoke(waba.businessId);
        }
      }
      default -> {
        // Nothing that a Graph call would show.
      }
    }
  }

  private static void happen(PhoneNode phone, ObjectNode value) {
    phone.limit = value.path("max_daily_conversations_per_business").asString(phone.limit);
    switch (value.path("decision").asString("")) {
      case "APPROVED" -> {
        phone.name = value.path("requested_verified_name").asString(phone.name);
        phone.nameStatus = "APPROVED";
      }
      case "REJECTED" -> phone.nameStatus = "DECLINED";
      case "PENDING", "DEFERRED" -> phone.nameStatus = "PENDING_REVIEW";
      default -> {
        // It is about quality.
      }
    }
  }

  /// Every token of a business.
  void revoke(String businessId) {
    directory
        .state()
        .tokens
        .replaceAll(
            (value, token) -> token.businessId().equals(businessId) ? token.revokedNow() : token);
  }

  /// Tells of a finished sign-up. A hub that is away misses it, which happens with Meta, too.
  void signedUp(String wabaId) {
    for (String event : new String[] {"PARTNER_ADDED", "PARTNER_APP_INSTALLED"}) {
      tryTo(() -> event("account_update", wabaId, Json.object().put("event", event)));
    }
  }

  /// What a coexistence number hands over after it was asked to.
  void handOver(PhoneNode phone, String type) {
    if (!isTold(phone.wabaId)) {
      return;
    }
    tryTo(() -> {
      if (type.equals("history")) {
        for (int phase = 0; phase < (phone.historyDeclined ? 1 : 3); phase++) {
          poster.post(shapes.history(phone, phase));
        }
      } else {
        poster.post(shapes.contacts(phone));
      }
    });
  }

  private static void tryTo(Runnable post) {
    try {
      post.run();
    } catch (RuntimeException e) {
      LOG.warn("sandbox: a webhook was not taken: {}", e.toString());
    }
  }
}
