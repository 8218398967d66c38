package wabahub.onboarding;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import wabahub.graph.Failure;
import wabahub.graph.Fix;
import wabahub.graph.Graph;
import wabahub.graph.GraphException;
import wabahub.graph.Phone;
import wabahub.graph.TokenInfo;
import wabahub.graph.Waba;
import wabahub.http.Json;
import wabahub.numbers.Numbers;
import wabahub.numbers.PhoneNumber;
import wabahub.numbers.WhatsAppNumber;
import wabahub.secrets.Secret;
import wabahub.storage.Storage;

/// Finds the WABA and the number of a client that has signed in. What the browser said is a hint;
/// what counts is what Meta says of the token.
final class Finder {
  private static final String MANAGEMENT = "whatsapp_business_management";
  private static final int MOST_WABAS = 10;
  private static final long SHARED_SECONDS = 3_600;
  private static final int NAME = 256;
  private static final int CURRENCY = 8;

  /// The number that was onboarded last; of those that never were, none is last.
  private static final Comparator<Phone> OLDEST_FIRST =
      Comparator.comparing(
          Phone::lastOnboardedAt, Comparator.nullsFirst(Comparator.naturalOrder()));

  private final Storage storage;
  private final Graph graph;
  private final Numbers numbers;
  private final InstantSource clock;

  Finder(Storage storage, Graph graph, Numbers numbers, InstantSource clock) {
    this.storage = storage;
    this.graph = graph;
    this.numbers = numbers;
    this.clock = clock;
  }

  /// A number of Meta's and the WABA that it belongs to.
  private record Place(String wabaId, Phone phone) {}

  Outcome find(Link link, SignUp signUp) {
    Secret token = requireNonNull(signUp.accessToken());
    TokenInfo info = graph.debug(token);
    if (!info.valid()) {
      return Outcome.stuck(Problem.SIGN_IN_AGAIN);
    }
    if (!info.appId().equals(graph.settings().appId())) {
      return Outcome.stuck(Problem.OTHER_APP);
    }
    if (!info.scopes().isEmpty() && !info.scopes().contains(MANAGEMENT)) {
      return Outcome.stuck(Problem.PERMISSIONS_MISSING);
    }
    List<String> wabas = wabas(info, signUp.hint());
    if (wabas.isEmpty()) {
      return Outcome.stuck(Problem.NO_WABA);
    }
    List<Place> places = places(token, wabas);
    Optional<Place> chosen = choose(link, signUp.hint(), places);
    if (chosen.isEmpty() && expected(link).isPresent() && !wabas.equals(all(info))) {
      // The browser named another account of the same client.
      chosen = choose(link, signUp.hint(), places(token, all(info)));
    }
    return chosen.isPresent()
        ? found(link, token, chosen.get())
        : Outcome.stuck(none(link, places));
  }

  private Problem none(Link link, List<Place> places) {
    if (places.isEmpty()) {
      return Problem.NO_NUMBER;
    }
    if (expected(link).isPresent()) {
      return Problem.OTHER_NUMBER;
    }
    return places.stream().allMatch(p -> isOfOthers(link, p))
        ? Problem.NUMBER_TAKEN
        : Problem.NUMBER_UNCLEAR;
  }

  /// The WABAs that may be meant, the likeliest first.
  private List<String> wabas(TokenInfo info, SignUp.Hint said) {
    String hint = said.wabaId();
    List<String> known = info.wabaIds();
    if (known.isEmpty()) {
      // Meta names no targets where the grant is for all of them: whether it holds for these is
      // seen when they are read with this very token.
      List<String> guesses = new ArrayList<>();
      if (!hint.isEmpty()) {
        guesses.add(hint);
      }
      guesses.addAll(shared());
      return guesses.stream().distinct().limit(MOST_WABAS).toList();
    }
    return known.contains(hint) ? List.of(hint) : all(info);
  }

  private static List<String> all(TokenInfo info) {
    return info.wabaIds().stream().limit(MOST_WABAS).toList();
  }

  private List<String> shared() {
    long from = clock.instant().getEpochSecond() - SHARED_SECONDS;
    return storage.read(tx -> SignUpSql.shared(tx, from, MOST_WABAS));
  }

  private List<Place> places(Secret token, List<String> wabas) {
    List<Place> places = new ArrayList<>();
    for (String waba : wabas) {
      for (Phone phone : phones(token, waba, wabas.size() > 1)) {
        places.add(new Place(waba, phone));
      }
    }
    return places;
  }

  /// `guessing`: one that this token may not read is none of this client's.
  private List<Phone> phones(Secret token, String wabaId, boolean guessing) {
    try {
      return graph.phones(token, wabaId);
    } catch (GraphException e) {
      if (guessing && e.failure() instanceof Failure.Final) {
        return List.of();
      }
      throw e;
    }
  }

  private Optional<Place> choose(Link link, SignUp.Hint said, List<Place> places) {
    Optional<String> expected = expected(link);
    if (expected.isPresent()) {
      return places.stream().filter(p -> p.phone().whatsapp().equals(expected.get())).findFirst();
    }
    String hint = said.phoneNumberId();
    return places.stream()
        .filter(p -> p.phone().id().equals(hint))
        .findFirst()
        .or(() -> newest(link, places.stream().filter(p -> !isOfOthers(link, p)).toList()));
  }

  /// The only one; or the one that was onboarded after all others. A client may have signed in for
  /// its live number once more: that is not the one while there are others that never were
  /// onboarded and of which one may just have been added.
  private Optional<Place> newest(Link link, List<Place> places) {
    List<Place> fitting =
        places.stream()
            .filter(p -> !link.wish().coexistence() || p.phone().onBusinessApp())
            .toList();
    List<Place> left = fitting.isEmpty() ? places : fitting;
    if (left.size() == 1) {
      return Optional.of(left.getFirst());
    }
    return left.stream()
        .max(Comparator.comparing(Place::phone, OLDEST_FIRST))
        .filter(last -> last.phone().lastOnboardedAt() != null)
        .filter(last ->
            live(last).isEmpty()
                || left.stream().allMatch(p -> p.phone().lastOnboardedAt() != null))
        .filter(last ->
            left.stream().filter(p -> OLDEST_FIRST.compare(p.phone(), last.phone()) == 0).count()
                == 1);
  }

  private static Optional<String> expected(Link link) {
    return link.temporary() ? Optional.empty() : Optional.of(link.whatsapp());
  }

  private Optional<WhatsAppNumber> live(Place place) {
    return numbers.find(place.phone().whatsapp());
  }

  private boolean isOfOthers(Link link, Place place) {
    return live(place).filter(number -> number.partnerId() != link.partnerId()).isPresent();
  }

  private Outcome found(Link link, Secret token, Place place) {
    Phone phone = place.phone();
    Optional<String> whatsapp = PhoneNumber.parse(phone.whatsapp()).map(PhoneNumber::digits);
    if (whatsapp.isEmpty()) {
      return new Outcome.Stuck(new Link.Trouble(Problem.code(Fix.NOT_FOUND), null, ""));
    }
    Optional<Problem> taken = taken(link, place);
    if (taken.isPresent()) {
      return Outcome.stuck(taken.get());
    }
    Waba waba = graph.waba(token, place.wabaId());
    Wish wish = link.wish();
    SignUp.Found found =
        new SignUp.Found(
            place.wabaId(),
            phone.id(),
            whatsapp.get(),
            phone.onBusinessApp(),
            phone.verifiedName().isEmpty() ? wish.displayName() : fit(phone.verifiedName(), NAME),
            wish.businessName().isEmpty() ? fit(waba.name(), NAME) : wish.businessName(),
            fit(waba.currency(), CURRENCY));
    return new Outcome.Success(next -> next.with(found));
  }

  /// What Meta or the client wrote, as far as the database takes it.
  private static String fit(String text, int most) {
    int[] plain =
        text.codePoints().filter(c -> Json.isPlain(Character.toString(c))).limit(most).toArray();
    return new String(plain, 0, plain.length);
  }

  /// Whether number or WABA are somebody else's: they never move silently.
  private Optional<Problem> taken(Link link, Place place) {
    if (isOfOthers(link, place)) {
      return Optional.of(Problem.NUMBER_TAKEN);
    }
    boolean foreign =
        storage.read(tx -> numbers.liveOfWaba(tx, place.wabaId())).stream()
            .anyMatch(number -> number.partnerId() != link.partnerId());
    return foreign ? Optional.of(Problem.WABA_TAKEN) : Optional.empty();
  }
}
