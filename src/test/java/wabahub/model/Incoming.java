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

/// Invents messages of customers: chains at the borders of sessions, copies that contradict each
/// other, senders who hide, and what is no customer's message although it looks like one.
final class Incoming {
  private static final long DAY = ReferenceModel.DAY;
  private static final List<Person> PEOPLE =
      List.of(
          new Person("447700900204", "GB.41200988177345021187"),
          new Person("15550100777", "US.13491208655302741918"),
          new Person("972501234567", "IL.70010020030040050060"));

  private static final List<Form> PLAIN =
      List.of(Form.BOTH, Form.PHONE, Form.USER, Form.CONTACT_BOTH, Form.CONTACT_PHONE);

  /// Seconds after the first message.
  private static final List<List<Long>> CHAINS =
      List.of(
          List.of(0L, DAY / 2, DAY),
          List.of(0L, DAY - 1, 2 * DAY - 2),
          List.of(0L, DAY, 60L),
          List.of(0L, DAY - 1),
          List.of(0L, DAY - 1, DAY, 2 * DAY - 1, 2 * DAY),
          List.of(0L, 1L, DAY + 1, 2 * DAY, 2 * DAY + 1));

  private final Setting setting;
  private final Dice dice;
  private final List<Event> events;
  private final List<Sent> sent = new ArrayList<>();
  private int last;

  /// What was told of a message: enough to tell it again.
  private record Sent(String phone, String id, long at, Person person, Form form) {}

  private enum Form {
    BOTH,
    PHONE,
    USER,
    CONTACT_BOTH,
    CONTACT_USER,
    CONTACT_PHONE,
    TWO_CONTACTS,
    NOBODY,
    ODD
  }

  Incoming(Setting setting, List<Event> events) {
    this.setting = setting;
    this.dice = setting.dice;
    this.events = events;
  }

  /// Messages of one person at the ends of their sessions.
  void chain() {
    String phone = dice.percent(60) ? setting.liveliest() : setting.phone();
    Person person = dice.percent(50) ? dice.of(PEOPLE) : someone();
    Form form = dice.of(PLAIN);
    long start = setting.instant(phone);
    int before = events.size();
    for (long after : CHAINS.get(dice.card("chain", CHAINS.size()))) {
      String to = dice.percent(90) ? phone : setting.phone();
      long at = start + after + (dice.percent(90) ? 0 : dice.of(-1, 1, 7_200));
      tell(new Sent(to, id(), at, person, form));
    }
    if (dice.percent(75)) {
      tell(new Sent(setting.phone(), id(), start + dice.of(1L, DAY), person, form));
    }
    shuffle(before);
  }

  /// The same message again: at another instant, under another number, otherwise hidden.
  void again() {
    if (sent.isEmpty()) {
      tell(stranger());
    }
    Sent first = dice.of(sent);
    if (dice.percent(30)) {
      long at = first.at() - dice.of(1, 1, 3_600, 80_000);
      tell(new Sent(first.phone(), first.id(), at, first.person(), Form.NOBODY));
      return;
    }
    String phone = dice.percent(65) ? first.phone() : setting.phone();
    long at = dice.percent(60) ? setting.around(first.at()) : setting.instant(phone);
    tell(new Sent(phone, first.id(), at, first.person(), form()));
  }

  /// A session that is open when its number is deleted, and one that opens just then.
  void straddle() {
    Setting.Deletion deletion = setting.deletions().getFirst();
    Person person = someone();
    Form form = dice.of(PLAIN);
    long at = deletion.end() - dice.of(0L, 1L, 3_600L, DAY - 1);
    tell(new Sent(deletion.phone(), id(), at, person, form));
    long later = deletion.end() + dice.of(0L, 1L, 3_599L);
    tell(new Sent(deletion.phone(), id(), later, person, form));
    long between = deletion.end() + dice.of(0L, 0L, 1L, 3_599L);
    tell(new Sent(deletion.phone(), id(), between, someone(), form));
  }

  /// Copies of one message disagree about who wrote it, and one of those has written besides.
  void dispute() {
    String phone = setting.liveliest();
    Person one = someone();
    Person other = someone();
    Form form = dice.of(PLAIN);
    boolean alike = dice.card("dispute", 2) == 0;
    String id = id();
    long at = setting.instant(phone);
    if (alike) {
      tell(new Sent(phone, id, at, one, form));
      tell(new Sent(phone, id, at + dice.of(0, 1), other, form));
    } else {
      tell(new Sent(phone, id, at, one, dice.of(Form.PHONE, Form.CONTACT_PHONE)));
      tell(new Sent(phone, id, at + dice.of(0, 1), other, dice.of(Form.USER, Form.BOTH)));
      form = dice.percent(50) ? Form.PHONE : Form.CONTACT_PHONE;
    }
    tell(new Sent(phone, id(), at + dice.of(0, 1, 60), one, form));
  }

  /// Two messages of one person within a session: one customer, or two by the way they are told.
  void disguise() {
    String phone = setting.liveliest();
    Person person = someone();
    long at = setting.instant(phone);
    List<Form> forms =
        switch (dice.card("disguise", 6)) {
          case 0 -> List.of(Form.BOTH, Form.USER);
          case 1 -> List.of(Form.BOTH, Form.PHONE);
          case 2 -> List.of(Form.CONTACT_BOTH, Form.CONTACT_USER);
          case 3 -> List.of(Form.CONTACT_BOTH, Form.CONTACT_PHONE);
          case 4 -> List.of(Form.TWO_CONTACTS, form());
          default -> List.of(dice.of(Form.ODD, Form.TWO_CONTACTS), form());
        };
    tell(new Sent(phone, id(), at, person, forms.getFirst()));
    tell(new Sent(phone, id(), at + dice.of(0, 1, 3_600), person, forms.getLast()));
  }

  /// No message of a customer, though it has the id of one or would open a session.
  void filtered() {
    int card = dice.card("filtered", 10);
    boolean known = card % 2 == 0 && !sent.isEmpty();
    Sent it = known ? dice.of(sent) : stranger();
    long at = known ? it.at() - dice.of(0L, 1L, 3_600L, DAY, 2 * DAY) : it.at();
    ObjectNode message = Shapes.message(it.id(), at);
    switch (card / 2) {
      case 0, 1 -> message.put("group_id", "120363418770915618@g.us");
      case 2 -> {
        message.put("type", "system");
        message.putObject("system").put("type", "user_changed_user_id");
      }
      case 3 -> {
        message.put("type", "edit");
        message.putObject("edit").put("original_message_id", "wamid.in1");
      }
      default -> {
        message.put("type", "revoke");
        message.putObject("revoke").put("original_message_id", "wamid.in1");
      }
    }
    add(it, message);
  }

  private Sent stranger() {
    String phone = setting.liveliest();
    return new Sent(phone, id(), setting.instant(phone), someone(), dice.of(PLAIN));
  }

  private void shuffle(int from) {
    Collections.shuffle(events.subList(from, events.size()), dice.random());
  }

  private void tell(Sent it) {
    sent.add(it);
    add(it, dress(Shapes.message(it.id(), it.at())));
  }

  /// Any type but those that are filtered.
  private ObjectNode dress(ObjectNode message) {
    switch (dice.between(0, 9)) {
      case 0 ->
          message.put("type", dice.of("unsupported", "unknown", "poll_of_the_future", "System"));
      case 1 -> message.remove("type");
      case 2 -> message.set("type", dice.of(JSON.nullNode(), JSON.numberNode(7), JSON.arrayNode()));
      case 3 -> message.put("type", "reaction").putObject("reaction").put("message_id", "wamid.x");
      case 4 -> message.putObject("context").put("id", "wamid.out1").put("group_id", "not here");
      case 5 -> message.put("timestamp", Long.parseLong(message.get("timestamp").stringValue()));
      default -> {}
    }
    return message;
  }

  private void add(Sent it, ObjectNode message) {
    JsonNode contacts = identify(message, it.person(), it.form());
    events.add(
        new Event(
            Kind.MESSAGE,
            number(it.phone(), dice),
            contacts,
            message,
            setting.arrival(it.phone())));
  }

  /// Says who wrote, in one of the ways that there are.
  ///
  /// @return the contacts beside the message
  private @Nullable JsonNode identify(ObjectNode message, Person person, Form form) {
    switch (form) {
      case BOTH -> message.put("from", person.phone()).put("from_user_id", person.user());
      case PHONE -> message.put("from", person.phone());
      case USER -> message.put("from_user_id", person.user());
      case ODD -> {
        message.set(
            "from_user_id", dice.of(JSON.stringNode(""), JSON.nullNode(), JSON.objectNode()));
        message.set(
            "from",
            dice.of(
                JSON.numberNode(Long.parseLong(person.phone())),
                JSON.booleanNode(true),
                JSON.numberNode(4.5),
                JSON.stringNode(""),
                JSON.stringNode(person.phone())));
      }
      case CONTACT_BOTH, CONTACT_USER, CONTACT_PHONE, TWO_CONTACTS, NOBODY -> {}
    }
    return switch (form) {
      case CONTACT_BOTH -> contacts(contact(person.user(), person.phone()));
      case CONTACT_USER -> contacts(contact(person.user(), dice.one(3) ? "" : null));
      case CONTACT_PHONE -> {
        ObjectNode contact = contact(dice.one(3) ? "" : null, person.phone());
        if (dice.one(4)) {
          contact.put("wa_id", Long.parseLong(person.phone()));
        }
        yield contacts(contact);
      }
      case TWO_CONTACTS ->
          contacts(
              contact(person.user(), person.phone()),
              dice.one(3) ? JSON.nullNode() : contact(null, dice.of(PEOPLE).phone()));
      case NOBODY ->
          dice.of(null, contacts(), contacts(contact(null, null)), contacts(JSON.nullNode()));
      case BOTH, PHONE, USER, ODD -> beside(person);
    };
  }

  /// Contacts that do not matter: the sender is named in the message itself.
  private @Nullable JsonNode beside(Person person) {
    return switch (dice.between(0, 5)) {
      case 0 -> null;
      case 1 -> contacts(contact(null, dice.of(PEOPLE).phone()));
      case 2 -> contacts(contact(person.user(), null), contact(null, dice.of(PEOPLE).phone()));
      default -> contacts(contact(person.user(), person.phone()));
    };
  }

  private Form form() {
    return dice.of(Form.values());
  }

  /// Mostly a new id, sometimes one that another number or person has used.
  private String id() {
    return "wamid.in" + (last > 0 && dice.percent(10) ? dice.between(1, last) : ++last);
  }

  private Person someone() {
    String digits = Integer.toString(dice.between(1_000_000, 9_999_999));
    return new Person("4477" + digits, "GB." + digits);
  }

  /// A phone number id as Meta writes it, or as a number.
  static JsonNode number(String phone, Dice dice) {
    return dice.percent(85) ? JSON.stringNode(phone) : JSON.numberNode(Long.parseLong(phone));
  }
}
