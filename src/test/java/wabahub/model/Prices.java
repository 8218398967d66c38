package wabahub.model;

import static wabahub.model.Shapes.JSON;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Invents the `pricing` of statuses, as Meta writes it and as it never did so far.
final class Prices {
  private static final String LONG = "a".repeat(64);
  private static final List<String> FREE =
      List.of("free_customer_service", "free_entry_point", "free_group_customer_service", "volume");
  private static final List<String> SUBTYPES = List.of("paid_exempt", "Volume", "", "b");

  /// A prime number of them, so that no two decks go in step.
  private static final List<JsonNode> CATEGORIES =
      List.of(
          JSON.stringNode("marketing"),
          JSON.stringNode("utility"),
          JSON.stringNode("authentication"),
          JSON.stringNode("service"),
          JSON.stringNode("authentication-international"),
          JSON.stringNode("authentication_international"),
          JSON.stringNode("marketing_lite"),
          JSON.stringNode("marketing_lite_dynamic"),
          JSON.stringNode("Marketing-Lite-Dynamic"),
          JSON.stringNode("group_marketing"),
          JSON.stringNode("group_marketing_lite"),
          JSON.stringNode("group_utility"),
          JSON.stringNode("group_service"),
          JSON.stringNode("general_purpose_ai"),
          JSON.stringNode("referral_conversion"),
          JSON.stringNode("UTILITY"),
          JSON.stringNode("MARKETING-LITE"),
          JSON.stringNode("Loyalty-Of-2030"),
          JSON.stringNode(LONG + "z"),
          JSON.stringNode(""),
          JSON.missingNode(),
          JSON.nullNode(),
          JSON.numberNode(5));

  private final Dice dice;

  Prices(Dice dice) {
    this.dice = dice;
  }

  ObjectNode charged() {
    return pricing(JSON.stringNode("regular"), JSON.booleanNode(true), JSON.stringNode("PMP"));
  }

  /// A case in which type, billable and model are easily misread.
  ObjectNode peculiar() {
    JsonNode yes = JSON.booleanNode(true);
    JsonNode no = JSON.booleanNode(false);
    JsonNode regular = JSON.stringNode("regular");
    JsonNode missing = JSON.missingNode();
    JsonNode pmp = JSON.stringNode("PMP");
    JsonNode cbp = JSON.stringNode("CBP");
    return switch (dice.card("peculiar", 20)) {
      case 0, 15 -> pricing(JSON.stringNode(dice.of("Regular", "REGULAR")), yes, pmp);
      case 1, 16 -> pricing(regular, yes, JSON.stringNode("cbp"));
      case 2 -> pricing(regular, yes, cbp);
      case 12 -> pricing(missing, yes, cbp);
      case 4 -> pricing(missing, yes, pmp);
      case 5 -> pricing(JSON.stringNode(""), yes, pmp);
      case 6, 19 -> pricing(JSON.nullNode(), yes, pmp);
      case 7, 17 -> pricing(missing, dice.of(JSON.stringNode("true"), JSON.numberNode(1)), pmp);
      case 8 ->
          pricing(dice.of(missing, JSON.nullNode()), dice.of(no, missing, JSON.nullNode()), pmp);
      case 9, 18 -> pricing(strange(), yes, pmp);
      case 10 -> pricing(regular, dice.of(no, missing, JSON.stringNode("false")), pmp);
      case 11 -> pricing(regular, yes, dice.of(missing, JSON.nullNode(), JSON.stringNode("NBP")));
      case 3 -> pricing(JSON.stringNode(dice.of(FREE)), dice.of(yes, no), pmp);
      case 13 -> pricing(JSON.stringNode(dice.of(FREE)), yes, cbp);
      default ->
          pricing(JSON.stringNode(dice.of("regular ", "paid", LONG + "b", LONG + "c")), yes, pmp);
    };
  }

  /// A type that is no string.
  private JsonNode strange() {
    return dice.of(
        JSON.numberNode(7),
        JSON.booleanNode(true),
        JSON.arrayNode().add("regular"),
        JSON.objectNode().put("name", "regular"));
  }

  /// What takes the place of a price and is none.
  JsonNode none() {
    return dice.of(
        JSON.nullNode(), JSON.stringNode("regular"), JSON.arrayNode(), JSON.booleanNode(true));
  }

  /// Two prices that agree in what the order looks at before `step`, and not in `step` itself.
  ///
  /// @param step 1 timestamp, 2 charged or not, 3 category, 4 subtype, 5 type
  List<ObjectNode> pair(int step) {
    ObjectNode one = charged();
    ObjectNode other = charged();
    if (step == 2) {
      other.put("type", dice.of(FREE));
    } else if (step > 2) {
      List<String> types = shuffled(dice.percent(50) ? FREE : List.of("regular", ""));
      one.put("type", types.get(0));
      other.put("type", types.get(1));
    }
    if (step > 3) {
      set(other, "category", one.path("category"));
      List<String> subtypes = shuffled(SUBTYPES).subList(0, 2);
      if (dice.percent(70)) {
        // Against the order of the types, so that it shows which of the two was looked at first.
        Collections.sort(subtypes);
        if (one.path("type").asString("").compareTo(other.path("type").asString("")) < 0) {
          Collections.reverse(subtypes);
        }
      }
      one.put("subtype", subtypes.get(0));
      other.put("subtype", subtypes.get(step == 4 ? 1 : 0));
    }
    return new ArrayList<>(List.of(one, other));
  }

  private List<String> shuffled(List<String> list) {
    List<String> shuffled = new ArrayList<>(list);
    Collections.shuffle(shuffled, dice.random());
    return shuffled;
  }

  private ObjectNode pricing(JsonNode type, JsonNode billable, JsonNode model) {
    ObjectNode pricing = JSON.objectNode();
    set(pricing, "billable", billable);
    set(pricing, "pricing_model", model);
    set(pricing, "type", type);
    set(pricing, "category", CATEGORIES.get(dice.card("category", CATEGORIES.size())));
    if (dice.percent(30)) {
      set(
          pricing,
          "subtype",
          dice.percent(85) ? JSON.stringNode(dice.of(SUBTYPES)) : JSON.numberNode(1));
    }
    return pricing;
  }

  private static void set(ObjectNode pricing, String field, JsonNode value) {
    if (value.isMissingNode()) {
      pricing.remove(field);
    } else {
      pricing.set(field, value);
    }
  }
}
