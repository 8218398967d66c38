package wabahub.outbox;

import static wabahub.http.Json.invalid;

import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.egress.Egress;
import wabahub.http.Answer;
import wabahub.http.Call;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.outbox.NumberWebhook.Change;
import wabahub.outbox.NumberWebhook.Owner;
import wabahub.partners.Partner;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;

/// The webhooks of a number in the hub's own API.
final class HookRoutes {
  static final String PATH = "numbers/{whatsapp}/webhooks";
  private static final int BODY_BYTES = 64 * 1024;
  private static final int NAME_CHARS = 50;

  private final Partners partners;
  private final Outbox outbox;
  private final Outbox.Numbers numbers;
  private final boolean allowPrivate;
  private final InstantSource clock;

  HookRoutes(
      Partners partners,
      Outbox outbox,
      Outbox.Numbers numbers,
      boolean allowPrivate,
      InstantSource clock) {
    this.partners = partners;
    this.outbox = outbox;
    this.numbers = numbers;
    this.allowPrivate = allowPrivate;
    this.clock = clock;
  }

  List<Route> routes() {
    String one = PATH + "/{webhook}";
    return List.of(
        partners.resource("GET", PATH, this::list),
        partners.resource("POST", PATH, this::add),
        partners.resource("PATCH", one, this::change),
        partners.resource("DELETE", one, this::delete),
        partners.resource("POST", one + "/secret", this::rotate),
        partners.resource("POST", one + "/test", this::test));
  }

  /// The webhook in the path.
  ///
  /// @throws Refusal NOT_FOUND
  static long id(Call call) {
    String text = call.path("webhook");
    if (!text.matches("[0-9]{1,18}")) {
      throw NumberHooks.unknown();
    }
    return Long.parseLong(text);
  }

  private Answer list(Partner partner, Call call) {
    Owner owner = numbers.owner(partner, call);
    return Answer.json(
        Map.of("list", outbox.webhooks(owner.numberId()).stream().map(this::fields).toList()));
  }

  /// With the secret, which is shown this once.
  private Answer add(Partner partner, Call call) {
    Owner owner = numbers.owner(partner, call);
    Change change = change(call.json(BODY_BYTES, Reason.BAD_REQUEST));
    if (change.url() == null || change.url().isEmpty()) {
      throw invalid("url", "is missing");
    }
    return Answer.json(201, withSecret(outbox.addWebhook(owner, change)));
  }

  private Answer change(Partner partner, Call call) {
    Owner owner = numbers.owner(partner, call);
    Change change = change(call.json(BODY_BYTES, Reason.BAD_REQUEST));
    return Answer.json(fields(outbox.changeWebhook(owner, id(call), change)));
  }

  private Answer delete(Partner partner, Call call) {
    outbox.deleteWebhook(numbers.owner(partner, call).numberId(), id(call));
    return Answer.json(Map.of());
  }

  private Answer rotate(Partner partner, Call call) {
    Owner owner = numbers.owner(partner, call);
    return Answer.json(withSecret(outbox.rotateSecret(owner.numberId(), id(call))));
  }

  private Answer test(Partner partner, Call call) {
    Owner owner = numbers.owner(partner, call);
    return Answer.json(202, Map.of("id", outbox.test(owner, id(call))));
  }

  private Change change(ObjectNode body) {
    String name = Json.text(body, "name");
    if (name != null && (name.length() > NAME_CHARS || !Json.isPlain(name))) {
      throw invalid("name", "is text of up to " + NAME_CHARS + " characters");
    }
    String url = Json.text(body, "url");
    if (url != null && !url.isBlank()) {
      Egress.refusal(url, allowPrivate)
          .ifPresent(sentence -> {
            throw new Refusal(Reason.INVALID, sentence).with("field", "url");
          });
    }
    Boolean retries = Json.flag(body, "retry");
    String stripped = url == null || !url.isBlank() ? url : "";
    return new Change(name, stripped, topics(body.get("events")), retries, null);
  }

  private static @Nullable Set<Topic> topics(@Nullable JsonNode node) {
    if (node == null || node.isNull()) {
      return null;
    }
    if (!node.isArray() || node.size() > Topic.values().length) {
      throw invalid("events", "is a list of events");
    }
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    for (JsonNode word : node) {
      topics.add(
          Topic.of(word.isString() ? word.stringValue() : "")
              .orElseThrow(
                  () -> invalid("events", "holds " + Topic.words(EnumSet.allOf(Topic.class)))));
    }
    return topics;
  }

  private Map<String, Object> withSecret(NumberWebhook webhook) {
    Map<String, Object> fields = fields(webhook);
    fields.put("secret", webhook.secret().reveal());
    return fields;
  }

  private Map<String, Object> fields(NumberWebhook webhook) {
    Secret url = webhook.url();
    Long until = webhook.oldUntil();
    boolean over = until == null || until <= clock.instant().getEpochSecond();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("id", Long.toString(webhook.id()));
    fields.put("main", webhook.isMain());
    fields.put("name", webhook.name());
    fields.put("url", url == null ? "" : url.reveal());
    fields.put("events", webhook.topics().stream().sorted().map(Topic::word).toList());
    fields.put("retry", webhook.retries());
    fields.put("secret_created_at", Instant.ofEpochSecond(webhook.secretAt()).toString());
    fields.put("old_secret_until", over ? null : until);
    return fields;
  }
}
