package wabahub.sandbox;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// What was written between numbers and customers, and the templates of WABAs; kept in memory
/// alone.
final class Chats {
  private static final int MAX = 10_000;
  private static final long WINDOW = 24 * 3600L;

  /// One message in six seconds for a recipient, 45 in reserve.
  private static final double PAIR_RATE = 1 / 6.0;

  private static final int PAIR_RESERVE = 45;

  private final Directory directory;
  private final Deque<Sent> sent = new ArrayDeque<>();
  private final Map<String, Long> written = bounded();
  private final Map<String, Allowance> numbers = bounded();
  private final Map<String, Allowance> pairs = bounded();
  private final Map<String, Map<String, ObjectNode>> templates = bounded();

  Chats(Directory directory) {
    this.directory = directory;
  }

  private static <T> Map<String, T> bounded() {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, T> eldest) {
        return size() > MAX;
      }
    };
  }

  /// What is allowed at once, and how fast it comes back.
  private static final class Allowance {
    private double level;
    private long at;

    Allowance(int size, long now) {
      level = size;
      at = now;
    }

    boolean take(double perSecond, int size, long nowMs) {
      level = Math.min(size, level + (nowMs - at) / 1000.0 * perSecond);
      at = nowMs;
      if (level < 1 - 1e-9) {
        return false;
      }
      level -= 1;
      return true;
    }
  }

  /// The customer has written now.
  synchronized void wrote(String phoneNumberId, String customer) {
    written.put(phoneNumberId + " " + customer, directory.now());
  }

  synchronized boolean isOpen(String phoneNumberId, String customer) {
    Long at = written.get(phoneNumberId + " " + customer);
    return at != null && at > directory.now() - WINDOW;
  }

  /// Whether the number may send at this moment: so many messages a second.
  synchronized boolean mayNumber(PhoneNode phone) {
    int rate = phone.coexistence ? 20 : 80;
    long now = directory.millis();
    return numbers.computeIfAbsent(phone.id, id -> new Allowance(rate, now)).take(rate, rate, now);
  }

  synchronized boolean mayPair(PhoneNode phone, String customer) {
    long now = directory.millis();
    return pairs
        .computeIfAbsent(phone.id + " " + customer, id -> new Allowance(PAIR_RESERVE, now))
        .take(PAIR_RATE, PAIR_RESERVE, now);
  }

  synchronized void add(Sent message) {
    if (sent.size() == MAX) {
      sent.removeFirst();
    }
    sent.addLast(message);
  }

  synchronized List<Sent> sent() {
    return List.copyOf(sent);
  }

  synchronized Optional<Sent> find(String wamid) {
    return sent.stream().filter(message -> message.wamid().equals(wamid)).findFirst();
  }

  /// A template as Meta lists it; replaces one of the same name and language.
  ///
  /// @throws IllegalArgumentException when it is none
  synchronized void template(String wabaId, ObjectNode template) {
    String name = template.path("name").asString("");
    String language = template.path("language").asString("");
    if (!name.matches("[a-z0-9_]{1,512}") || language.isEmpty()) {
      throw new IllegalArgumentException("A template has a name and a language.");
    }
    ObjectNode whole = Json.object().put("id", directory.freshId());
    whole.put("status", "APPROVED").put("category", "UTILITY");
    whole.put("parameter_format", "POSITIONAL").putArray("components");
    whole.setAll(template);
    templatesOf(wabaId).put(name + " " + language, whole);
  }

  private Map<String, ObjectNode> templatesOf(String wabaId) {
    return templates.computeIfAbsent(
        wabaId,
        id -> {
          Map<String, ObjectNode> first = bounded();
          first.put("hello_world en_US", hello());
          return first;
        });
  }

  private ObjectNode hello() {
    ObjectNode hello = Json.object().put("id", directory.freshId()).put("name", "hello_world");
    hello.put("language", "en_US").put("status", "APPROVED").put("category", "UTILITY");
    hello.put("parameter_format", "POSITIONAL");
    var components = hello.putArray("components");
    components.addObject().put("type", "BODY").put("text", "Welcome and congratulations!!");
    return hello;
  }

  synchronized List<ObjectNode> templates(String wabaId) {
    return List.copyOf(templatesOf(wabaId).values());
  }

  synchronized Optional<ObjectNode> template(String wabaId, String name, String language) {
    return Optional.ofNullable(templatesOf(wabaId).get(name + " " + language));
  }
}
