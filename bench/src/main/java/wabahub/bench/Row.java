package wabahub.bench;

/// A line of the results.
///
/// @param what what was measured
/// @param baseline of the baseline, with its unit; "" where there is none
/// @param product of the hub, with its unit
/// @param compared the number that has a target
/// @param target what it shall be
/// @param reached whether it is
record Row(
    String what, String baseline, String product, double compared, String target, boolean reached) {

  static Row atLeast(String what, String baseline, String product, double ratio, double target) {
    return new Row(
        what, baseline, product, ratio, "≥ " + Samples.text(target), ratio >= target);
  }

  static Row atMost(
      String what, String baseline, String product, double value, double target, String unit) {
    return new Row(
        what,
        baseline,
        product,
        value,
        "≤ " + Samples.text(target) + unit,
        value <= target);
  }

  String markdown() {
    return "| %s | %s | %s | %s | %s | %s |"
        .formatted(
            what, baseline, product, Samples.text(compared), target, reached ? "yes" : "**no**");
  }
}
