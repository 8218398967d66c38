package wabahub.sandbox;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;

/// A stand-in for Meta on loopback: answers Graph calls, keeps what Meta would keep, makes webhooks
/// as Meta does and posts them, signed, to the hub; and fails when told to.
public final class Sandbox implements AutoCloseable {
  private final Poster poster;
  private final Shapes shapes;
  private final Directory directory;
  private final Life life;
  private final SignUps signUps;
  private final Chats chats;
  private final Talk talk;
  private final Faults faults = new Faults();
  private final CallLog log = new CallLog();
  private final GraphServer server;

  /// The partner's app at Meta.
  ///
  /// @param hub where webhooks go; null = nowhere until [#hub]
  /// @param appSecret signs webhooks and is asked for at the exchange of a code
  /// @param systemUserToken of a Solution Partner, "" = a Tech Provider
  /// @param businessId the partner's portfolio, "" = invented
  /// @param stateFile where the state outlives the sandbox; null = it does not
  public record Settings(
      @Nullable URI hub,
      String appId,
      String appSecret,
      String systemUserToken,
      String businessId,
      @Nullable Path stateFile) {
    /// A Tech Provider, with nothing kept in a file.
    public static Settings of(String appId, String appSecret) {
      return new Settings(null, appId, appSecret, "", "", null);
    }

    public Settings solutionPartner(String token, String business) {
      return new Settings(hub, appId, appSecret, token, business, stateFile);
    }

    public Settings in(Path file) {
      return new Settings(hub, appId, appSecret, systemUserToken, businessId, file);
    }
  }

  /// A business's number. Each method posts what Meta would, and returns when the hub has
  /// acknowledged it. What happens to a number of a WABA that the app has not subscribed is not
  /// posted; of a number unknown to the sandbox, it is. When the hub refuses, that is an
  /// IllegalStateException.
  public interface Phone {
    /// A message to a customer, delivered and read: three webhooks, with Meta's pricing.
    void delivers(String to, String category, String type);

    /// A message of a customer.
    void receives(String from, String text);

    /// A message of a customer, of any type. `content`: `type` and its block as Meta has them.
    /// Returns its id (wamid), "" when nobody is told.
    String receives(String from, ObjectNode content);

    /// Tells of a message that was sent: sent, delivered, read, or failed with Meta's error `code`
    /// (0 otherwise).
    void tells(String wamid, String status, int code);
  }

  /// What happens to a client's account. Each method posts what Meta would if the app has
  /// subscribed the WABA or the event goes to the partner itself, and returns when the hub has
  /// acknowledged it. When the hub refuses, that is an IllegalStateException.
  public interface Waba {
    /// `account_update`; `more`: further keys of its value.
    void account(String event, Map<String, ?> more);

    /// `account_review_update`.
    void review(String decision);

    /// `business_capability_update`. `limit`: such as `TIER_2K`.
    void capability(String limit, int phonesOfBusiness, int phonesOfWaba);

    /// `phone_number_quality_update` of a number that the sandbox knows; `rating` (GREEN, YELLOW,
    /// RED) is what Graph calls say from now on.
    void quality(String phoneNumberId, String rating, String event, String limit);

    /// `phone_number_name_update`. `reason`: of a rejection, "" = none.
    void name(String phoneNumberId, String decision, String requested, String reason);

    /// Every token of the client is revoked; no webhook tells of it.
    void revokes();

    /// The client takes the account away from the partner: PARTNER_REMOVED.
    void leaves();

    /// The client disconnects a coexistence number in the app. `reason`: such as
    /// ACCOUNT_DISCONNECTED; `by`: USER or SYSTEM.
    void disconnects(String phoneNumberId, String reason, String by);
  }

  /// Serves from now on.
  ///
  /// @throws IllegalStateException when the state file cannot be read
  public Sandbox(Settings settings, InstantSource clock) {
    poster = new Poster(settings.hub(), settings.appSecret());
    shapes = new Shapes(clock);
    directory = new Directory(settings, clock);
    life = new Life(directory, poster, shapes);
    signUps = new SignUps(directory);
    chats = new Chats(directory);
    Conversations conversations = new Conversations();
    talk = new Talk(poster, shapes, life, chats, conversations);
    Edges edges = new Edges(directory, life, new MessageEdges(directory, chats, talk));
    Control control = new Control(this, new ChatCalls(directory, conversations));
    server = new GraphServer(directory, edges, faults, log, control);
  }

  /// Where webhooks go from now on.
  public void hub(URI hub) {
    poster.hub(hub);
  }

  /// The address of its Graph API, without a version.
  public URI url() {
    return server.url();
  }

  /// The partner's business portfolio.
  public String businessId() {
    return directory.partnerId();
  }

  /// A client goes through Embedded Signup. The hub is told as Meta tells it, if it can be reached.
  ///
  /// @throws IllegalArgumentException when it cannot be done so
  public SignUp signUp(Wanted wanted) {
    SignUp signUp = signUps.signUp(wanted);
    if (!signUp.wabaId().isEmpty() && !wanted.has(Wanted.Trait.SILENT)) {
      life.signedUp(signUp.wabaId());
    }
    return signUp;
  }

  /// The code that Meta last sent to a number, while it can be used.
  public Optional<String> codeOf(String whatsapp) {
    return directory.look(() ->
        Stream.concat(
                directory.findPhone(whatsapp).stream().map(phone -> phone.verification),
                directory.findPool(whatsapp).stream().map(number -> number.verification))
            .map(verification -> verification.code)
            .filter(code -> !code.isEmpty())
            .findFirst());
  }

  public void fault(Fault fault) {
    faults.add(fault);
  }

  public void clearFaults() {
    faults.clear();
  }

  /// The last 10,000 Graph calls, oldest first.
  public List<Made> calls() {
    return log.list();
  }

  /// From now on runs before each Graph call is done, with an empty outcome; the call waits for it.
  public void onCall(Consumer<Made> heard) {
    server.onCall(heard);
  }

  /// The last 10,000 messages that were sent through it, oldest first.
  public List<Sent> sent() {
    return chats.sent();
  }

  /// Whether sent messages are told of as sent and delivered by themselves; so it is at first.
  public void tellsStatuses(boolean on) {
    talk.tells(on);
  }

  /// A template of a WABA as Meta lists it (`name`, `language`, `components` …); approved and of
  /// category UTILITY unless it says otherwise.
  ///
  /// @throws IllegalArgumentException when it has no name or language
  public void template(String wabaId, ObjectNode template) {
    chats.template(wabaId, template);
  }

  /// Waits until the webhooks that follow an answered call are posted.
  public void settle() {
    server.settle();
  }

  /// A webhook about an account, and what it stands for; false when nobody is told.
  ///
  /// @throws IllegalStateException when the hub refuses
  public boolean event(String field, String wabaId, ObjectNode value) {
    return life.event(field, wabaId, value);
  }

  public Waba waba(String wabaId) {
    return new Account(directory, life, wabaId);
  }

  /// A number that may be unknown to the sandbox.
  public Phone phone(String whatsapp, String phoneNumberId) {
    return new Phone() {
      @Override
      public void delivers(String to, String category, String type) {
        String wamid = shapes.wamid(to);
        for (String status : new String[] {"sent", "delivered", "read"}) {
          line(whatsapp, phoneNumberId)
              .ifPresent(
                  line -> poster.post(shapes.status(line, wamid, status, to, category, type)));
        }
      }

      @Override
      public void receives(String from, String text) {
        ObjectNode content = Json.object().put("type", "text");
        content.putObject("text").put("body", text);
        receives(from, content);
      }

      @Override
      public String receives(String from, ObjectNode content) {
        return line(whatsapp, phoneNumberId)
            .map(line -> talk.receive(line, from, content))
            .orElse("");
      }

      @Override
      public void tells(String wamid, String status, int code) {
        line(whatsapp, phoneNumberId).ifPresent(line -> talk.status(line, wamid, status, code));
      }
    };
  }

  /// Empty when Meta would not tell of the number's messages.
  private Optional<Line> line(String whatsapp, String phoneNumberId) {
    return directory.look(() -> {
      PhoneNode phone = directory.state().phones.get(phoneNumberId);
      if (phone == null) {
        return Optional.of(new Line(Line.ANY_WABA, whatsapp, phoneNumberId));
      }
      return Optional.of(Line.of(phone)).filter(line -> life.isTold(line.wabaId()));
    });
  }

  @Override
  public void close() {
    server.close();
    poster.close();
  }
}
