package wabahub.model;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/// Chance for the generators. What must not stay away for long is dealt like cards instead: worlds
/// of consecutive seeds see every card of a deck equally often.
final class Dice {
  private final long seed;
  private final RandomGenerator random;
  private final Map<String, Integer> dealt = new HashMap<>();

  Dice(long seed) {
    this.seed = seed;
    this.random = new SplittableRandom(seed);
  }

  RandomGenerator random() {
    return random;
  }

  /// The next card of a deck, from 0 to `cards` - 1. Each seed begins the dealing 17 cards further
  /// on; every 64 seeds each deck is cut anew, so that no two decks go in step for ever.
  int card(String deck, int cards) {
    long cut = new SplittableRandom(deck.hashCode() ^ Math.floorDiv(seed, 64L)).nextInt(cards);
    int before = dealt.merge(deck, 1, Integer::sum) - 1;
    return (int) Math.floorMod(cut + seed * 17 + before, (long) cards);
  }

  boolean one(int in) {
    return random.nextInt(in) == 0;
  }

  boolean percent(int percent) {
    return random.nextInt(100) < percent;
  }

  /// From `low` to `high`, both possible.
  int between(int low, int high) {
    return random.nextInt(low, high + 1);
  }

  long instant(long low, long high) {
    return random.nextLong(low, high + 1);
  }

  @SafeVarargs
  final <T> T of(T... choices) {
    return choices[random.nextInt(choices.length)];
  }

  <T> T of(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }
}
