package wabahub.hubs;

import java.util.Map;
import java.util.Set;

/// What a dead hub leaves. `everything`: no other hub lives, so whatever is under way was under way
/// at a dead one; `holds` may be empty then. Else what it held: subjects by kind.
public record Estate(long hub, boolean everything, Map<String, Set<Long>> holds) {
  /// The subjects of a kind that it held.
  public Set<Long> of(String kind) {
    return holds.getOrDefault(kind, Set.of());
  }
}
