package wabahub.model;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import wabahub.model.World.Event;

/// Looks for a world in which a property does not hold, and for few events that still show it.
public final class Search {
  /// The bound of shrinking: how often the property is tried after the first failure.
  private static final int TRIES = 500;

  private Search() {}

  /// Fails when the world is not as it should be.
  @FunctionalInterface
  public interface Property {
    /// Looks at one world.
    ///
    /// @param random the same at every try of one run
    void check(World world, RandomGenerator random) throws Exception;
  }

  /// The base seed: the system property `wabahub.seed`, else a new one each time.
  public static long seed() {
    Long given = Long.getLong("wabahub.seed");
    return given != null ? given : new SplittableRandom().nextLong(1_000_000_000_000L);
  }

  /// Tries the worlds of the seeds from `seed` on, one a run.
  ///
  /// @throws AssertionError with the seed of the failing run and its world, shrunk
  public static void check(long seed, int runs, LongFunction<World> generator, Property property) {
    System.out.printf("base seed %d, %d runs (-Dwabahub.seed=%d repeats them)%n", seed, runs, seed);
    for (int run = 0; run < runs; run++) {
      long own = seed + run;
      World world = generator.apply(own);
      Throwable failure = failure(world, own, property);
      if (failure != null) {
        throw shrunk(seed, run, world, failure, property);
      }
    }
  }

  private static AssertionError shrunk(
      long seed, int run, World world, Throwable first, Property property) {
    long own = seed + run;
    World smallest = world;
    Throwable failure = first;
    int tries = TRIES;
    int size = Math.max(1, world.events().size() / 2);
    while (size > 0) {
      boolean smaller = false;
      for (int from = 0; from < smallest.events().size() && tries > 0; tries--) {
        World candidate = smallest.with(without(smallest.events(), from, from + size));
        Throwable again = failure(candidate, own, property);
        if (again == null) {
          from += size;
        } else {
          smallest = candidate;
          failure = again;
          smaller = true;
        }
      }
      // Single events are tried again as long as one could be left out.
      size = size == 1 && smaller && tries > 0 ? 1 : size / 2;
    }
    String text =
        "run %d of base seed %d fails (-Dwabahub.seed=%d begins with it): %s%n%d of its %d events:%n%s"
            .formatted(
                run, seed, own, failure, smallest.events().size(), world.events().size(), smallest);
    return new AssertionError(text, failure);
  }

  private static List<Event> without(List<Event> events, int from, int to) {
    List<Event> fewer = new ArrayList<>(events.subList(0, from));
    fewer.addAll(events.subList(Math.min(to, events.size()), events.size()));
    return fewer;
  }

  /// An error of the property itself, an exception as much as a failed assertion, is a failure.
  private static @Nullable Throwable failure(World world, long seed, Property property) {
    try {
      property.check(world, new SplittableRandom(seed));
      return null;
    } catch (Exception | AssertionError failure) {
      return failure;
    }
  }
}
