package wabahub.metering;

import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.metering.Element.Kind;
import wabahub.metering.Verdict.Counted;
import wabahub.metering.Verdict.Early;
import wabahub.metering.Verdict.Ignored;
import wabahub.metering.Verdict.Wrong;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secrets;

/// Reads elements: rules 1 to 3, 5, 6 and 8 to 10 of what is counted. Tolerant of everything that
/// does not decide a figure, strict with what does.
final class Reader {
  private static final long FIRST_SECOND = 1_420_070_400; // 2015-01-01, before the platform
  private static final long AHEAD_SECONDS = 86_400;
  private static final int ID_CHARS = 512;
  private static final int NAME_CHARS = 64;
  private static final int REPLACEMENT = 0xFFFD;
  private static final Set<String> NOT_OF_A_CUSTOMER = Set.of("system", "edit", "revoke");

  private final Secrets secrets;
  private final Countries countries;
  private final MeteringMetrics metrics;

  Reader(Secrets secrets, Countries countries, MeteringMetrics metrics) {
    this.secrets = secrets;
    this.countries = countries;
    this.metrics = metrics;
  }

  Verdict read(Element element, long now) {
    JsonNode content = element.content();
    if (!content.isObject()) {
      return new Wrong("not_an_object");
    }
    if (element.kind() == Kind.MESSAGE && isNotOfACustomer(content)) {
      return new Ignored();
    }
    String phone = digits(element.phoneNumberId());
    if (phone == null) {
      return new Wrong("phone_number_id");
    }
    String id = id(content.get("id"));
    if (id == null) {
      return new Wrong("id");
    }
    OptionalLong at = timestamp(content.get("timestamp"));
    if (at.isEmpty()) {
      return new Wrong("timestamp");
    }
    if (at.getAsLong() > now + AHEAD_SECONDS) {
      return new Early(at.getAsLong() - AHEAD_SECONDS);
    }
    return switch (element.kind()) {
      case MESSAGE -> message(phone, id, at.getAsLong(), element);
      case STATUS -> status(phone, id, at.getAsLong(), content);
    };
  }

  private static boolean isNotOfACustomer(JsonNode message) {
    JsonNode type = message.get("type");
    return message.hasNonNull("group_id")
        || type != null && type.isString() && NOT_OF_A_CUSTOMER.contains(type.stringValue());
  }

  // Rule 3.
  private Verdict message(String phone, String id, long at, Element element) {
    JsonNode message = element.content();
    JsonNode contacts = element.contacts();
    JsonNode only =
        contacts != null && contacts.isArray() && contacts.size() == 1 ? contacts.get(0) : null;
    @Nullable String[] identities = {
      name(message.get("from_user_id")),
      name(message.get("from")),
      only == null ? null : name(only.get("user_id")),
      only == null ? null : name(only.get("wa_id"))
    };
    for (int rank = 0; rank < identities.length; rank++) {
      String identity = identities[rank];
      if (identity != null) {
        return new Counted(
            new MessageEvent(phone, hash("message", id), hash("customer", identity), rank, at));
      }
    }
    return new Wrong("no_customer");
  }

  // Rules 5 and 6.
  private Verdict status(String phone, String id, long at, JsonNode status) {
    String name = name(status.get("status"));
    if (name == null) {
      return new Wrong("status");
    }
    int rank;
    switch (name) {
      case "delivered" -> rank = 0;
      case "read" -> rank = 1;
      case "played" -> rank = 2;
      case "sent" -> rank = 3;
      case "failed" -> {
        return new Ignored();
      }
      default -> {
        metrics.unknownStatus();
        return new Ignored();
      }
    }
    boolean group = "group".equals(name(status.get("recipient_type")));
    String member = name(status.get("recipient_participant_user_id"));
    member = member == null ? name(status.get("recipient_participant_id")) : member;
    boolean lends = group && member == null;
    Pricing pricing = pricing(status.get("pricing"), rank, at);
    Long deliveredAt = rank == 3 || lends ? null : (Long) at;
    if (deliveredAt == null && pricing == null) {
      return new Ignored();
    }
    Key participant = group && member != null ? hash("participant", member) : Key.NONE;
    UnitFact fact = new UnitFact(deliveredAt, pricing, lends ? "" : country(status, group));
    return new Counted(
        new StatusEvent(new UnitKey(phone, hash("message", id), participant), id, lends, fact));
  }

  private String country(JsonNode status, boolean group) {
    String who = group ? "recipient_participant" : "recipient";
    return countries.of(name(status.get(who + "_user_id")), name(status.get(who + "_id")));
  }

  // Rules 7 to 9.
  private @Nullable Pricing pricing(@Nullable JsonNode node, int rank, long at) {
    if (node == null || !node.isObject()) {
      return null;
    }
    String type = type(node.get("type"));
    String model = text(node.get("pricing_model"));
    boolean billable = node.path("billable").isBoolean() && node.get("billable").booleanValue();
    if (model.equals(Pricing.ENDED_MODEL)) {
      metrics.unexpectedPricingModel();
    }
    if (!type.isEmpty() && !type.equals(Pricing.REGULAR) && !type.startsWith("free_")) {
      metrics.unknownPricingType();
    }
    return new Pricing(
        rank,
        at,
        Pricing.isCharged(type, model, billable),
        category(node.get("category")),
        text(node.get("subtype")),
        type,
        model,
        billable);
  }

  /// Rule 9. Lower-cased first: that may make a text longer.
  private static String category(@Nullable JsonNode node) {
    return node != null && node.isString()
        ? cut(node.stringValue().toLowerCase(Locale.ROOT).replace('-', '_'))
        : "";
  }

  /// A type that is there but no string is a type that is not known.
  private static String type(@Nullable JsonNode node) {
    if (node == null || node.isNull() || node.isString()) {
      return text(node);
    }
    return cut(node.toString());
  }

  private static String text(@Nullable JsonNode node) {
    return node != null && node.isString() ? cut(node.stringValue()) : "";
  }

  /// Bounded. What a database cannot keep is replaced, not dropped: what is not exactly one of the
  /// rules' words must not become one.
  private static String cut(String text) {
    if (text.length() <= NAME_CHARS && text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
      return text;
    }
    StringBuilder clean = new StringBuilder();
    text.codePoints()
        .map(c -> isClean(c) ? c : REPLACEMENT)
        .takeWhile(c -> clean.length() + Character.charCount(c) <= NAME_CHARS)
        .forEach(clean::appendCodePoint);
    return clean.toString();
  }

  private static boolean isClean(int codePoint) {
    return !Character.isISOControl(codePoint)
        && Character.getType(codePoint) != Character.SURROGATE;
  }

  private Key hash(String what, String text) {
    return new Key(secrets.shortHash(Hashed.PERSON, what + ":" + text));
  }

  /// An identity: a text that is not empty, or a whole number as its digits.
  private static @Nullable String name(@Nullable JsonNode node) {
    if (node == null) {
      return null;
    }
    if (node.isIntegralNumber()) {
      return node.toString();
    }
    return node.isString() && !node.stringValue().isEmpty() ? node.stringValue() : null;
  }

  private static @Nullable String digits(@Nullable JsonNode node) {
    String text = name(node);
    return text != null && text.length() <= 32 && isDigits(text) ? text : null;
  }

  private static @Nullable String id(@Nullable JsonNode node) {
    if (node == null || !node.isString()) {
      return null;
    }
    String id = node.stringValue();
    boolean good = !id.isEmpty() && id.length() <= ID_CHARS;
    return good && id.codePoints().allMatch(Reader::isClean) ? id : null;
  }

  // Rule 10.
  private static OptionalLong timestamp(@Nullable JsonNode node) {
    String text = name(node);
    if (text == null || text.length() > 12 || !isDigits(text)) {
      return OptionalLong.empty();
    }
    long at = Long.parseLong(text);
    return at >= FIRST_SECOND ? OptionalLong.of(at) : OptionalLong.empty();
  }

  private static boolean isDigits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
