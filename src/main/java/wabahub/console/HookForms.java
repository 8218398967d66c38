package wabahub.console;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import wabahub.http.Form;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.numbers.WhatsAppNumber;
import wabahub.outbox.NumberWebhook;
import wabahub.outbox.Outbox;
import wabahub.outbox.Topic;
import wabahub.secrets.Secret;

/// What a webhook of a number is set to, in forms and out of them.
record HookForms(Outbox outbox) {
  private static final int NAME_CHARS = 50;

  static HookPage.Form empty() {
    return new HookPage.Form(
        "", "", events(EnumSet.of(Topic.MESSAGE, Topic.APP, Topic.FAILED)), true, null);
  }

  static HookPage.Form of(NumberWebhook webhook) {
    return new HookPage.Form(
        webhook.name(), url(webhook), events(webhook.topics()), webhook.retries(), null);
  }

  /// As it was filled in, with why it was not taken.
  HookPage.Form wrong(Speech speech, Form form, Refusal refusal) {
    RefusalPage.Text text = Look.text(speech, refusal);
    return new HookPage.Form(
        form.text("name"),
        form.text("url"),
        events(topics(form)),
        form.has("retry"),
        text.detail().isEmpty() ? text.sentence() : text.detail());
  }

  private static List<HookPage.Event> events(Set<Topic> chosen) {
    return Stream.of(Topic.values())
        .map(topic -> new HookPage.Event(topic.word(), chosen.contains(topic)))
        .toList();
  }

  static String url(NumberWebhook webhook) {
    Secret url = webhook.url();
    return url == null ? "" : url.reveal();
  }

  /// `needsUrl`: whether there has to be an address.
  ///
  /// @throws Refusal INVALID
  NumberWebhook.Change change(Form form, boolean needsUrl) {
    String name = form.text("name");
    if (name.length() > NAME_CHARS || !Json.isPlain(name)) {
      throw Json.invalid("name", "is text of up to " + NAME_CHARS + " characters");
    }
    String url = form.text("url");
    if (!url.isEmpty() || needsUrl) {
      outbox
          .refusal(url)
          .ifPresent(sentence -> {
            throw new Refusal(Reason.INVALID, sentence);
          });
    }
    return new NumberWebhook.Change(name, url, topics(form), form.has("retry"), null);
  }

  private static Set<Topic> topics(Form form) {
    return form.all("events").stream()
        .flatMap(word -> Topic.of(word).stream())
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Topic.class)));
  }

  /// A line of the list.
  NumberPage.Hook line(Visit visit, WhatsAppNumber number, NumberWebhook webhook) {
    return new NumberPage.Hook(
        visit.who().base() + OwnNumbers.path(number) + "/webhooks/" + webhook.id(),
        name(visit, webhook),
        url(webhook),
        webhook.topics().stream()
            .sorted()
            .map(topic -> visit.say("event." + topic.word()))
            .collect(Collectors.joining(", ")));
  }

  static String name(Visit visit, NumberWebhook webhook) {
    if (!webhook.name().isEmpty()) {
      return webhook.name();
    }
    return visit.say(webhook.isMain() ? "hook.main" : "hook.unnamed");
  }
}
