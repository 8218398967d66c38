package wabahub.sandbox;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// The Graph calls that there are.
final class Edges {
  static final String UNKNOWN = "unknown";

  /// Behind an edge: the two sorts of `smb_app_data` are two calls.
  static final String HISTORY = ":history";

  /// Behind an edge: a message of a customer is marked as read where messages are sent.
  static final String READ = ":read";

  /// What stands in a path without an edge.
  enum Kind {
    WABA,
    PHONE,
    POOL,
    ALLOCATION,
    WORD,
    NONE
  }

  /// Answers a call, or throws [MetaError].
  interface Edge {
    ObjectNode answer(Ask ask);
  }

  /// `kind` and `edge`: a node itself has a kind and no edge, everything else an edge and kind
  /// NONE.
  record Row(String name, String method, Kind kind, String edge, Edge answer) {}

  private final List<Row> rows = new ArrayList<>();
  private final Directory directory;

  Edges(Directory directory, Life life, MessageEdges messages) {
    this.directory = directory;
    rows.addAll(new TokenEdges(directory).rows());
    rows.addAll(new WabaEdges(directory).rows());
    rows.addAll(new PhoneEdges(directory, life).rows());
    rows.addAll(new PoolEdges(directory).rows());
    rows.addAll(new CreditEdges(directory).rows());
    rows.addAll(messages.rows());
  }

  static Row node(String name, String method, Kind kind, Edge answer) {
    return new Row(name, method, kind, "", answer);
  }

  static Row edge(String name, String method, String edge, Edge answer) {
    return new Row(name, method, Kind.NONE, edge, answer);
  }

  static ObjectNode success() {
    return Json.object().put("success", true);
  }

  /// The row of a call; of an unknown path one that refuses, of an unknown node one that misses it.
  Row find(Ask ask) {
    if (ask.path().size() > 2) {
      return edge(UNKNOWN, ask.method(), "", Edges::unknown);
    }
    String edge = ask.edge() + kindOf(ask);
    Kind kind = edge.isEmpty() ? directory.look(() -> kind(ask.id())) : Kind.NONE;
    return rows.stream()
        .filter(row -> row.method().equals(ask.method()))
        .filter(row -> row.kind() == kind && row.edge().equals(kind == Kind.WORD ? ask.id() : edge))
        .findFirst()
        .orElseGet(() -> edge(UNKNOWN, ask.method(), edge, Edges::unknown));
  }

  /// What the path does not say of a call.
  private static String kindOf(Ask ask) {
    if (ask.edge().equals("messages") && ask.param("status").equals("read")) {
      return READ;
    }
    return ask.param("sync_type").equals("history") ? HISTORY : "";
  }

  private Kind kind(String id) {
    State state = directory.state();
    if (!id.matches("[0-9]+")) {
      return Kind.WORD;
    }
    if (state.wabas.containsKey(id)) {
      return Kind.WABA;
    }
    if (state.phones.containsKey(id)) {
      return Kind.PHONE;
    }
    if (state.pool.containsKey(id)) {
      return Kind.POOL;
    }
    return state.allocations.containsKey(id) ? Kind.ALLOCATION : Kind.NONE;
  }

  private static ObjectNode unknown(Ask ask) {
    if (ask.path().size() == 1 && ask.id().matches("[0-9]+")) {
      throw MetaError.missing(ask.id());
    }
    throw MetaError.plain(2500, 0, "Unknown path components: /" + String.join("/", ask.path()));
  }

  /// A call of Meta's, done.
  ObjectNode answer(Row row, Ask ask) {
    boolean reads = ask.method().equals("GET") && !row.name().equals("exchange");
    return reads
        ? directory.look(() -> row.answer().answer(ask))
        : directory.change(() -> row.answer().answer(ask));
  }
}
