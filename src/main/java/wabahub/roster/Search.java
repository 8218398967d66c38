package wabahub.roster;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import wabahub.numbers.NumberState;
import wabahub.numbers.Numbers;
import wabahub.numbers.WhatsAppNumber;

/// Finds numbers in a list.
final class Search {
  private final Numbers numbers;

  Search(Numbers numbers) {
    this.numbers = numbers;
  }

  /// Those that are wanted, in their order; ties are broken by number, so that each has one place.
  ///
  /// @throws IllegalArgumentException when there is no such order
  List<Line> find(List<Line> lines, Wish wish) {
    List<Line> found = lines.stream().filter(isWanted(wish)).toList();
    if (wish.broken() != null || !wish.quality().isEmpty()) {
      Map<Long, NumberState> states =
          numbers.states(found.stream().map(line -> line.number().id()).toList());
      found =
          found.stream()
              .filter(line -> isWanted(requireNonNull(states.get(line.number().id())), wish))
              .toList();
    }
    return found.stream().sorted(order(wish.sort())).toList();
  }

  private static boolean isWanted(NumberState state, Wish wish) {
    String quality = state.quality().isEmpty() ? "UNKNOWN" : state.quality();
    return (wish.broken() == null || wish.broken() == state.isBroken())
        && (wish.quality().isEmpty() || wish.quality().equals(quality));
  }

  private static Predicate<Line> isWanted(Wish wish) {
    String search = wish.search().strip().toLowerCase(Locale.ROOT);
    Boolean coexistence = wish.coexistence();
    Boolean online = wish.online();
    return line -> {
      WhatsAppNumber number = line.number();
      return (search.isEmpty() || matches(number, search))
          && (coexistence == null || coexistence == number.coexistence())
          && (online == null || online == (number.online() != null));
    };
  }

  private static boolean matches(WhatsAppNumber number, String search) {
    return number.whatsapp().digits().contains(search.replace("+", ""))
        || number.displayName().toLowerCase(Locale.ROOT).contains(search)
        || number.businessName().toLowerCase(Locale.ROOT).contains(search);
  }

  private static Comparator<Line> order(String sort) {
    boolean descending = sort.startsWith("-");
    Comparator<Line> order = ascending(descending ? sort.substring(1) : sort);
    return (descending ? order.reversed() : order)
        .thenComparing(line -> line.number().whatsapp().digits());
  }

  private static Comparator<Line> ascending(String sort) {
    return switch (sort) {
      case "create_time" -> Comparator.comparingLong(line -> line.number().createTime());
      case "whatsapp" -> Comparator.comparing(line -> line.number().whatsapp().digits());
      case "display_name" ->
          Comparator.comparing(line -> line.number().displayName().toLowerCase(Locale.ROOT));
      case "business_name" ->
          Comparator.comparing(line -> line.number().businessName().toLowerCase(Locale.ROOT));
      case "conversations" -> Comparator.comparingLong(line -> line.figures().conversations());
      case "marketing" -> Comparator.comparingLong(line -> line.figures().marketing());
      case "service" -> Comparator.comparingLong(line -> line.figures().service());
      case "incoming" -> Comparator.comparingLong(line -> line.figures().incoming());
      default -> throw new IllegalArgumentException("no order " + sort);
    };
  }
}
