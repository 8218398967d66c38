package wabahub.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import wabahub.model.World.Change;
import wabahub.model.World.Event;
import wabahub.model.World.Registration;
import wabahub.model.World.Zones;

/// What the product may rely on when it lives through a random world.
class WorldsTest {
  private static final int WORLDS = 1_000;

  @Test
  void world_ofOneSeed_isTheSameEachTime() {
    assertThat(Worlds.crowded(42)).isEqualTo(Worlds.crowded(42)).isNotEqualTo(Worlds.crowded(43));
  }

  @Test
  void world_inAnyOrderOfItsEvents_hasTheSameFigures() {
    ReferenceModel model = new ReferenceModel(Comparator.naturalOrder());
    Search.check(
        Search.seed(),
        WORLDS,
        Worlds::crowded,
        (world, random) -> {
          List<Event> again = new ArrayList<>(world.events());
          again.addAll(world.events());
          Collections.shuffle(again, random);
          assertThat(model.figures(world.with(again)).lines())
              .isEqualTo(model.figures(world).lines());
        });
  }

  @Test
  void figures_ofAMonth_areSumsOfItsDaysAndItems() {
    ReferenceModel model = new ReferenceModel(Comparator.naturalOrder());
    Search.check(
        Search.seed(),
        WORLDS,
        Worlds::crowded,
        (world, random) -> model.figures(world).numbers().values().forEach(WorldsTest::addsUp));
  }

  private static void addsUp(Figures.Usage usage) {
    int units = 0;
    int sessions = 0;
    for (Figures.Day day : usage.days().values()) {
      units += day.charged().values().stream().mapToInt(it -> it).sum();
      sessions += day.sessions();
    }
    int charged = 0;
    int incoming = 0;
    for (Figures.Month month : usage.months().values()) {
      charged += month.marketing() + month.service();
      incoming += month.incoming();
    }
    assertThat(charged).isEqualTo(units).isEqualTo(usage.charges().size());
    assertThat(incoming).isEqualTo(sessions).isEqualTo(usage.openings().size());
  }

  @Test
  void world_canBeLivedThroughInItsOrder() {
    Search.check(
        Search.seed(),
        WORLDS,
        Worlds::crowded,
        (world, random) -> {
          assertThat(world.events()).hasSizeLessThan(70);
          assertThat(world.events()).allMatch(it -> it.arrived() <= world.now());
          assertThat(world.registrations()).allMatch(it -> world.zones().containsKey(it.partner()));
          world.registrations().stream()
              .map(Registration::phoneNumberId)
              .distinct()
              .forEach(phone -> followEachOther(phone, world));
          world.zones().values().forEach(zones -> asked(zones, world.now()));
        });
  }

  @Test
  void worlds_atOnce_haveTheFiguresThatEachHasAlone() {
    ReferenceModel model = new ReferenceModel(Comparator.naturalOrder());
    int count = 3;
    Search.check(
        Search.seed(),
        WORLDS / 10,
        seed -> Worlds.together(seed, count),
        (world, random) -> {
          SortedMap<String, Figures.Usage> all = new TreeMap<>();
          for (int part = 0; part < count; part++) {
            String phones = "3100200300%d".formatted(40 + part);
            World alone =
                new World(
                    world.events().stream()
                        .filter(it -> String.valueOf(it.phoneNumberId()).contains(phones))
                        .toList(),
                    world.registrations().stream()
                        .filter(it -> it.phoneNumberId().startsWith(phones))
                        .toList(),
                    world.zones(),
                    world.now());
            assertThat(alone.events()).isNotEmpty();
            assertThat(alone.registrations()).hasSizeGreaterThan(1);
            all.putAll(model.figures(alone).numbers());
          }
          assertThat(all).isEqualTo(model.figures(world).numbers());
        });
  }

  private static void followEachOther(String phone, World world) {
    long free = Long.MIN_VALUE;
    for (Registration it : world.registrations()) {
      if (it.phoneNumberId().equals(phone)) {
        assertThat(it.registeredAt()).isBetween(free, world.now());
        assertThat(it.registeredAt()).isGreaterThan(1_400_000_000);
        free = it.endedAt() == null ? Long.MAX_VALUE : it.endedAt();
        assertThat(it.endedAt() == null || it.endedAt() <= world.now()).isTrue();
        assertThat(free).isGreaterThanOrEqualTo(it.registeredAt());
      }
    }
  }

  /// Each change was asked for in the month before it took effect, as the partner's calendar of
  /// that time says.
  private static void asked(Zones zones, long now) {
    List<Change> before = new ArrayList<>();
    ReferenceModel model = new ReferenceModel(Comparator.naturalOrder());
    for (Change change : zones.changes()) {
      assertThat(change.requestedAt()).isLessThanOrEqualTo(now);
      YearMonth month =
          YearMonth.from(model.day(new Zones(zones.first(), before), change.requestedAt()));
      assertThat(month.plusMonths(1)).isEqualTo(change.from());
      before.add(change);
    }
  }

  @Test
  void worlds_together_reachEveryCorner() {
    List<World> worlds = new ArrayList<>();
    for (long seed = 0; seed < 200; seed++) {
      worlds.add(Worlds.crowded(seed));
    }
    assertThat(worlds).anyMatch(it -> it.events().size() < 10);
    assertThat(worlds)
        .anyMatch(it -> it.zones().values().stream().anyMatch(z -> z.changes().size() == 2));
    assertThat(worlds).anyMatch(it -> it.arrivals().size() > 3);
    for (String zone : List.of("Z", "Asia/Kathmandu", "Pacific/Kiritimati", "Pacific/Apia")) {
      assertThat(worlds).anyMatch(it -> it.zones().get("p1").first().equals(ZoneId.of(zone)));
    }
    String text = worlds.toString();
    assertThat(text).contains("recipient_participant_user_id", "from_user_id", "\"CBP\"");
    assertThat(text).contains(Instant.ofEpochSecond(ReferenceModel.EARLIEST).toString());
    assertThat(text).contains("-02-29T");
  }
}
