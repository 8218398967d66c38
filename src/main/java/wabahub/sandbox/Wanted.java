package wabahub.sandbox;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// What a client does in Meta's Embedded Signup. "" stands for "something invented": a number that
/// nobody has, a new WABA, no number of the pool, no PIN.
///
/// @param businessName the client's business portfolio
/// @param businessId the same, when the sandbox knows it already; the WABA is new then
/// @param displayName what customers see; "" = the business's name
/// @param whatsapp digits of the number; one that the WABA has already is onboarded once more
/// @param wabaId a WABA of the sandbox that the client has shared before
/// @param preVerifiedId a number of the partner's pool that the client takes; it has to be verified
/// @param pin the six digits that the number asks for at `register`
/// @param tokenSeconds how long the client's token lives, 0 = without end
public record Wanted(
    String businessName,
    String businessId,
    String displayName,
    String whatsapp,
    String wabaId,
    String preVerifiedId,
    String pin,
    long tokenSeconds,
    Ending ending,
    Set<Trait> traits) {

  /// How the dialog ends.
  public enum Ending {
    FINISH,
    FINISH_ONLY_WABA,
    CANCEL,
    ERROR
  }

  /// What is special.
  public enum Trait {
    /// The number stays on the Business app.
    COEXISTENCE,
    /// The number is not verified.
    UNVERIFIED,
    /// No webhook tells of it.
    SILENT,
    /// The client has not said how it pays.
    UNFUNDED,
    /// Meta has not yet approved the display name.
    NAME_PENDING,
    /// A coexistence client does not hand over its history.
    HISTORY_DECLINED
  }

  public Wanted {
    traits = Set.copyOf(traits);
    if (businessName.isBlank()) {
      throw new IllegalArgumentException("`business_name` is missing.");
    }
    if (!whatsapp.isEmpty() && !whatsapp.matches("[1-9][0-9]{6,14}")) {
      throw new IllegalArgumentException("`whatsapp` has to be 7 to 15 digits.");
    }
    if (!pin.isEmpty() && !pin.matches("[0-9]{6}")) {
      throw new IllegalArgumentException("`pin` has to be six digits.");
    }
    if (tokenSeconds < 0) {
      throw new IllegalArgumentException("`token_seconds` has to be 0 or more.");
    }
  }

  /// A new client with a new WABA and an invented number, and nothing special.
  public static Wanted of(String businessName) {
    return new Wanted(businessName, "", "", "", "", "", "", 0, Ending.FINISH, Set.of());
  }

  public Wanted named(String name) {
    return new Wanted(
        businessName,
        businessId,
        name,
        whatsapp,
        wabaId,
        preVerifiedId,
        pin,
        tokenSeconds,
        ending,
        traits);
  }

  public Wanted on(String number) {
    return new Wanted(
        businessName,
        businessId,
        displayName,
        number,
        wabaId,
        preVerifiedId,
        pin,
        tokenSeconds,
        ending,
        traits);
  }

  public Wanted into(String waba) {
    return new Wanted(
        businessName,
        businessId,
        displayName,
        whatsapp,
        waba,
        preVerifiedId,
        pin,
        tokenSeconds,
        ending,
        traits);
  }

  public Wanted ownedBy(String business) {
    return new Wanted(
        businessName,
        business,
        displayName,
        whatsapp,
        wabaId,
        preVerifiedId,
        pin,
        tokenSeconds,
        ending,
        traits);
  }

  public Wanted preVerified(String id) {
    return new Wanted(
        businessName,
        businessId,
        displayName,
        whatsapp,
        wabaId,
        id,
        pin,
        tokenSeconds,
        ending,
        traits);
  }

  public Wanted protectedBy(String digits) {
    return new Wanted(
        businessName,
        businessId,
        displayName,
        whatsapp,
        wabaId,
        preVerifiedId,
        digits,
        tokenSeconds,
        ending,
        traits);
  }

  public Wanted lasting(long seconds) {
    return new Wanted(
        businessName,
        businessId,
        displayName,
        whatsapp,
        wabaId,
        preVerifiedId,
        pin,
        seconds,
        ending,
        traits);
  }

  public Wanted ending(Ending end) {
    return new Wanted(
        businessName,
        businessId,
        displayName,
        whatsapp,
        wabaId,
        preVerifiedId,
        pin,
        tokenSeconds,
        end,
        traits);
  }

  public Wanted with(Trait... more) {
    Set<Trait> all = EnumSet.noneOf(Trait.class);
    all.addAll(traits);
    all.addAll(Set.of(more));
    return new Wanted(
        businessName,
        businessId,
        displayName,
        whatsapp,
        wabaId,
        preVerifiedId,
        pin,
        tokenSeconds,
        ending,
        all);
  }

  boolean has(Trait trait) {
    return traits.contains(trait);
  }

  /// The form of `POST /sandbox/signup`: the fields in snake case, each trait a flag.
  ///
  /// @throws IllegalArgumentException with a sentence
  static Wanted read(ObjectNode json) {
    Set<String> left = new TreeSet<>(json.propertyNames());
    Set<Trait> traits = EnumSet.noneOf(Trait.class);
    for (Trait trait : Trait.values()) {
      String key = trait.name().toLowerCase(Locale.ROOT);
      left.remove(key);
      if (json.path(key).asBoolean(false)) {
        traits.add(trait);
      }
    }
    String ending = text(json, "ending", left);
    JsonNode seconds = json.path("token_seconds");
    left.remove("token_seconds");
    Wanted wanted =
        new Wanted(
            text(json, "business_name", left),
            text(json, "business_id", left),
            text(json, "display_name", left),
            text(json, "whatsapp", left),
            text(json, "waba_id", left),
            text(json, "pre_verified_id", left),
            text(json, "pin", left),
            seconds.asLong(0),
            ending.isEmpty() ? Ending.FINISH : choose(Ending.class, "ending", ending),
            traits);
    if (!left.isEmpty()) {
      throw new IllegalArgumentException("`" + left.iterator().next() + "` is not known.");
    }
    return wanted;
  }

  private static String text(ObjectNode json, String field, Set<String> left) {
    left.remove(field);
    return json.path(field).asString("");
  }

  /// The constant of that name, in any case.
  ///
  /// @throws IllegalArgumentException with a sentence
  static <E extends Enum<E>> E choose(Class<E> type, String field, String name) {
    return EnumSet.allOf(type).stream()
        .filter(one -> one.name().equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("`" + field + "` has no value " + name + "."));
  }
}
