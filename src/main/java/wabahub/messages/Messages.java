package wabahub.messages;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jdbi.v3.core.Handle;
import wabahub.graph.Graph;
import wabahub.http.Route;
import wabahub.hubs.Hubs;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.partners.Partners;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// WhatsApp V2: messages of numbers, both ways. Sends what it has accepted, once; keeps what was
/// written.
public final class Messages {
  static final String BODY = "message.body";
  static final String WAMID = "message.wamid";
  static final String COUNTERPART = "contact.counterpart";
  static final String NAME = "contact.name";
  static final String ANSWER = "send_key.answer";

  private static final int CLEANED = 500;

  private final List<Follower> followers = new CopyOnWriteArrayList<>();
  private final Arrivals arrivals;
  private final Quotes quotes;
  private final Keyhole keyhole;
  private final Gateway gateway;
  private final FirstAnswers answers;
  private final History history;
  private final Erasure erasure;
  private final List<Route> routes = new ArrayList<>();

  /// Whom it calls.
  public record Doors(Hubs hubs, Partners partners, Numbers numbers, Graph graph) {}

  public Messages(
      Storage storage, Secrets secrets, Doors doors, Settings settings, InstantSource clock) {
    Numbers numbers = doors.numbers();
    Hubs hubs = doors.hubs();
    Pace pace = new Pace(clock, hubs::live);
    this.quotes = new Quotes(secrets);
    this.arrivals = new Arrivals(secrets, followers);
    var ways = new Gateway.Doors(hubs, numbers, doors.graph(), settings.crew());
    this.gateway = new Gateway(storage, secrets, ways, followers, pace, clock);
    hubs.inherit(gateway::inherit);
    this.answers = new FirstAnswers(storage, secrets, hubs, clock);
    this.history = new History(storage, secrets, clock, settings.historyDays());
    this.erasure = new Erasure(storage, numbers, clock);
    this.keyhole = new Keyhole(numbers, doors.partners());
    Templates templates = new Templates(numbers, doors.graph(), clock);
    Desk desk = new Desk(storage, secrets, numbers, gateway, new Desk.Limits(pace, clock));
    routes.addAll(new SendRoutes(keyhole, desk, answers, templates, clock).routes());
    routes.addAll(new ReadRoutes(keyhole, history, templates, numbers, doors.graph()).routes());
  }

  /// Of a database that has just been restored from a backup: what waited then may have gone out
  /// since, so it is in doubt and is not sent again. Returns how much.
  public static int restored(Storage storage, InstantSource clock) {
    return Claims.restored(storage, clock);
  }

  public List<Route> routes() {
    return List.copyOf(routes);
  }

  /// A further call of WhatsApp V2, `POST /whatsapp/v2/{name}`, for whoever has the number's key.
  public Route call(String name, NumberCall handler) {
    return keyhole.route(name, caller -> handler.handle(caller.number(), caller.body()));
  }

  /// Before any request: who hears of messages.
  public void follow(Follower follower) {
    followers.add(follower);
  }

  /// Sends from here on; `nudge` runs when there is something to send. What a hub that has died was
  /// sending is in doubt until a status comes.
  public void start(Runnable nudge) {
    gateway.start(nudge);
  }

  /// Begins to send some of what waits; returns how much was done.
  public int send() {
    return gateway.tick();
  }

  /// A chore: deletes some of what has been kept long enough, and of numbers that have left.
  public int clean() {
    return history.clean() + answers.clean(CLEANED) + erasure.clean();
  }

  /// Writes down what Meta tells of messages, in any order and any number of times. `owners` by
  /// phone number id.
  public void apply(Handle tx, List<Told> told, Map<String, Ownership> owners) {
    arrivals.apply(tx, told, owners);
  }

  /// Messages of a number (id) by Meta's ids: each of them, kept or not.
  public Map<String, Quoted> quoted(Handle tx, long numberId, Collection<String> wamids) {
    return quotes.find(tx, numberId, wamids);
  }
}
