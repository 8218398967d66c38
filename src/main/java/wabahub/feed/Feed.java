package wabahub.feed;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Call;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.http.Route;
import wabahub.messages.Messages;
import wabahub.messages.Received;
import wabahub.messages.StatusChange;
import wabahub.metering.Counted;
import wabahub.metering.Metering;
import wabahub.metering.Witness;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.numbers.PhoneNumber;
import wabahub.numbers.WabaNumber;
import wabahub.numbers.WhatsAppNumber;
import wabahub.outbox.Notice;
import wabahub.outbox.NumberWebhook.Owner;
import wabahub.outbox.Outbox;
import wabahub.outbox.Topic;
import wabahub.partners.Partner;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;

/// Tells the programs of a number what happens with it: in the transaction in which it happens, by
/// way of the outbox. A number that nobody listens to costs a look into memory.
public final class Feed implements wabahub.messages.Follower, wabahub.numbers.Follower, Witness {
  private final Doors doors;
  private final Notices notices;
  private final AsideNotices asides;
  private final List<Route> routes;

  /// Whether something was told since the last [#wake]; of a transaction that was rolled back, too.
  private final AtomicBoolean told = new AtomicBoolean();

  /// Who works with it.
  public record Doors(Outbox outbox, Numbers numbers, Metering metering, Messages messages) {}

  public Feed(Secrets secrets, Doors doors) {
    this.doors = doors;
    Ids ids = new Ids(secrets);
    this.notices = new Notices(ids, doors);
    this.asides = new AsideNotices(ids, doors.messages(), doors.metering());
    this.routes = new ArrayList<>(doors.outbox().numberRoutes(new Owners(doors.numbers())));
    routes.addAll(new SettingRoutes(doors.messages(), doors.outbox()).routes());
    doors.messages().follow(this);
    doors.numbers().follow(this);
    doors.metering().follow(this);
  }

  public List<Route> routes() {
    return routes;
  }

  @Override
  public void received(Handle tx, List<Received> messages) {
    Map<Long, WabaNumber> numbers =
        listening(tx, messages, Received::numberId, Topic.MESSAGE, Topic.SYSTEM);
    if (!numbers.isEmpty()) {
      tell(tx, notices.received(tx, messages, numbers));
    }
  }

  @Override
  public void changed(Handle tx, List<StatusChange> changes) {
    Map<Long, WabaNumber> numbers =
        listening(tx, changes, StatusChange::numberId, Topic.STATUS, Topic.FAILED);
    if (!numbers.isEmpty()) {
      tell(tx, notices.changed(changes, numbers));
    }
  }

  @Override
  public boolean listens(Handle tx, long numberId) {
    return doors.outbox().wanted(tx, numberId).contains(Topic.COUNTED);
  }

  @Override
  public void counted(Handle tx, List<Counted> counted) {
    Map<Long, WabaNumber> numbers =
        listening(tx, counted, Counted::numberId, Topic.COUNTED, Topic.COUNTED);
    if (!numbers.isEmpty()) {
      tell(tx, notices.counted(tx, counted, numbers));
    }
  }

  /// Whether anybody at all wants Meta's own webhooks.
  public boolean wantsRaw() {
    return doors.outbox().isWanted(Topic.RAW);
  }

  /// Tells what came beside messages and statuses, of registered numbers. `owners` by phone number
  /// id.
  public void apply(Handle tx, List<Aside> told, Map<String, Ownership> owners) {
    if (!doors.outbox().isWanted(tx, Topic.RAW)
        && !doors.outbox().isWanted(tx, Topic.APP)
        && !doors.outbox().isWanted(tx, Topic.SYSTEM)) {
      return;
    }
    List<AsideNotices.Owned> owned = new ArrayList<>();
    for (Aside aside : told) {
      Ownership owner = owners.get(Texts.text(aside.phoneNumberId()));
      if (owner != null) {
        owner
            .place(AsideNotices.at(aside))
            .ifPresent(place -> owned.add(new AsideNotices.Owned(place.numberId(), aside)));
      }
    }
    Map<Long, WabaNumber> numbers =
        listening(tx, owned, AsideNotices.Owned::numberId, Topic.RAW, Topic.APP, Topic.SYSTEM);
    if (!numbers.isEmpty()) {
      tell(tx, asides.of(tx, owned, numbers));
    }
  }

  /// The live numbers of these that somebody wants to be told one of the topics of.
  private <T> Map<Long, WabaNumber> listening(
      Handle tx, List<T> all, ToLongFunction<T> numberId, Topic... topics) {
    Set<Long> wanted = new TreeSet<>();
    for (T one : all) {
      Set<Topic> its = doors.outbox().wanted(tx, numberId.applyAsLong(one));
      if (!its.isEmpty() && List.of(topics).stream().distinct().anyMatch(its::contains)) {
        wanted.add(numberId.applyAsLong(one));
      }
    }
    return notices.live(tx, wanted);
  }

  private void tell(Handle tx, List<Notice> notices) {
    doors.outbox().add(tx, notices);
    told.set(true);
  }

  /// After a commit in which something may have been told: it is delivered at once.
  public void wake() {
    if (told.getAndSet(false)) {
      doors.outbox().wake();
    }
  }

  /// Its webhooks go with the number.
  @Override
  public void left(Handle tx, WhatsAppNumber number, @Nullable Secret accessToken) {
    doors.outbox().forget(tx, number.id());
  }

  @Override
  public void changed(long partnerId) {
    doors.outbox().changed();
  }

  @Override
  public void moved(Handle tx, String phoneNumberId, long from, Ownership before, Ownership after) {
    // Whose events are whose is asked anew with each of them.
  }

  static Owner owner(WhatsAppNumber number) {
    return new Owner(number.id(), number.whatsapp().digits(), number.partnerId());
  }

  /// Whose webhooks a call is about.
  private record Owners(Numbers numbers) implements Outbox.Numbers {
    @Override
    public Owner owner(Partner partner, Call call) {
      return PhoneNumber.parse(call.path("whatsapp"))
          .flatMap(phone -> numbers.find(phone.digits()))
          .filter(number -> number.partnerId() == partner.id())
          .map(Feed::owner)
          .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such live number."));
    }
  }
}
