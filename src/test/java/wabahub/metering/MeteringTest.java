package wabahub.metering;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wabahub.egress.Egress;
import wabahub.hubs.Hubs;
import wabahub.hubs.Self;
import wabahub.metering.Tally.DayCell;
import wabahub.model.ReferenceModel;
import wabahub.model.Search;
import wabahub.model.World;
import wabahub.model.World.Change;
import wabahub.model.World.Event;
import wabahub.model.World.Registration;
import wabahub.model.Worlds;
import wabahub.numbers.Numbers;
import wabahub.numbers.Ownership;
import wabahub.hubs.Hubs;
import wabahub.hubs.Self;
import wabahub.ops.Crew;
import wabahub.ops.Ops;
import wabahub.outbox.Outbox;
import wabahub.partners.Partners;
import wabahub.partners.TimeZones;
import wabahub.secrets.Hashed;
import wabahub.secrets.MasterKey;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Settings;
import wabahub.storage.Storage;

/// Metering alone on the embedded database, without HTTP around it: many more random worlds in the
/// same time, with the ownership of their end from the beginning.
final class MeteringTest {
  private static final long HOLD_SECONDS = 30L * 86_400;

  @TempDir private Path folder;

  @Test
  void figures_ofRandomWorlds_areThoseOfTheModel() throws IOException {
    search(Integer.getInteger("wabahub.sets", 500));
  }

  @Tag("long")
  @Test
  void figures_ofVeryManyRandomWorlds_areThoseOfTheModel() throws IOException {
    search(Integer.getInteger("wabahub.runs", 100_000));
  }

  private void search(int runs) throws IOException {
    Path memory = Path.of("/dev/shm");
    Path data = Files.isWritable(memory) ? Files.createTempDirectory(memory, "metering") : folder;
    try (Storage storage = Storage.open(new Settings(data, ""), "hub")) {
      Secrets secrets =
          Secrets.open(
              storage, new MasterKey(new Secret("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVowMTIzNDU=")));
      Comparator<String> byHash =
          Comparator.comparing(
              it -> secrets.shortHash(Hashed.PERSON, "customer:" + it), Arrays::compareUnsigned);
      ReferenceModel model = new ReferenceModel(byHash);
      Metering metering = metering(storage, secrets);
      Search.check(
          Search.seed(),
          runs,
          Worlds::crowded,
          (world, random) -> {
            clear(storage);
            Stage stage = new Stage(world);
            play(storage, metering, stage, random);
            List<String> expected =
                model.figures(world).lines().stream().filter(l -> l.contains("Day[")).toList();
            assertThat(lines(storage, stage)).isEqualTo(expected);
          });
    } finally {
      for (String file : List.of("hub.db", "hub.db-wal", "hub.db-shm")) {
        Files.deleteIfExists(data.resolve(file));
      }
      if (!data.equals(folder)) {
        Files.delete(data);
      }
    }
  }

  private static Metering metering(Storage storage, Secrets secrets) {
    InstantSource clock = InstantSource.system();
    Hubs hubs = new Hubs(storage, new Self("test", "1"), clock);
    Partners partners =
        new Partners(
            storage,
            hubs,
            new wabahub.partners.Settings(Secret.random(), ZoneId.of("UTC"), 0),
            clock);
    PrometheusRegistry registry = new PrometheusRegistry();
    Crew nobody = new Ops(Map.of(), clock).crew("deliver", 1);
    Outbox.Wire wire = new Outbox.Wire(Egress.guarded(false), nobody, registry, false, "test");
    Outbox outbox = new Outbox(storage, hubs, secrets, partners, wire, clock);
    Numbers numbers =
        new Numbers(storage, secrets, new Numbers.Doors(hubs, partners, outbox), clock, "live");
    return new Metering(storage, secrets, partners, numbers, clock, registry);
  }

  private static void clear(Storage storage) {
    storage.useWrite(tx -> {
      for (String table :
          List.of(
              "unit",
              "lent_pricing",
              "customer_message",
              "customer_sessions",
              "usage_day",
              "usage_month",
              "usage_change")) {
        tx.execute("DELETE FROM " + table);
      }
    });
  }

  /// Whose numbers are whose at the end of a world.
  private static final class Stage {
    private final World world;
    private final List<String> numbers = new ArrayList<>();
    private final Map<String, Ownership> owners = new HashMap<>();

    Stage(World world) {
      this.world = world;
      Map<String, Long> first = new HashMap<>();
      Map<String, List<Ownership.Span>> spans = new HashMap<>();
      for (Registration it : world.registrations()) {
        numbers.add(it.number());
        first.merge(it.phoneNumberId(), it.registeredAt(), Math::min);
        Long end = it.endedAt();
        spans
            .computeIfAbsent(it.phoneNumberId(), phone -> new ArrayList<>())
            .add(
                new Ownership.Span(
                    numbers.size(),
                    0,
                    end == null ? Ownership.NEVER : end,
                    zones(world.zones().get(it.partner()))));
      }
      spans.forEach((phone, its) -> owners.put(phone, new Ownership(first.get(phone), its)));
    }

    private static TimeZones zones(World.Zones history) {
      TimeZones zones = TimeZones.of(history.first());
      for (Change change : history.changes()) {
        zones = zones.change(change.zone(), change.requestedAt());
      }
      return zones;
    }

    /// An element that counts at the end of the world.
    boolean takes(Event event, wabahub.metering.Event read) {
      Ownership owner = owners.get(read.phoneNumberId());
      return owner != null && owner.firstRegisteredAt() <= event.arrived() + HOLD_SECONDS;
    }
  }

  private static void play(
      Storage storage, Metering metering, Stage stage, RandomGenerator random) {
    List<wabahub.metering.Event> events = new ArrayList<>();
    for (Event event : stage.world.events()) {
      Element.Kind kind = Element.Kind.valueOf(event.kind().name());
      Element element = new Element(kind, event.phoneNumberId(), event.contacts(), event.element());
      if (metering.read(element, stage.world.now()) instanceof Verdict.Counted(var read)
          && stage.takes(event, read)) {
        events.add(read);
        if (random.nextInt(4) == 0) {
          events.add(read);
        }
      }
    }
    Collections.shuffle(events, random);
    for (int from = 0; from < events.size(); ) {
      int to = Math.min(events.size(), from + random.nextInt(1, 20));
      List<wabahub.metering.Event> batch = List.copyOf(events.subList(from, to));
      while (!batch.isEmpty()) {
        List<wabahub.metering.Event> some = batch;
        batch = storage.write(tx -> metering.apply(tx, some, stage.owners)).rest();
      }
      from = to;
    }
  }

  /// In the form of the model's lines.
  private static List<String> lines(Storage storage, Stage stage) {
    Map<DayCell, Long> cells =
        storage.read(tx -> {
          List<Long> ids = new ArrayList<>();
          for (long id = 1; id <= stage.numbers.size(); id++) {
            ids.add(id);
          }
          Map<DayCell, Long> days = UsageSql.days(tx, ids, 0, 99_999_999);
          checkMonths(days, UsageSql.months(tx, ids, 0, 999_999));
          return days;
        });
    Map<String, TreeMap<LocalDate, wabahub.model.Figures.Day>> byNumber = new TreeMap<>();
    cells.forEach((cell, units) -> {
      LocalDate date = LocalDate.of(cell.day() / 10_000, cell.day() / 100 % 100, cell.day() % 100);
      byNumber
          .computeIfAbsent(stage.numbers.get((int) cell.numberId() - 1), number -> new TreeMap<>())
          .merge(date, day(cell, units.intValue()), MeteringTest::join);
    });
    List<String> lines = new ArrayList<>();
    byNumber.forEach(
        (number, days) -> days.forEach((day, it) -> lines.add(number + " " + day + " " + it)));
    return lines;
  }

  private static void checkMonths(Map<DayCell, Long> days, Map<Tally.MonthCell, Figures> stored) {
    Map<Tally.MonthCell, Figures> months = new TreeMap<>();
    days.forEach((cell, units) ->
        months.merge(
            new Tally.MonthCell(cell.numberId(), cell.day() / 100),
            Figures.of(cell.kind(), cell.name(), units),
            Figures::plus));
    months.values().removeIf(Figures.NONE::equals);
    stored.values().removeIf(Figures.NONE::equals);
    assertThat(stored).isEqualTo(months);
  }

  private static wabahub.model.Figures.Day day(DayCell cell, int units) {
    TreeMap<String, Integer> charged = new TreeMap<>();
    TreeMap<String, Integer> free = new TreeMap<>();
    int sessions = 0;
    switch (cell.kind()) {
      case CHARGED -> charged.put(cell.name(), units);
      case FREE -> free.put(cell.name(), units);
      case SESSION -> sessions = units;
    }
    return new wabahub.model.Figures.Day(charged, free, sessions);
  }

  private static wabahub.model.Figures.Day join(
      wabahub.model.Figures.Day one, wabahub.model.Figures.Day other) {
    one.charged().putAll(other.charged());
    one.free().putAll(other.free());
    return new wabahub.model.Figures.Day(
        one.charged(), one.free(), one.sessions() + other.sessions());
  }
}
