package wabahub.messages;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.graph.Template;
import wabahub.http.Answer;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.messages.Desk.Draft;
import wabahub.messages.FirstAnswers.Ticket;
import wabahub.messages.Keyhole.Caller;

/// The sending calls of WhatsApp V2.
final class SendRoutes {
  private static final int DESTINATIONS = 1000;
  private static final int TEMPLATE_NAME = 512;

  private final Keyhole keyhole;
  private final Desk desk;
  private final FirstAnswers answers;
  private final Templates templates;
  private final InstantSource clock;

  SendRoutes(
      Keyhole keyhole, Desk desk, FirstAnswers answers, Templates templates, InstantSource clock) {
    this.keyhole = keyhole;
    this.desk = desk;
    this.answers = answers;
    this.templates = templates;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        call("sendMessage", Simple::text),
        call("sendFile", Media::read),
        call("sendLocation", Simple::location),
        call("sendContact", Simple::contact),
        call("sendButtons", Interactive::buttons),
        call("sendList", Interactive::list),
        call("sendCarousel", Interactive::carousel),
        keyed("sendReaction", this::react),
        keyed("sendTemplate", this::template),
        keyed("sendMultiTemplate", this::templateToMany));
  }

  @FunctionalInterface
  private interface Work {
    Answer run(Caller caller, @Nullable Ticket ticket);
  }

  private Route keyed(String name, Work work) {
    return keyhole.route(
        name, caller -> answers.answer(caller, name, ticket -> work.run(caller, ticket)));
  }

  private Route call(String name, Content.Reader reader) {
    return keyed(
        name,
        (caller, ticket) -> {
          Recipient to = to(caller);
          String replyTo = replyTo(caller);
          Content content = reader.read(caller.fields());
          return send(caller, new Draft(to, content, replyTo), ticket);
        });
  }

  private Recipient to(Caller caller) {
    String given = new Fields(caller.body()).optional("to", 160, Reason.V2_TO);
    Recipient to = Recipient.parse(given).orElseThrow(() -> new Refusal(Reason.V2_TO));
    if (to.address().equals(caller.number().whatsapp().digits())) {
      throw new Refusal(Reason.V2_TO, "A number cannot write to itself.");
    }
    return to;
  }

  /// The wamid of the message that `replyTo` names, "" when it names none.
  private String replyTo(Caller caller) {
    String code = new Fields(caller.body()).optional("replyTo", 64, Reason.V2_CONTENT).strip();
    if (code.isEmpty()) {
      return "";
    }
    String wamid = desk.find(caller.number(), code).map(desk::wamid).orElse("");
    if (wamid.isEmpty()) {
      throw new Refusal(Reason.V2_CONTENT, "`replyTo` is not a message that can be quoted.");
    }
    return wamid;
  }

  private Answer send(Caller caller, Draft draft, @Nullable Ticket ticket) {
    String code = Desk.code();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("unique", code);
    caller.fields().echo().forEach(fields::putIfAbsent);
    fields.put("timestamp", clock.instant().getEpochSecond());
    fields.put("from", caller.number().whatsapp().digits());
    fields.put("to", draft.to().address());
    return finish(caller, code, draft, fields, ticket);
  }

  private Answer finish(
      Caller caller,
      String code,
      Draft draft,
      Map<String, Object> fields,
      @Nullable Ticket ticket) {
    fields.put("reason", Reason.OK.number());
    request(caller, fields);
    Answer accepted = Answer.of(200, Answer.JSON, Json.bytes(fields));
    if (ticket != null) {
      ticket.answer(accepted, reason -> failed(caller, draft, reason));
    }
    Reason reason = desk.send(caller.number(), code, draft, ticket);
    return reason == Reason.OK ? accepted : failed(caller, draft, reason);
  }

  /// Not thrown: a repeat gets it again.
  private static Answer failed(Caller caller, Draft draft, Reason reason) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "FAIL");
    fields.put("reason", reason.number());
    fields.put("from", caller.number().whatsapp().digits());
    fields.put("to", draft.to().address());
    return new Answer(reason, reason.status(), Answer.JSON, Json.bytes(fields), Map.of());
  }

  private static void request(Caller caller, Map<String, Object> fields) {
    if (new Fields(caller.body()).whole("showRequest", 0, 1, 0) == 1) {
      ObjectNode request = caller.body().deepCopy();
      request.remove("apiKey");
      fields.put("request", request);
    }
  }

  private Answer react(Caller caller, @Nullable Ticket ticket) {
    Recipient to = to(caller);
    String unique = new Fields(caller.body()).text("unique", 64, Reason.V2_UNIQUE).strip();
    String emoji = Simple.emoji(caller.fields());
    String wamid = desk.find(caller.number(), unique).map(desk::wamid).orElse("");
    if (wamid.isEmpty()) {
      throw new Refusal(Reason.V2_UNIQUE);
    }
    String code = Desk.code();
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("unique", code);
    fields.put("messageUnique", unique);
    fields.put("reaction", emoji);
    return finish(caller, code, new Draft(to, Simple.reaction(wamid, emoji), ""), fields, ticket);
  }

  private Template find(Caller caller) {
    String name = caller.fields().text("name", TEMPLATE_NAME, Reason.V2_CONTENT).strip();
    String given = caller.fields().optional("language", 16, Reason.V2_CONTENT);
    String language =
        given.isBlank()
            ? ""
            : Languages.code(given)
                .orElseThrow(() -> new Refusal(Reason.V2_CONTENT, "`language` is unknown."));
    return templates.find(caller.number(), name, language);
  }

  private Answer template(Caller caller, @Nullable Ticket ticket) {
    Recipient to = to(caller);
    Template template = find(caller);
    Content content = TemplateContent.of(template, caller.fields(), caller.fields());
    return send(caller, new Draft(to, content, ""), ticket);
  }

  /// One destination of many: what was asked for and what it comes to.
  private record Destination(String to, String code, Reason reason, @Nullable Draft draft) {}

  private Answer templateToMany(Caller caller, @Nullable Ticket ticket) {
    List<Fields> destinations = caller.fields().list("destinations", 1, DESTINATIONS);
    Template template = find(caller);
    if (TemplateContent.isAuthentication(template)) {
      throw new Refusal(Reason.V2_CONTENT, "An authentication template goes to one person.");
    }
    TemplateContent.needHeader(template, caller.fields());
    Map<String, Object> shown = new LinkedHashMap<>();
    request(caller, shown);
    List<Destination> read =
        destinations.stream().map(fields -> destination(caller, template, fields)).toList();
    List<String> codes = new ArrayList<>();
    List<Draft> drafts = new ArrayList<>();
    for (Destination destination : read) {
      if (destination.draft() != null) {
        codes.add(destination.code());
        drafts.add(destination.draft());
      }
    }
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("list", read.stream().map(SendRoutes::row).toList());
    fields.put("reason", Reason.OK.number());
    fields.putAll(shown);
    Answer answer = Answer.of(200, Answer.JSON, Json.bytes(fields));
    if (ticket != null) {
      ticket.answer(answer);
    }
    desk.sendAll(caller.number(), codes, drafts, ticket);
    return answer;
  }

  /// One that is wrong does not stop the others.
  private Destination destination(Caller caller, Template template, Fields fields) {
    String given = "";
    try {
      given = fields.optional("to", 160, Reason.V2_TO);
      Recipient to = Recipient.parse(given).orElseThrow(() -> new Refusal(Reason.V2_TO));
      Content content = TemplateContent.of(template, caller.fields(), fields);
      desk.turn(caller.number(), to);
      return new Destination(given, Desk.code(), Reason.OK, new Draft(to, content, ""));
    } catch (Refusal refusal) {
      return new Destination(given, "", refusal.reason(), null);
    }
  }

  private static Map<String, Object> row(Destination destination) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("to", destination.to());
    row.put("unique", destination.code());
    row.put("reason", destination.reason().number());
    return row;
  }
}
