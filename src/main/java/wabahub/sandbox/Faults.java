package wabahub.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The faults that are still to happen, in the order in which they were asked for.
final class Faults {
  private static final int MAX = 1000;

  private final List<Fault> faults = new ArrayList<>();

  synchronized void add(Fault fault) {
    if (faults.size() == MAX) {
      throw new IllegalArgumentException("There are " + MAX + " faults already.");
    }
    faults.add(fault);
  }

  synchronized void clear() {
    faults.clear();
  }

  /// The fault of this call; it has happened then.
  synchronized Optional<Fault> take(String call, String id) {
    for (int i = 0; i < faults.size(); i++) {
      Fault fault = faults.get(i);
      if (fault.fits(call, id)) {
        if (fault.times() == 1) {
          faults.remove(i);
        } else if (fault.times() > 1) {
          faults.set(i, fault.times(fault.times() - 1));
        }
        return Optional.of(fault);
      }
    }
    return Optional.empty();
  }
}
