package wabahub.metering;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.numbers.Ownership;
import wabahub.numbers.Ownership.Place;

/// What a transaction counts, unit by unit, for a witness.
final class Moves {
  private final Handle tx;
  private final Witness witness;
  private final List<Counted> moves = new ArrayList<>();
  private final List<Session> sessions = new ArrayList<>();

  Moves(Handle tx, Witness witness) {
    this.tx = tx;
    this.witness = witness;
  }

  /// A session that is counted, or no longer.
  record Session(CustomerKey customer, long numberId, long at, int change) {}

  /// Where a unit counts, and as what.
  private record Spot(long numberId, int month, Counted.Kind kind, long at) {}

  /// A unit has changed; `before` null = it is new.
  void unit(@Nullable String wamid, Ownership owner, @Nullable UnitFact before, UnitFact after) {
    Spot was = before == null ? null : spot(owner, before).orElse(null);
    Spot is = spot(owner, after).orElse(null);
    if (Objects.equals(place(was), place(is))) {
      return;
    }
    add(wamid, was, -1);
    add(wamid, is, 1);
  }

  /// An earlier delivery in the same month changes no figure.
  private static @Nullable Spot place(@Nullable Spot spot) {
    return spot == null ? null : new Spot(spot.numberId(), spot.month(), spot.kind(), 0);
  }

  private void add(@Nullable String wamid, @Nullable Spot spot, int change) {
    if (spot != null && witness.listens(tx, spot.numberId())) {
      String id = wamid == null ? "" : wamid;
      moves.add(new Counted(spot.numberId(), spot.kind(), change, spot.at(), id, ""));
    }
  }

  private static Optional<Spot> spot(Ownership owner, UnitFact fact) {
    Long at = fact.deliveredAt();
    Pricing pricing = fact.pricing();
    if (at == null || pricing == null || !pricing.charged()) {
      return Optional.empty();
    }
    Counted.Kind kind =
        Pricing.MARKETING.contains(pricing.category())
            ? Counted.Kind.MARKETING
            : Counted.Kind.SERVICE;
    return owner.place(at).map(place -> new Spot(place.numberId(), place.month(), kind, at));
  }

  void session(CustomerKey customer, Place place, long at, int change) {
    if (witness.listens(tx, place.numberId())) {
      sessions.add(new Session(customer, place.numberId(), at, change));
    }
  }

  /// After everything is written.
  void tell() {
    if (!sessions.isEmpty()) {
      Map<Session, Key> first = OpeningSql.firstMessages(tx, sessions);
      sessions.forEach(session -> moves.add(counted(session, first.get(session))));
    }
    if (!moves.isEmpty()) {
      witness.counted(tx, List.copyOf(moves));
    }
  }

  private static Counted counted(Session session, @Nullable Key message) {
    String id = message == null ? "" : message.toString().toUpperCase(Locale.ROOT);
    return new Counted(
        session.numberId(), Counted.Kind.INCOMING, session.change(), session.at(), "", id);
  }
}
