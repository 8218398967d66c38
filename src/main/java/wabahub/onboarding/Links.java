package wabahub.onboarding;

import static java.util.stream.Collectors.toMap;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.numbers.Numbers;
import wabahub.numbers.WabaNumber;
import wabahub.numbers.WhatsAppNumber;
import wabahub.partners.Partners;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Storage;

/// Links as partners make, change and delete them.
final class Links {
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int MOST_LIVE = 10_000;
  private static final int TRIES = 100;

  private final Storage storage;
  private final Secrets secrets;
  private final Numbers numbers;
  private final Supplier<String> publicUrl;
  private final InstantSource clock;

  Links(
      Storage storage,
      Secrets secrets,
      Numbers numbers,
      Supplier<String> publicUrl,
      InstantSource clock) {
    this.storage = storage;
    this.secrets = secrets;
    this.numbers = numbers;
    this.publicUrl = publicUrl;
    this.clock = clock;
  }

  /// The address that the client opens.
  String address(Link link) {
    return publicUrl.get() + "/onboard/" + link.token().reveal();
  }

  /// Makes a link; without a number a temporary one stands in.
  ///
  /// @throws Refusal NO_LINK when the number is not registered by this partner, LINK_EXISTS
  Link create(long partnerId, Optional<String> whatsapp, Wish wish) {
    return storage.write(tx -> {
      Partners.lock(tx, partnerId);
      whatsapp.ifPresent(number -> checkRegistered(tx, partnerId, number));
      return insert(tx, partnerId, whatsapp, wish, null);
    });
  }

  /// The link that mends the connection of a live number; the one that there is, or a new one.
  Link reconnect(long partnerId, String whatsapp) {
    return storage.write(tx -> {
      Partners.lock(tx, partnerId);
      WhatsAppNumber number =
          numbers
              .lock(tx, whatsapp)
              .filter(n -> n.partnerId() == partnerId)
              .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such live number."));
      Optional<Link> there =
          LinkSql.findLive(tx, secrets, whatsapp).filter(l -> l.reconnects() != null);
      if (there.isPresent()) {
        return there.get();
      }
      Wish wish =
          new Wish(
              number.coexistence(),
              number.businessName(),
              "",
              "",
              "",
              "",
              number.displayName(),
              "",
              Branding.NONE);
      return insert(tx, partnerId, Optional.of(whatsapp), wish, number.id());
    });
  }

  private void checkRegistered(Handle tx, long partnerId, String whatsapp) {
    boolean registered =
        RegisteredSql.lock(tx, whatsapp)
            .filter(r -> r.partnerId() == partnerId && r.isReady() && r.expiresAt() > now())
            .isPresent();
    if (!registered) {
      throw new Refusal(Reason.NO_LINK);
    }
  }

  private Link insert(
      Handle tx, long partnerId, Optional<String> whatsapp, Wish wish, @Nullable Long reconnects) {
    if (LinkSql.countLive(tx, partnerId) >= MOST_LIVE) {
      throw new Refusal(Reason.TOO_MANY, MOST_LIVE + " links are open; delete some first.")
          .retryAfter(Duration.ofHours(1));
    }
    String number = whatsapp.orElseGet(() -> temporary(tx));
    if (LinkSql.findLive(tx, secrets, number).isPresent()) {
      throw new Refusal(Reason.LINK_EXISTS);
    }
    long id =
        LinkSql.insert(
            tx,
            secrets,
            new LinkSql.Draft(
                partnerId, Secret.random(), number, whatsapp.isEmpty(), wish, now(), reconnects));
    return LinkSql.find(tx, secrets, id).orElseThrow();
  }

  /// `97257` and seven digits that no link has had.
  private static String temporary(Handle tx) {
    for (int i = 0; i < TRIES; i++) {
      String number = "97257%07d".formatted(RANDOM.nextInt(10_000_000));
      if (LinkSql.takeTemporary(tx, number)) {
        return number;
      }
    }
    throw new Refusal(Reason.NOT_READY, "There are hardly any temporary numbers left.");
  }

  /// Changes what a partner said of the client, while the link is not finished.
  Link edit(long partnerId, String whatsapp, UnaryOperator<Wish> change) {
    return storage.write(tx -> {
      Link link = unfinished(tx, partnerId, whatsapp);
      LinkSql.update(tx, link.id(), change.apply(link.wish()));
      return LinkSql.find(tx, secrets, link.id()).orElseThrow();
    });
  }

  /// Deletes a link that is not finished.
  void delete(long partnerId, String whatsapp) {
    storage.useWrite(tx -> cancel(tx, unfinished(tx, partnerId, whatsapp)));
  }

  /// Deletes a link by its id, of whatever kind.
  ///
  /// @throws Refusal NOT_FOUND, or CONFLICT when it has ended already
  Link cancel(long partnerId, long id) {
    return storage.write(tx -> {
      Link link = owned(LinkSql.lock(tx, secrets, id), partnerId);
      if (!link.state().isLive()) {
        throw new Refusal(Reason.CONFLICT, "The onboarding has ended already.");
      }
      cancel(tx, link);
      return LinkSql.find(tx, secrets, id).orElseThrow();
    });
  }

  private void cancel(Handle tx, Link link) {
    end(tx, secrets, link, State.CANCELLED, now());
  }

  /// What was done at Meta for a sign-up that ends here is undone, unless its number is connected
  /// all the same.
  static void undo(Handle tx, Secrets secrets, Link link, long now) {
    SignUpSql.find(tx, secrets, link.id())
        .filter(signUp -> link.reconnects() == null)
        .flatMap(signUp -> Departures.of(link, signUp, now))
        .ifPresent(departure -> DepartureSql.insert(tx, secrets, departure));
  }

  /// Ends a link before it is finished; call it with the link locked.
  static void end(Handle tx, Secrets secrets, Link link, State state, long now) {
    undo(tx, secrets, link, now);
    SignUpSql.delete(tx, link.id());
    LinkSql.state(tx, link.id(), state, link.trouble());
  }

  /// Numbers are live: what else was on the way for them ends, all but the link that mends one.
  /// Whoever makes a link locks its registration first, and comes before this or finds none.
  static void overtaken(Handle tx, Secrets secrets, List<WabaNumber> numbers, long now) {
    RegisteredSql.live(tx, numbers);
    for (long id : LinkSql.overtaken(tx, numbers)) {
      LinkSql.lock(tx, secrets, id)
          .filter(link -> link.state().isLive())
          .ifPresent(link -> end(tx, secrets, link, State.CANCELLED, now));
    }
  }

  /// Ends the 90 days of a registered number, and with them its link.
  static void expire(Handle tx, Secrets secrets, Registered registered, long now) {
    LinkSql.lockLive(tx, secrets, registered.whatsapp())
        .filter(link -> link.partnerId() == registered.partnerId())
        .ifPresent(link -> end(tx, secrets, link, State.EXPIRED, now));
    RegisteredSql.delete(tx, registered.whatsapp(), registered.partnerId());
  }

  private Link unfinished(Handle tx, long partnerId, String whatsapp) {
    Link link =
        LinkSql.lockByNumber(tx, secrets, partnerId, whatsapp)
            .orElseThrow(() -> new Refusal(Reason.NO_LINK));
    if (link.state() == State.FINISHED) {
      throw new Refusal(Reason.FINISHED);
    }
    return link;
  }

  /// Lets a link that is stuck go on where it stopped, without the client: somebody has done at
  /// Meta what was missing.
  ///
  /// @throws Refusal CONFLICT when it is not stuck, or has to begin with signing in
  Link retry(long partnerId, long id) {
    return storage.write(tx -> {
      Link link = owned(LinkSql.lock(tx, secrets, id), partnerId);
      Optional<SignUp> signUp = SignUpSql.find(tx, secrets, id);
      if (link.state() != State.STUCK || signUp.isEmpty()) {
        throw new Refusal(Reason.CONFLICT, "The onboarding does not wait for anything.");
      }
      if (signUp.get().accessToken() == null) {
        throw new Refusal(Reason.CONFLICT, "The client has to sign in once more.");
      }
      SignUpSql.replace(tx, secrets, signUp.get().retried(now()));
      LinkSql.retried(tx, id, now());
      return LinkSql.find(tx, secrets, id).orElseThrow();
    });
  }

  boolean canRetry(Link link) {
    return link.state() == State.STUCK && storage.read(tx -> SignUpSql.hasToken(tx, link.id()));
  }

  List<Link> of(long partnerId) {
    return storage.read(tx -> LinkSql.ofPartner(tx, secrets, partnerId));
  }

  /// The addresses of a partner's live links by number.
  Map<String, String> liveAddresses(long partnerId) {
    return of(partnerId).stream()
        .filter(link -> link.state().isLive())
        .collect(toMap(Link::whatsapp, this::address));
  }

  List<Link> page(long partnerId, long before, String state, int limit) {
    return storage.read(tx -> LinkSql.page(tx, secrets, partnerId, before, state, limit));
  }

  Link find(long partnerId, long id) {
    return storage.read(tx -> owned(LinkSql.find(tx, secrets, id), partnerId));
  }

  /// The step that a link is at, while the hub is at work with it.
  Optional<Step> step(Link link) {
    return link.state() == State.WORKING
        ? storage.read(tx -> SignUpSql.step(tx, link.id()))
        : Optional.empty();
  }

  /// Whether its number stays on the Business app: as Meta says, until then as it was wished.
  boolean coexistence(Link link) {
    return storage
        .read(tx -> SignUpSql.coexistence(tx, link.id()))
        .orElse(link.wish().coexistence());
  }

  List<Done> steps(Link link) {
    return storage.read(tx -> StepSql.of(tx, link.id())).stream()
        .sorted(Comparator.comparing(done -> Step.of(done.step())))
        .toList();
  }

  private static Link owned(Optional<Link> link, long partnerId) {
    return link.filter(l -> l.partnerId() == partnerId)
        .orElseThrow(() -> new Refusal(Reason.NOT_FOUND, "There is no such onboarding."));
  }

  private long now() {
    return clock.instant().getEpochSecond();
  }
}
