package wabahub.roster;

import static java.util.Objects.requireNonNull;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import wabahub.metering.Figures;
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
    return sorted(found, wish.sort());
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

  /// A line and the name that it is sorted by, which is made once.
  private record Named(Line line, String name) {}

  private static List<Line> sorted(List<Line> lines, String sort) {
    boolean descending = sort.startsWith("-");
    String key = descending ? sort.substring(1) : sort;
    Comparator<Named> ascending = ascending(key);
    return lines.stream()
        .map(line -> new Named(line, name(line.number(), key)))
        .sorted(
            (descending ? ascending.reversed() : ascending)
                .thenComparing(named -> named.line().number().whatsapp().digits()))
        .map(Named::line)
        .toList();
  }

  private static String name(WhatsAppNumber number, String key) {
    return switch (key) {
      case "display_name" -> number.displayName().toLowerCase(Locale.ROOT);
      case "business_name" -> number.businessName().toLowerCase(Locale.ROOT);
      default -> "";
    };
  }

  private static Comparator<Named> ascending(String key) {
    return switch (key) {
      case "create_time" -> Comparator.comparingLong(named -> named.line().number().createTime());
      case "whatsapp" -> Comparator.comparing(named -> named.line().number().whatsapp().digits());
      case "display_name", "business_name" -> Comparator.comparing(Named::name);
      case "conversations" -> by(Figures::conversations);
      case "marketing" -> by(Figures::marketing);
      case "service" -> by(Figures::service);
      case "incoming" -> by(Figures::incoming);
      default -> throw new IllegalArgumentException("no order " + key);
    };
  }

  private static Comparator<Named> by(ToLongFunction<Figures> figure) {
    return Comparator.comparingLong(named -> figure.applyAsLong(named.line().figures()));
  }
}
