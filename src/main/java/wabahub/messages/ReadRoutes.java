package wabahub.messages;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import wabahub.graph.Graph;
import wabahub.graph.GraphException;
import wabahub.http.Answer;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.messages.Keyhole.Caller;
import wabahub.numbers.Numbers;
import wabahub.secrets.Secret;

/// The calls of WhatsApp V2 that read, and the one that says that somebody has.
final class ReadRoutes {
  private static final int PAGES = 100_000;

  private final Keyhole keyhole;
  private final History history;
  private final Templates templates;
  private final Numbers numbers;
  private final Graph graph;

  ReadRoutes(Keyhole keyhole, History history, Templates templates, Numbers numbers, Graph graph) {
    this.keyhole = keyhole;
    this.history = history;
    this.templates = templates;
    this.numbers = numbers;
    this.graph = graph;
  }

  List<Route> routes() {
    return List.of(
        keyhole.route("readStatus", this::readStatus),
        keyhole.route("getTimers", this::timers),
        keyhole.route("getTemplates", this::templates),
        keyhole.route(
            "getContacts", caller -> Answer.json(history.contacts(caller.number(), page(caller)))),
        keyhole.route("getHistory", this::history));
  }

  private static Recipient person(Caller caller, String field) {
    String given = caller.fields().optional(field, 160, Reason.V2_TO);
    return Recipient.parse(given).orElseThrow(() -> new Refusal(Reason.V2_TO));
  }

  private static int page(Caller caller) {
    int page = caller.fields().whole("page", 1, PAGES, 0);
    if (page == 0) {
      throw new Refusal(Reason.V2_CONTENT, "`page` is missing.");
    }
    return page;
  }

  private static Answer ok(Map<String, Object> fields) {
    fields.put("reason", Reason.OK.number());
    return Answer.of(200, Answer.JSON, Json.bytes(fields));
  }

  private static Map<String, Object> fields() {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    return fields;
  }

  private Answer readStatus(Caller caller) {
    Recipient customer = person(caller, "to");
    String wamid =
        history
            .lastIncoming(caller.number(), customer)
            .orElseThrow(() -> new Refusal(Reason.V2_TO, "`to` has not written."));
    Secret token =
        numbers
            .accessToken(caller.number().id())
            .orElseThrow(() -> new Refusal(Reason.V2_WHATSAPP));
    try {
      graph.markRead(token, caller.number().phoneNumberId(), wamid);
    } catch (GraphException e) {
      throw new Refusal(Reason.V2_WHATSAPP, e.failure().said());
    }
    Map<String, Object> fields = fields();
    fields.put("from", caller.number().whatsapp().digits());
    fields.put("to", customer.address());
    return ok(fields);
  }

  private Answer timers(Caller caller) {
    long minutes = history.minutesLeft(caller.number(), person(caller, "number"));
    Map<String, Object> fields = fields();
    fields.put("templateTimeLeft", Long.toString(minutes));
    fields.put("conversationTimeLeft", "0");
    return ok(fields);
  }

  private Answer templates(Caller caller) {
    Map<String, Object> fields = fields();
    fields.put("list", templates.list(caller.number()));
    return ok(fields);
  }

  private Answer history(Caller caller) {
    String to = caller.fields().optional("to", 160, Reason.V2_TO);
    Recipient with =
        to.isBlank() ? null : Recipient.parse(to).orElseThrow(() -> new Refusal(Reason.V2_TO));
    return Answer.json(history.messages(caller.number(), with, page(caller)));
  }
}
