package wabahub.model;

import static wabahub.model.Shapes.JSON;

import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.model.Shapes.Person;
import wabahub.model.World.Event;
import wabahub.model.World.Kind;

/// Invents elements that would count but for one flaw, and some whose oddity is none.
final class Blemishes {
  private static final Person SOMEONE = new Person("61400000001", "AU.55500011122233344455");

  private final Setting setting;
  private final Dice dice;
  private final List<Event> events;
  private int last;

  Blemishes(Setting setting, List<Event> events) {
    this.setting = setting;
    this.dice = setting.dice;
    this.events = events;
  }

  void flawed() {
    String phone = setting.phones.getFirst();
    long at =
        dice.percent(70)
            ? setting.now - dice.between(0, 3) * ReferenceModel.DAY
            : setting.instant(phone);
    Kind kind = dice.of(Kind.values());
    ObjectNode element = countable(kind, at);
    JsonNode number = JSON.stringNode(phone);
    switch (dice.card("flaw", 6)) {
      case 0, 2, 4 -> set(element, "timestamp", timestamp(at));
      case 1, 3 -> set(element, "id", id());
      default -> number = number(phone);
    }
    JsonNode told = dice.one(12) ? scrap() : element;
    events.add(new Event(kind, number, null, told, setting.arrival(phone)));
  }

  /// At the very first and the very last instant that counts, and just outside.
  void outermost() {
    Kind kind = dice.of(Kind.values());
    String phone = setting.phones.getFirst();
    long at =
        switch (dice.card("outermost", 4)) {
          case 0 -> ReferenceModel.EARLIEST - dice.of(1, 2, 7_200);
          case 1 -> ReferenceModel.EARLIEST;
          case 2 -> setting.now + ReferenceModel.DAY;
          default -> setting.now + ReferenceModel.DAY + dice.of(-1, 1, 1, 2, 7_200, 9_000_000);
        };
    JsonNode number = JSON.stringNode(phone);
    events.add(new Event(kind, number, null, countable(kind, at), setting.arrival(phone)));
  }

  private ObjectNode countable(Kind kind, long at) {
    last++;
    if (kind == Kind.MESSAGE) {
      return Shapes.message("wamid.flaw" + last, at)
          .put("from", "6140000" + dice.between(1000, 9999));
    }
    ObjectNode status = Shapes.status("wamid.flaw" + last, "delivered", at, SOMEONE);
    status.putObject("pricing").put("type", "regular").put("category", "utility");
    return status;
  }

  private JsonNode timestamp(long at) {
    return switch (dice.card("timestamp", 10)) {
      case 0, 8 -> JSON.stringNode(at + "000");
      case 1 -> JSON.numberNode(at * 1000);
      case 2 -> JSON.stringNode(dice.of("TIMESTAMP", "", " " + at, "+" + at, "-" + at, at + ".5"));
      case 3 -> JSON.numberNode(dice.of(at, at + 0.5).doubleValue());
      case 4 -> dice.of(JSON.nullNode(), JSON.booleanNode(true), JSON.arrayNode().add(at));
      case 5 -> JSON.missingNode();
      case 6 -> JSON.stringNode("0".repeat(12 - Long.toString(at).length()) + at); // no flaw
      case 7 -> JSON.stringNode("0".repeat(13 - Long.toString(at).length()) + at);
      default -> JSON.stringNode(eastern(at));
    };
  }

  /// Decimal digits, but not those of JSON.
  private static String eastern(long at) {
    StringBuilder digits = new StringBuilder();
    Long.toString(at).chars().forEach(it -> digits.append((char) (it - '0' + '\u0660')));
    return digits.toString();
  }

  private JsonNode id() {
    return switch (dice.card("id", 8)) {
      case 0 -> JSON.stringNode("");
      case 1, 2 -> JSON.stringNode("w".repeat(513));
      case 3 -> JSON.stringNode("w".repeat(512)); // no flaw
      case 4 -> JSON.stringNode("wamid." + dice.of("\n", "\u0000", "\u007f", "\u0085"));
      case 5 -> JSON.stringNode("wamid." + dice.of("\ud83d", "\ude00"));
      case 6 -> JSON.stringNode("wamid.\ud83d\ude00 \u05e9"); // no flaw
      default -> dice.of(JSON.nullNode(), JSON.missingNode(), JSON.numberNode(7), JSON.arrayNode());
    };
  }

  private @Nullable JsonNode number(String phone) {
    return dice.of(
        null,
        JSON.nullNode(),
        JSON.stringNode(""),
        JSON.stringNode("REDACTED"),
        JSON.stringNode(" " + phone),
        JSON.stringNode("0" + phone),
        JSON.numberNode((double) Long.parseLong(phone)),
        JSON.numberNode(-1));
  }

  private JsonNode scrap() {
    return dice.of(
        JSON.nullNode(),
        JSON.stringNode("wamid.x"),
        JSON.numberNode(1),
        JSON.arrayNode(),
        JSON.objectNode());
  }

  private static void set(ObjectNode element, String field, JsonNode value) {
    if (value.isMissingNode()) {
      element.remove(field);
    } else {
      element.set(field, value);
    }
  }
}
