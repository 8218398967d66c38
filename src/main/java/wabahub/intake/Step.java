package wabahub.intake;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import wabahub.numbers.Ownership;

/// A part of a transaction.
@FunctionalInterface
interface Step {
  Step NOTHING = (tx, owners) -> {};

  /// `owners`: of the phone number ids whose numbers it touches, as far as they were registered.
  void run(Handle tx, Map<String, Ownership> owners);

  /// The phone number ids whose numbers it touches.
  default Set<String> phones() {
    return Set.of();
  }

  /// The WABAs whose numbers it touches.
  default Set<String> wabas() {
    return Set.of();
  }

  /// Some steps, one after the other.
  static Step all(Collection<? extends Step> steps) {
    Set<String> phones = new TreeSet<>();
    Set<String> wabas = new TreeSet<>();
    steps.forEach(step -> {
      phones.addAll(step.phones());
      wabas.addAll(step.wabas());
    });
    List<Step> own = List.copyOf(steps);
    return of(phones, wabas, (tx, owners) -> own.forEach(step -> step.run(tx, owners)));
  }

  static Step of(Set<String> phones, Set<String> wabas, Step work) {
    return new OfNumbers(phones, wabas, work);
  }

  /// A step that touches numbers.
  record OfNumbers(Set<String> phones, Set<String> wabas, Step work) implements Step {
    @Override
    public void run(Handle tx, Map<String, Ownership> owners) {
      work.run(tx, owners);
    }
  }
}
