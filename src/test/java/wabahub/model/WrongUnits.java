package wabahub.model;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Rules 5 and 6, each wrong in its own way.
final class WrongUnits {
  static final List<WrongModel> ALL =
      List.of(
          new WrongModel(
              "the key of a unit lacks the number",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Object unitKey(Told status) {
                      return status.id();
                    }
                  }),
          new WrongModel(
              "participants of a group are ignored",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    String participant(Told status) {
                      return super.participant(status).isEmpty() ? "" : "anyone";
                    }
                  }),
          new WrongModel(
              "recipient_participant_id comes before the user id",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    String participant(Told status) {
                      String phone = status.text("recipient_participant_id");
                      return super.participant(status).isEmpty() || phone.isEmpty()
                          ? super.participant(status)
                          : phone;
                    }
                  }),
          new WrongModel(
              "a participant without user id is none",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    String participant(Told status) {
                      return super.participant(status).isEmpty()
                          ? ""
                          : status.text("recipient_participant_user_id");
                    }
                  }),
          new WrongModel(
              "participants outside groups are looked at",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    String participant(Told status) {
                      return status.text("recipient_participant_id");
                    }
                  }),
          new WrongModel(
              "a group status without participant is a unit",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean lends(Told status) {
                      return false;
                    }
                  }),
          new WrongModel(
              "nothing is lent",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable Pricing best(List<Pricing> own, List<Pricing> lent) {
                      return super.best(own, List.of());
                    }
                  }),
          new WrongModel(
              "what is lent comes before own",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable Pricing best(List<Pricing> own, List<Pricing> lent) {
                      return super.best(lent, own);
                    }
                  }),
          new WrongModel(
              "what is lent competes with own",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable Pricing best(List<Pricing> own, List<Pricing> lent) {
                      return super.best(
                          Stream.concat(own.stream(), lent.stream()).toList(), List.of());
                    }
                  }),
          new WrongModel(
              "the last delivery is the unit's instant",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    OptionalLong firstDelivery(List<Told> statuses) {
                      return statuses.stream().filter(this::delivers).mapToLong(Told::at).max();
                    }
                  }),
          new WrongModel(
              "the first delivery to arrive is the unit's instant",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    OptionalLong firstDelivery(List<Told> statuses) {
                      return statuses.stream()
                          .filter(this::delivers)
                          .mapToLong(Told::at)
                          .findFirst();
                    }
                  }),
          new WrongModel(
              "delivered outweighs an earlier read",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    OptionalLong firstDelivery(List<Told> statuses) {
                      OptionalLong delivered =
                          statuses.stream()
                              .filter(it -> it.text("status").equals("delivered"))
                              .mapToLong(Told::at)
                              .min();
                      return delivered.isPresent() ? delivered : super.firstDelivery(statuses);
                    }
                  }),
          new WrongModel(
              "the instant of sent is the unit's",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    OptionalLong firstDelivery(List<Told> statuses) {
                      return super.firstDelivery(statuses).isEmpty()
                          ? OptionalLong.empty()
                          : statuses.stream()
                              .filter(it -> delivers(it) || it.text("status").equals("sent"))
                              .mapToLong(Told::at)
                              .min();
                    }
                  }),
          new WrongModel(
              "played is ignored",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean delivers(Told status) {
                      return Set.of("delivered", "read").contains(status.text("status"));
                    }
                  }),
          new WrongModel(
              "read is ignored",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean delivers(Told status) {
                      return Set.of("delivered", "played").contains(status.text("status"));
                    }
                  }),
          new WrongModel(
              "sent delivers",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean delivers(Told status) {
                      return super.delivers(status) || status.text("status").equals("sent");
                    }
                  }),
          new WrongModel(
              "failed delivers",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean delivers(Told status) {
                      return super.delivers(status) || status.text("status").equals("failed");
                    }
                  }),
          new WrongModel(
              "an unknown status delivers",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean delivers(Told status) {
                      return !Set.of("sent", "failed").contains(status.text("status"));
                    }
                  }),
          new WrongModel(
              "failed undoes a delivery",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    OptionalLong firstDelivery(List<Told> statuses) {
                      boolean failed =
                          statuses.stream().anyMatch(it -> it.text("status").equals("failed"));
                      return failed ? OptionalLong.empty() : super.firstDelivery(statuses);
                    }
                  }));

  private WrongUnits() {}
}
