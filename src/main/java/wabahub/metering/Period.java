package wabahub.metering;

import java.util.Map;

/// The figures of some days: the three kinds, and finer. `charged` by Meta's category, `free` by
/// Meta's type.
public record Period(
    Figures figures, Map<String, Long> charged, Map<String, Long> free, long sessions) {
  public static final Period NONE = new Period(Figures.NONE, Map.of(), Map.of(), 0);
}
