package wabahub.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What the rounds of one measurement gave.
final class Samples {
  private final List<Double> values = new ArrayList<>();

  void add(double value) {
    values.add(value);
  }

  double median() {
    return quantile(0.5);
  }

  private double quantile(double q) {
    List<Double> sorted = values.stream().sorted().toList();
    double at = q * (sorted.size() - 1);
    int below = (int) at;
    int above = Math.min(below + 1, sorted.size() - 1);
    return sorted.get(below) + (sorted.get(above) - sorted.get(below)) * (at - below);
  }

  /// The median, and between which two values all of them were.
  String text() {
    return "%s (%s–%s)".formatted(text(median()), text(quantile(0)), text(quantile(1)));
  }

  static String text(double value) {
    if (value >= 100) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    return String.format(Locale.ROOT, value >= 10 ? "%.1f" : "%.2f", value);
  }
}
