package wabahub.model;

import java.util.ArrayList;
import java.util.List;
import wabahub.model.World.Event;
import wabahub.model.World.Registration;

/// Random worlds that crowd the borders: few numbers, people and message ids, so that events meet;
/// instants a second around whatever a rule looks at.
public final class Worlds {
  private static final int MOTIFS = 39;

  private Worlds() {}

  /// Mostly 56 to 60 events of every sort; one world in ten is smaller and leaves its sorts to
  /// chance.
  public static World crowded(long seed) {
    Dice dice = new Dice(seed);
    return world(dice, dice, 0);
  }

  /// Several of them at once (50 at most), on one clock and of the same two partners: numbers that
  /// have nothing to do with each other share webhooks, batches and transactions.
  public static World together(long seed, int count) {
    List<Event> events = new ArrayList<>();
    List<Registration> registrations = new ArrayList<>();
    World first = world(new Dice(seed), new Dice(seed * count), 0);
    for (int part = 0; part < count; part++) {
      World world = world(new Dice(seed), new Dice(seed * count + part), part);
      events.addAll(world.events());
      registrations.addAll(world.registrations());
    }
    return new World(events, registrations, first.zones(), first.now());
  }

  private static World world(Dice stage, Dice dice, int part) {
    boolean free = dice.one(10);
    int size = free ? dice.between(1, 40) : dice.between(56, 60);
    Setting setting = new Setting(stage, dice, part);
    List<Event> events = new ArrayList<>();
    Incoming incoming = new Incoming(setting, events);
    Outgoing outgoing = new Outgoing(setting, events);
    Blemishes blemishes = new Blemishes(setting, events);
    int motif = dice.card("motif", MOTIFS);
    while (events.size() < size) {
      motif = free ? dice.between(0, MOTIFS - 1) : (motif + 11) % MOTIFS;
      switch (motif) {
        case 0, 1 -> incoming.chain();
        case 2, 3, 4 -> incoming.again();
        case 5 -> incoming.dispute();
        case 6, 7 -> incoming.disguise();
        case 8, 9, 10 -> incoming.filtered();
        case 11 -> incoming.straddle();
        case 12, 13, 14, 15, 16, 17 -> outgoing.peculiar();
        case 18, 19, 20 -> outgoing.plain();
        case 22 -> outgoing.way();
        case 35 -> outgoing.twins();
        case 36 -> incoming.dispute();
        case 23, 24 -> outgoing.elsewhere();
        case 21, 25, 26, 27 -> outgoing.contest();
        case 28, 29, 30 -> outgoing.group();
        case 31 -> outgoing.straddle();
        case 32, 33, 34 -> blemishes.flawed();
        default -> blemishes.outermost();
      }
    }
    return new World(
        List.copyOf(events), List.copyOf(setting.registrations), setting.zones, setting.now);
  }
}
