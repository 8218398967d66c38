package wabahub.model;

import static wabahub.model.Shapes.JSON;
import static wabahub.model.Shapes.contact;
import static wabahub.model.Shapes.contacts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import wabahub.model.Shapes.Person;
import wabahub.model.World.Event;
import wabahub.model.World.Kind;

/// Invents statuses of what a number sent: each combination of states, prices told by any of them,
/// by several, by none, and against each other; groups whose members share a message.
final class Outgoing {
  private static final long DAY = ReferenceModel.DAY;
  private static final Person RECIPIENT = new Person("447700900204", "GB.41200988177345021187");
  private static final List<Person> MEMBERS =
      List.of(RECIPIENT, new Person("15550100777", "US.13491208655302741918"));

  private static final List<String> STATES = List.of("delivered", "read", "played", "sent");
  private static final List<String> ODD_STATES =
      List.of("deleted", "warning", "Delivered", "accepted", "");

  /// Empty stands for any of the odd ones.
  private static final List<String> FATES =
      List.of("delivered", "failed", "read", "", "played", "sent", "delivered");

  private final Setting setting;
  private final Dice dice;
  private final List<Event> events;
  private final Prices prices;
  private final List<Unit> units = new ArrayList<>();
  private int last;

  private record Unit(String phone, String id) {}

  Outgoing(Setting setting, List<Event> events) {
    this.setting = setting;
    this.dice = setting.dice;
    this.events = events;
    this.prices = new Prices(dice);
  }

  /// Delivered and priced once, in a way that is easily misread.
  void peculiar() {
    Unit unit = fresh(setting.liveliest());
    String state = dice.of("delivered", "delivered", "read", "played");
    add(unit, priced(unit, state, setting.instant(unit.phone()), prices.peculiar()));
  }

  /// Told once: the plainest case, in any state, at any border.
  void plain() {
    Unit unit = unit();
    String state = FATES.get(dice.card("fate", FATES.size()));
    ObjectNode element =
        status(unit, state.isEmpty() ? dice.of(ODD_STATES) : state, setting.instant(unit.phone()));
    if (dice.percent(90)) {
      element.set("pricing", prices.charged());
    }
    add(unit, element);
  }

  /// One message id under two numbers.
  void twins() {
    Unit one = fresh(setting.phones.getFirst());
    Unit other = new Unit(setting.phones.get(dice.between(1, 2)), one.id());
    long at = setting.instant(dice.of(one, other).phone());
    for (Unit unit : List.of(one, other)) {
      String state = dice.of("delivered", "read", "played");
      add(unit, priced(unit, state, at + dice.of(0, 1), prices.charged()));
    }
  }

  /// A message on its way, told by two to four statuses.
  void way() {
    Unit unit = unit();
    long at = setting.instant(unit.phone());
    boolean upsideDown = dice.percent(60);
    if (upsideDown) {
      long later = at + dice.of(1L, 3_600L, DAY, 30 * DAY);
      add(unit, priced(unit, "delivered", later, prices.charged()));
      add(unit, status(unit, dice.of("read", "played"), at));
    }
    int count = upsideDown ? dice.between(0, 2) : dice.between(2, 4);
    for (int i = 0; i < count; i++) {
      ObjectNode element = status(unit, state(), dice.percent(40) ? at : setting.around(at));
      if (dice.percent(70)) {
        element.set("pricing", dice.percent(50) ? prices.charged() : prices.peculiar());
      }
      add(unit, element);
    }
  }

  /// Delivered without a price; the price stands in another status, which may be none to look at.
  void elsewhere() {
    Unit unit = fresh(setting.liveliest());
    long at = setting.instant(unit.phone());
    String state =
        switch (dice.card("elsewhere", 3)) {
          case 0 -> "failed";
          case 1 -> dice.of(ODD_STATES);
          default -> dice.of("sent", "sent", "read");
        };
    ObjectNode delivered = status(unit, dice.of("delivered", "read", "played"), at);
    if (dice.percent(30)) {
      delivered.set("pricing", prices.none());
    }
    add(unit, delivered);
    long other = dice.percent(70) ? at - dice.of(0L, 1L, 30 * DAY) : setting.around(at);
    boolean odd = STATES.contains(state) && dice.percent(50);
    add(unit, priced(unit, state, other, odd ? prices.peculiar() : prices.charged()));
  }

  /// Delivered before the deletion of its number, read and priced after it, or the other way about.
  void straddle() {
    Setting.Deletion deletion = setting.deletions().getLast();
    Unit unit = fresh(deletion.phone());
    long before = deletion.end() - dice.of(1, 1, 3_600);
    long after = deletion.end() + dice.of(0, 0, 1, 3_600);
    boolean late = dice.percent(90);
    add(unit, status(unit, dice.of("delivered", "read", "played"), late ? before : after));
    add(unit, priced(unit, dice.of("read", "sent"), late ? after : before, prices.charged()));
  }

  /// Prices that contradict each other: two of one state that agree up to one step of the order,
  /// and one of a later state that is told for an earlier instant.
  void contest() {
    Unit unit = fresh(setting.liveliest());
    long at = setting.instant(unit.phone());
    int card = dice.card("contest", 20);
    int top = card % 4;
    int step = card % 5 + 1;
    List<ObjectNode> pair = prices.pair(step);
    Collections.shuffle(pair, dice.random());
    long other = step == 1 ? at + dice.of(-1, 1) : at;
    add(unit, priced(unit, STATES.get(top), at, pair.getFirst()));
    add(unit, priced(unit, STATES.get(top), other, pair.getLast()));
    if (top == 3) {
      add(unit, status(unit, dice.of("delivered", "read", "played"), setting.around(at)));
    } else if (dice.percent(80)) {
      String later = STATES.get(dice.percent(75) ? top + 1 : dice.between(top + 1, 3));
      add(unit, priced(unit, later, at - dice.of(0, 1, 2, 3_600), prices.charged()));
    }
  }

  /// A message to a group: told by member, or of none in particular.
  void group() {
    Unit unit = dice.percent(60) ? fresh(setting.liveliest()) : unit();
    long at = setting.instant(unit.phone());
    Person member = dice.of(MEMBERS);
    switch (dice.card("group", 5)) {
      case 0 -> {
        add(unit, take(status(unit, dice.of("delivered", "read"), at), member));
        add(unit, nobody(priced(unit, dice.of(STATES), setting.around(at), prices.charged())));
      }
      case 1, 2 -> {
        String own = dice.of("read", "played", "sent");
        add(unit, take(priced(unit, own, at + 1, prices.charged()), member));
        add(unit, nobody(priced(unit, "delivered", at, prices.charged())));
        if (own.equals("sent")) {
          add(unit, take(status(unit, "delivered", at), member));
        }
      }
      case 3 -> {
        JsonNode user = JSON.stringNode(member.user());
        JsonNode phone = JSON.stringNode(member.phone());
        JsonNode other = dice.of(null, JSON.stringNode("15550100999"));
        add(unit, Shapes.inGroup(status(unit, "delivered", at), user, phone));
        add(unit, Shapes.inGroup(status(unit, "read", at + 1), user, other));
        if (dice.percent(30)) {
          add(unit, Shapes.inGroup(status(unit, "played", at), null, phone));
        }
      }
      default -> crowd(unit, at, member);
    }
  }

  private void crowd(Unit unit, long at, Person member) {
    int count = dice.between(2, 5);
    for (int i = 0; i < count; i++) {
      boolean nobody = dice.percent(30);
      String state = dice.percent(70) ? dice.of("delivered", "read", "played") : state();
      ObjectNode element = status(unit, state, dice.percent(50) ? at : setting.around(at));
      if (dice.percent(nobody ? 80 : 40)) {
        element.set("pricing", dice.percent(80) ? prices.charged() : prices.peculiar());
      }
      add(unit, nobody ? nobody(element) : take(element, dice.one(2) ? member : dice.of(MEMBERS)));
    }
  }

  private ObjectNode nobody(ObjectNode element) {
    JsonNode none = dice.of(null, JSON.stringNode(""), JSON.nullNode());
    return Shapes.inGroup(element, none, null);
  }

  private ObjectNode take(ObjectNode element, Person member) {
    JsonNode user = JSON.stringNode(member.user());
    JsonNode phone = JSON.stringNode(member.phone());
    return switch (dice.between(0, 4)) {
      case 0, 1 -> Shapes.inGroup(element, user, phone);
      case 2 -> Shapes.inGroup(element, user, JSON.stringNode(dice.of(MEMBERS).phone()));
      case 3 -> Shapes.inGroup(element, user, null);
      default ->
          Shapes.inGroup(element, dice.of(null, JSON.stringNode(""), JSON.numberNode(7)), phone);
    };
  }

  private ObjectNode priced(Unit unit, String state, long at, ObjectNode pricing) {
    ObjectNode element = status(unit, state, at);
    element.set("pricing", pricing);
    return element;
  }

  private ObjectNode status(Unit unit, String state, long at) {
    ObjectNode element = Shapes.status(unit.id(), state, at, RECIPIENT);
    switch (dice.between(0, 9)) {
      case 0 -> element.put("timestamp", at);
      case 1 -> element.remove("recipient_id");
      case 2 -> element.put("recipient_type", "individual").put("recipient_participant_id", "1555");
      case 3 ->
          element
              .putObject("conversation")
              .put("id", "c1")
              .putObject("origin")
              .put("type", "service");
      default -> {}
    }
    return element;
  }

  private String state() {
    return dice.percent(85)
        ? dice.of("sent", "sent", "delivered", "delivered", "read", "read", "played", "failed")
        : dice.of(ODD_STATES);
  }

  /// Mostly a new one; else one that was told of before, perhaps under another number.
  private Unit unit() {
    if (!units.isEmpty() && dice.percent(35)) {
      Unit known = dice.of(units);
      return dice.percent(30) ? known : new Unit(setting.phone(), known.id());
    }
    return fresh(setting.phone());
  }

  private Unit fresh(String phone) {
    String kind = dice.percent(90) ? "out" : "in";
    Unit unit = new Unit(phone, "wamid." + kind + ++last);
    units.add(unit);
    return unit;
  }

  private void add(Unit unit, ObjectNode element) {
    @Nullable JsonNode contacts =
        dice.percent(80) ? contacts(contact(RECIPIENT.user(), RECIPIENT.phone())) : null;
    long arrived = setting.arrival(unit.phone());
    events.add(
        new Event(Kind.STATUS, Incoming.number(unit.phone(), dice), contacts, element, arrived));
  }
}
