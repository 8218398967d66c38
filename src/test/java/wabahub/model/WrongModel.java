package wabahub.model;

import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/// The reference model with one rule wrong. A comparison that does not tell it from the right one
/// within 20 worlds compares too little.
///
/// @param name what is wrong
/// @param with makes the model; its argument is that of [ReferenceModel#ReferenceModel(Comparator)]
public record WrongModel(String name, Function<Comparator<String>, ReferenceModel> with) {

  public static List<WrongModel> all() {
    return Stream.of(WrongMessages.ALL, WrongUnits.ALL, WrongPrices.ALL, WrongBorders.ALL)
        .flatMap(List::stream)
        .toList();
  }

  @Override
  public String toString() {
    return name;
  }
}
