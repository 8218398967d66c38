package wabahub.model;

import static java.util.stream.Collectors.toSet;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Rules 2 to 4, each wrong in its own way.
final class WrongMessages {
  static final List<WrongModel> ALL =
      List.of(
          new WrongModel(
              "sessions are prolonged by each message",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean over(long opened, long latest, long at) {
                      return at >= latest + DAY;
                    }
                  }),
          new WrongModel(
              "a session includes its last instant",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean over(long opened, long latest, long at) {
                      return at > opened + DAY;
                    }
                  }),
          new WrongModel(
              "a session is over a second early",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean over(long opened, long latest, long at) {
                      return at >= opened + DAY - 1;
                    }
                  }),
          new WrongModel(
              "every message opens a session",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean over(long opened, long latest, long at) {
                      return true;
                    }
                  }),
          new WrongModel(
              "sessions follow the order of arrival",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Comparator<Message> chainOrder() {
                      return (_, _) -> 0;
                    }
                  }),
          new WrongModel(
              "sessions are shared by numbers",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Object chainKey(Message message) {
                      return message.customer();
                    }
                  }),
          new WrongModel(
              "sessions are shared by customers",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Object chainKey(Message message) {
                      return message.phone();
                    }
                  }),
          new WrongModel(
              "messages of the system, edits and revocations count",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean ofCustomer(Told message) {
                      return !message.element().hasNonNull("group_id");
                    }
                  }),
          new WrongModel(
              "messages in groups count",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean ofCustomer(Told message) {
                      return !List.of("system", "edit", "revoke").contains(message.text("type"));
                    }
                  }),
          new WrongModel(
              "messages of unknown type do not count",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean ofCustomer(Told message) {
                      return super.ofCustomer(message)
                          && List.of("text", "reaction").contains(message.text("type"));
                    }
                  }),
          new WrongModel(
              "what is filtered takes its key away",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<Told> copies(List<Told> told) {
                      Set<Object> taken =
                          told.stream()
                              .filter(it -> !ofCustomer(it))
                              .map(this::messageKey)
                              .collect(toSet());
                      return super.copies(told).stream()
                          .filter(it -> !taken.contains(messageKey(it)))
                          .toList();
                    }
                  }),
          new WrongModel(
              "the key of a message lacks the number",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Object messageKey(Told message) {
                      return message.id();
                    }
                  }),
          new WrongModel(
              "each copy of a message is a message",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Object messageKey(Told message) {
                      return List.of(message.phone(), message.id(), message.at());
                    }
                  }),
          new WrongModel(
              "of copies the largest timestamp counts",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    long messageInstant(List<Told> copies) {
                      return copies.stream().mapToLong(Told::at).max().getAsLong();
                    }
                  }),
          new WrongModel(
              "of copies the first to arrive counts",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    long messageInstant(List<Told> copies) {
                      return copies.getFirst().at();
                    }
                  }),
          new WrongModel(
              "from comes before from_user_id",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<String> ranked(Told message) {
                      List<String> right = super.ranked(message);
                      return List.of(right.get(1), right.get(0), right.get(2), right.get(3));
                    }
                  }),
          new WrongModel(
              "wa_id comes before user_id",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<String> ranked(Told message) {
                      List<String> right = super.ranked(message);
                      return List.of(right.get(0), right.get(1), right.get(3), right.get(2));
                    }
                  }),
          new WrongModel(
              "contacts come before the message's own fields",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<String> ranked(Told message) {
                      List<String> right = super.ranked(message);
                      return List.of(right.get(2), right.get(3), right.get(0), right.get(1));
                    }
                  }),
          new WrongModel(
              "the first of several contacts is used",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable JsonNode contact(@Nullable JsonNode contacts) {
                      return contacts == null ? null : contacts.get(0);
                    }
                  }),
          new WrongModel(
              "contacts are not used",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable JsonNode contact(@Nullable JsonNode contacts) {
                      return null;
                    }
                  }),
          new WrongModel(
              "the first copy to arrive names the customer",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    String customer(List<Told> copies) {
                      return super.customer(copies.subList(0, 1));
                    }
                  }),
          new WrongModel(
              "a copy without customer has its say about the instant",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<Told> copies(List<Told> told) {
                      Set<Object> named =
                          super.copies(told).stream().map(this::messageKey).collect(toSet());
                      return told.stream()
                          .filter(it -> ofCustomer(it) && named.contains(messageKey(it)))
                          .toList();
                    }

                    @Override
                    String customer(List<Told> copies) {
                      return super.customer(super.copies(copies));
                    }
                  }),
          new WrongModel(
              "of equal identities the other one is the customer",
              order -> new ReferenceModel(order.reversed())));

  private WrongMessages() {}
}
