package wabahub.model;

import static java.util.Comparator.comparing;
import static java.util.Comparator.comparingInt;
import static java.util.Comparator.comparingLong;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Rules 7 to 9 and the three kinds, each wrong in its own way.
final class WrongPrices {
  static final List<WrongModel> ALL =
      List.of(
          new WrongModel(
              "the order of states is reversed",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<String> ranks() {
                      return List.of("sent", "played", "read", "delivered");
                    }
                  }),
          new WrongModel(
              "played comes before read",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<String> ranks() {
                      return List.of("delivered", "played", "read", "sent");
                    }
                  }),
          new WrongModel(
              "sent comes before played",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<String> ranks() {
                      return List.of("delivered", "read", "sent", "played");
                    }
                  }),
          new WrongModel(
              "the pricing of sent is ignored",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<String> ranks() {
                      return List.of("delivered", "read", "played");
                    }
                  }),
          new WrongModel(
              "the pricing of an unknown state is used",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<String> ranks() {
                      return List.of(
                          "delivered",
                          "read",
                          "played",
                          "sent",
                          "warning",
                          "deleted",
                          "Delivered",
                          "accepted",
                          "");
                    }
                  }),
          new WrongModel(
              "the pricing of failed is used",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<String> ranks() {
                      return List.of("delivered", "read", "played", "sent", "failed");
                    }
                  }),
          new WrongModel(
              "the first pricing to arrive is used",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Comparator<Pricing> order() {
                      return (_, _) -> 0;
                    }
                  }),
          new WrongModel(
              "the largest timestamp comes first",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Comparator<Pricing> order() {
                      return comparingInt(Pricing::rank)
                          .thenComparing(comparingLong(Pricing::at).reversed())
                          .thenComparing(super.order());
                    }
                  }),
          new WrongModel(
              "the state does not matter, the timestamp does",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Comparator<Pricing> order() {
                      return comparingLong(Pricing::at).thenComparing(super.order());
                    }
                  }),
          new WrongModel(
              "not charged comes before charged",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Comparator<Pricing> order() {
                      return comparingInt(Pricing::rank)
                          .thenComparingLong(Pricing::at)
                          .thenComparing(this::charged)
                          .thenComparing(super.order());
                    }
                  }),
          new WrongModel(
              "charged comes before everything",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Comparator<Pricing> order() {
                      return comparing((Pricing it) -> !charged(it)).thenComparing(super.order());
                    }
                  }),
          new WrongModel(
              "categories are compared backwards",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Comparator<Pricing> order() {
                      return comparingInt(Pricing::rank)
                          .thenComparingLong(Pricing::at)
                          .thenComparing(it -> !charged(it))
                          .thenComparing(comparing(Pricing::category).reversed())
                          .thenComparing(super.order());
                    }
                  }),
          new WrongModel(
              "subtypes are compared backwards",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Comparator<Pricing> order() {
                      return comparingInt(Pricing::rank)
                          .thenComparingLong(Pricing::at)
                          .thenComparing(it -> !charged(it))
                          .thenComparing(Pricing::category)
                          .thenComparing(comparing(Pricing::subtype).reversed())
                          .thenComparing(super.order());
                    }
                  }),
          new WrongModel(
              "subtypes are not compared",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Comparator<Pricing> order() {
                      return comparingInt(Pricing::rank)
                          .thenComparingLong(Pricing::at)
                          .thenComparing(it -> !charged(it))
                          .thenComparing(Pricing::category)
                          .thenComparing(Pricing::type)
                          .thenComparing(super.order());
                    }
                  }),
          new WrongModel(
              "types are compared backwards",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    Comparator<Pricing> order() {
                      return comparingInt(Pricing::rank)
                          .thenComparingLong(Pricing::at)
                          .thenComparing(it -> !charged(it))
                          .thenComparing(Pricing::category)
                          .thenComparing(Pricing::subtype)
                          .thenComparing(comparing(Pricing::type).reversed());
                    }
                  }),
          new WrongModel(
              "CBP is charged like the others",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean charged(Pricing pricing) {
                      return pricing.type().isEmpty()
                          ? pricing.billable()
                          : pricing.type().equals("regular");
                    }
                  }),
          new WrongModel(
              "only PMP is charged",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean charged(Pricing pricing) {
                      return pricing.model().equals("PMP") && super.charged(pricing);
                    }
                  }),
          new WrongModel(
              "billable alone decides",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean charged(Pricing pricing) {
                      return pricing.billable() && !pricing.model().equals("CBP");
                    }
                  }),
          new WrongModel(
              "billable is ignored when the type is missing",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean charged(Pricing pricing) {
                      return !pricing.type().isEmpty() && super.charged(pricing);
                    }
                  }),
          new WrongModel(
              "a missing type is charged",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean charged(Pricing pricing) {
                      return super.charged(pricing)
                          || (pricing.type().isEmpty() && !pricing.model().equals("CBP"));
                    }
                  }),
          new WrongModel(
              "regular has to be billable too",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean charged(Pricing pricing) {
                      return pricing.billable() && super.charged(pricing);
                    }
                  }),
          new WrongModel(
              "free types are charged",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean charged(Pricing pricing) {
                      return super.charged(pricing)
                          || (pricing.type().startsWith("free_") && !pricing.model().equals("CBP"));
                    }
                  }),
          new WrongModel(
              "unknown types are charged",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean charged(Pricing pricing) {
                      return super.charged(pricing)
                          || (!pricing.type().isEmpty()
                              && !pricing.type().startsWith("free_")
                              && !pricing.model().equals("CBP"));
                    }
                  }),
          new WrongModel(
              "the case of the type is folded",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean charged(Pricing pricing) {
                      return super.charged(pricing)
                          || (pricing.type().equalsIgnoreCase("regular")
                              && !pricing.model().equals("CBP"));
                    }
                  }),
          new WrongModel(
              "the case of the model is folded",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean charged(Pricing pricing) {
                      return !pricing.model().equalsIgnoreCase("CBP") && super.charged(pricing);
                    }
                  }),
          new WrongModel(
              "an empty type is an unknown one",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    String type(@Nullable JsonNode type) {
                      return type != null && type.isString() && type.stringValue().isEmpty()
                          ? "?"
                          : super.type(type);
                    }
                  }),
          new WrongModel(
              "a type of null is an unknown one",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    String type(@Nullable JsonNode type) {
                      return type != null && type.isNull() ? "null" : super.type(type);
                    }
                  }),
          new WrongModel(
              "a type that is no string is a missing one",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    String type(@Nullable JsonNode type) {
                      return Told.string(type);
                    }
                  }),
          new WrongModel(
              "anything but false is billable",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean billable(@Nullable JsonNode billable) {
                      return billable != null
                          && !billable.isNull()
                          && !billable.asString("").equals("false");
                    }
                  }),
          new WrongModel(
              "the hyphen is not folded",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    String category(String category) {
                      return category.toLowerCase(Locale.ROOT);
                    }
                  }),
          new WrongModel(
              "the case is not folded",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    String category(String category) {
                      return category.replace('-', '_');
                    }
                  }),
          new WrongModel(
              "utility is marketing",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean marketing(String category) {
                      return super.marketing(category) || category.equals("utility");
                    }
                  }),
          new WrongModel(
              "marketing_lite is service",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean marketing(String category) {
                      return super.marketing(category) && !category.equals("marketing_lite");
                    }
                  }),
          new WrongModel(
              "marketing in groups is service",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean marketing(String category) {
                      return super.marketing(category) && !category.startsWith("group_");
                    }
                  }),
          new WrongModel(
              "marketing_lite_dynamic is service",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean marketing(String category) {
                      return super.marketing(category) && !category.endsWith("dynamic");
                    }
                  }));

  private WrongPrices() {}
}
