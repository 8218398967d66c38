package wabahub.feed;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Answer;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.messages.Messages;
import wabahub.numbers.WhatsAppNumber;
import wabahub.outbox.NumberWebhook;
import wabahub.outbox.NumberWebhook.Change;
import wabahub.outbox.Outbox;
import wabahub.outbox.Topic;
import wabahub.secrets.Secret;

/// setWebhook and getWebhook of WhatsApp V2 (contract 6.1, 6.2).
final class SettingRoutes {
  private static final int ALERTS = 5;

  private final Messages messages;
  private final Outbox outbox;

  SettingRoutes(Messages messages, Outbox outbox) {
    this.messages = messages;
    this.outbox = outbox;
  }

  List<Route> routes() {
    return List.of(messages.call("setWebhook", this::set), messages.call("getWebhook", this::get));
  }

  /// What is left out stays as it is; a blank text clears.
  private Answer set(WhatsAppNumber number, ObjectNode body) {
    String url = url(body);
    String alert = alert(body);
    Boolean retry = flag(body, "retry");
    Map<Topic, Boolean> flags = new EnumMap<>(Topic.class);
    put(flags, Topic.SYSTEM, flag(body, "system"));
    put(flags, Topic.STATUS, flag(body, "readStatus"));
    Change change = new Change(null, url, null, retry, alert);
    return answer(outbox.setMainWebhook(Feed.owner(number), change, flags));
  }

  private @Nullable String url(ObjectNode body) {
    String url = text(body, "url", Reason.V2_HOOK_URL);
    if (url == null || url.isBlank()) {
      return url == null ? null : "";
    }
    outbox
        .refusal(url)
        .ifPresent(sentence -> {
          throw new Refusal(Reason.V2_HOOK_URL, sentence).with("url", url);
        });
    return url;
  }

  /// Up to five numbers with commas between them.
  private static @Nullable String alert(ObjectNode body) {
    String text = text(body, "systemPhoneAlert", Reason.V2_HOOK);
    if (text == null || text.isBlank()) {
      return text == null ? null : "";
    }
    String numbers = text.replace(" ", "");
    if (!numbers.matches("[1-9][0-9]{6,14}(,[1-9][0-9]{6,14}){0," + (ALERTS - 1) + "}")) {
      throw wrong("systemPhoneAlert");
    }
    return numbers;
  }

  private static void put(Map<Topic, Boolean> flags, Topic topic, @Nullable Boolean wanted) {
    if (wanted != null) {
      flags.put(topic, wanted);
    }
  }

  private static @Nullable String text(ObjectNode body, String field, Reason wrong) {
    JsonNode value = body.get(field);
    if (value == null || value.isNull()) {
      return null;
    }
    if (!value.isString() || value.stringValue().indexOf('\0') >= 0) {
      throw new Refusal(wrong, "`" + field + "` has to be a string.");
    }
    return value.stringValue();
  }

  private static @Nullable Boolean flag(ObjectNode body, String field) {
    try {
      return Json.flag(body, field);
    } catch (Refusal refusal) {
      throw wrong(field);
    }
  }

  private static Refusal wrong(String field) {
    return new Refusal(Reason.V2_HOOK, "`" + field + "` is wrong.");
  }

  private Answer get(WhatsAppNumber number, ObjectNode body) {
    return answer(outbox.mainWebhook(number.id()).orElse(null));
  }

  private static Answer answer(@Nullable NumberWebhook webhook) {
    Secret url = webhook == null ? null : webhook.url();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("url", url == null ? "" : url.reveal());
    fields.put("system", wants(webhook, Topic.SYSTEM) ? "1" : "0");
    fields.put("systemPhoneAlert", webhook == null ? "" : webhook.phoneAlert());
    fields.put("retry", webhook != null && webhook.retries() ? 1 : 0);
    fields.put("readStatus", wants(webhook, Topic.STATUS) ? 1 : 0);
    fields.put("reason", Reason.OK.number());
    return Answer.json(fields);
  }

  private static boolean wants(@Nullable NumberWebhook webhook, Topic topic) {
    return webhook != null && webhook.topics().contains(topic);
  }
}
