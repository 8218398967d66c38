package wabahub.metering;

/// The three kinds of one number (or of several) in some time.
public record Figures(long marketing, long service, long incoming) {
  public static final Figures NONE = new Figures(0, 0, 0);

  public long conversations() {
    return marketing + service + incoming;
  }

  public Figures plus(Figures other) {
    return new Figures(
        marketing + other.marketing, service + other.service, incoming + other.incoming);
  }

  Figures minus(Figures other) {
    return new Figures(
        marketing - other.marketing, service - other.service, incoming - other.incoming);
  }

  /// What a figure of a day is of the three kinds; free units are none.
  static Figures of(Tally.Kind kind, String name, long units) {
    return switch (kind) {
      case CHARGED ->
          Pricing.MARKETING.contains(name) ? new Figures(units, 0, 0) : new Figures(0, units, 0);
      case SESSION -> new Figures(0, 0, units);
      case FREE -> NONE;
    };
  }
}
