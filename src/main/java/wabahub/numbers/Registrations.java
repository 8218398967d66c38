package wabahub.numbers;

import static java.util.Objects.requireNonNull;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.http.Reason;
import wabahub.http.Refusal;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;

/// Numbers going live, moving to another phone number id and leaving, inside a transaction.
final class Registrations {
  private final Secrets secrets;
  private final InstantSource clock;
  private final String world;
  private final List<Follower> followers;

  /// `followers`: grows until the first request.
  Registrations(Secrets secrets, InstantSource clock, String world, List<Follower> followers) {
    this.secrets = secrets;
    this.clock = clock;
    this.world = world;
    this.followers = followers;
  }

  /// Numbers with their new keys, to be registered. Before the transaction where there are many:
  /// encrypting takes its time.
  List<NumberSql.Draft> drafts(long partnerId, List<Takeover> takeovers) {
    return takeovers.stream().map(t -> draft(partnerId, t)).toList();
  }

  /// Registers numbers, all or none, and returns them in their order.
  ///
  /// @throws Refusal CONFLICT with the list of those that are live already
  List<WabaNumber> begin(Handle tx, List<NumberSql.Draft> drafts) {
    List<Takeover> takeovers = drafts.stream().map(NumberSql.Draft::takeover).toList();
    checkWorld(tx);
    checkFree(tx, takeovers);
    Map<String, Long> ids = NumberSql.insert(tx, drafts);
    List<WabaNumber> begun = new ArrayList<>();
    Map<String, Long> byPhone = new HashMap<>();
    for (NumberSql.Draft draft : drafts) {
      WabaNumber number = begun(draft, ids);
      begun.add(number);
      byPhone.put(number.phoneNumberId(), number.numberId());
    }
    register(tx, byPhone);
    return begun;
  }

  /// Numbers are connected to Meta: for the first time, or in another way than before.
  void connected(Handle tx, List<WabaNumber> numbers) {
    followers.forEach(f -> f.connected(tx, numbers));
  }

  private WabaNumber begun(NumberSql.Draft draft, Map<String, Long> ids) {
    Takeover takeover = draft.takeover();
    return new WabaNumber(
        requireNonNull(ids.get(takeover.whatsapp().digits())),
        draft.partnerId(),
        takeover.wabaId(),
        takeover.whatsapp(),
        takeover.phoneNumberId(),
        clock.instant().getEpochSecond());
  }

  private NumberSql.Draft draft(long partnerId, Takeover takeover) {
    Secret key = Secret.random();
    Secret token = takeover.accessToken();
    return new NumberSql.Draft(
        partnerId,
        takeover,
        secrets.encrypt(key, NumberSql.API_KEY),
        secrets.hash(Hashed.API_KEY, key.reveal()),
        token == null ? null : secrets.encrypt(token, NumberSql.ACCESS_TOKEN));
  }

  private void checkWorld(Handle tx) {
    String mark = NumberSql.world(tx, world);
    if (!mark.equals(world)) {
      throw new Refusal(
          Reason.CONFLICT, "This database holds " + mark + " numbers; the hub runs " + world + ".");
    }
  }

  private static void checkFree(Handle tx, List<Takeover> takeovers) {
    List<String> whatsapp = takeovers.stream().map(t -> t.whatsapp().digits()).toList();
    List<String> phones = takeovers.stream().map(Takeover::phoneNumberId).toList();
    List<Map<String, String>> errors = new ArrayList<>();
    NumberSql.findLive(tx, whatsapp).forEach(w -> errors.add(live("whatsapp", w)));
    RegistrationSql.findLive(tx, phones).forEach(p -> errors.add(live("phone_number_id", p)));
    if (!errors.isEmpty()) {
      throw new Refusal(Reason.CONFLICT, "Some of these are live already.").with("errors", errors);
    }
  }

  private static Map<String, String> live(String field, String value) {
    return Map.of("field", field, "value", value, "detail", "is live already");
  }

  /// Begins registrations of numbers (ids) by phone number id. What came in for one since an
  /// earlier registration ended belongs to the new one.
  private void register(Handle tx, Map<String, Long> numberIds) {
    // Alone: an event counted meanwhile would find no owner here, and none after.
    RegistrationSql.lock(tx, numberIds.keySet());
    Map<String, Ownership> before = RegistrationSql.ownership(tx, numberIds.keySet());
    RegistrationSql.insert(tx, numberIds, clock.instant().getEpochSecond());
    before.forEach((phone, was) -> moved(tx, phone, was.lastEnd(), was));
  }

  /// Deletes a number; returns when it ended. `accessToken`: Meta's, null when it has none.
  long leave(Handle tx, WhatsAppNumber number, @Nullable Secret accessToken) {
    followers.forEach(f -> f.left(tx, number, accessToken));
    long at = end(tx, number);
    NumberSql.delete(tx, number.id(), at);
    return at;
  }

  /// Returns when it ended: now, but never before an earlier one of its phone number id, however
  /// the clock was set meanwhile.
  private long end(Handle tx, WhatsAppNumber number) {
    Ownership before = owner(tx, number.phoneNumberId()).orElseThrow();
    long at = Math.max(clock.instant().getEpochSecond(), before.previousEnd());
    RegistrationSql.end(tx, number.id(), at);
    moved(tx, number.phoneNumberId(), at, before);
    return at;
  }

  /// Gives a number another phone number id.
  ///
  /// @throws Refusal CONFLICT when that is live
  void move(Handle tx, WhatsAppNumber number, String phoneNumberId) {
    checkWorld(tx);
    if (!RegistrationSql.findLive(tx, List.of(phoneNumberId)).isEmpty()) {
      throw new Refusal(Reason.CONFLICT, "This phone_number_id is live already.")
          .with("errors", List.of(live("phone_number_id", phoneNumberId)));
    }
    end(tx, number);
    register(tx, Map.of(phoneNumberId, number.id()));
  }

  private Optional<Ownership> owner(Handle tx, String phoneNumberId) {
    RegistrationSql.share(tx, Set.of(phoneNumberId));
    return Optional.ofNullable(
        RegistrationSql.ownership(tx, Set.of(phoneNumberId)).get(phoneNumberId));
  }

  private void moved(Handle tx, String phoneNumberId, long from, Ownership before) {
    Ownership after = owner(tx, phoneNumberId).orElseThrow();
    followers.forEach(f -> f.moved(tx, phoneNumberId, from, before, after));
  }
}
