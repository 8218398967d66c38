package wabahub.model;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.model.World.Change;
import wabahub.model.World.Event;
import wabahub.model.World.Kind;
import wabahub.model.World.Registration;
import wabahub.model.World.Zones;

/// Rules 1 and 10 to 13, each wrong in its own way.
final class WrongBorders {
  static final List<WrongModel> ALL =
      List.of(
          new WrongModel(
              "what is early counts at once",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean inTime(long at, Event event, long now) {
                      return at >= EARLIEST;
                    }
                  }),
          new WrongModel(
              "what is early is dropped",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean inTime(long at, Event event, long now) {
                      return super.inTime(at, event, now) && at <= event.arrived() + DAY;
                    }
                  }),
          new WrongModel(
              "the last second of the day ahead does not count",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean inTime(long at, Event event, long now) {
                      return super.inTime(at, event, now) && at < now + DAY;
                    }
                  }),
          new WrongModel(
              "nothing ahead of now counts",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean inTime(long at, Event event, long now) {
                      return super.inTime(at, event, now) && at <= now;
                    }
                  }),
          new WrongModel(
              "what is ancient counts",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean inTime(long at, Event event, long now) {
                      return at <= now + DAY;
                    }
                  }),
          new WrongModel(
              "the first second of 2015 does not count",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean inTime(long at, Event event, long now) {
                      return super.inTime(at, event, now) && at > EARLIEST;
                    }
                  }),
          new WrongModel(
              "milliseconds are read as such",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    OptionalLong instant(@Nullable JsonNode timestamp) {
                      String digits = Told.digits(timestamp);
                      return digits != null && digits.matches("[1-9].{12}")
                          ? OptionalLong.of(Long.parseLong(digits) / 1000)
                          : super.instant(timestamp);
                    }
                  }),
          new WrongModel(
              "timestamps have to be strings",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    OptionalLong instant(@Nullable JsonNode timestamp) {
                      return timestamp != null && timestamp.isString()
                          ? super.instant(timestamp)
                          : OptionalLong.empty();
                    }
                  }),
          new WrongModel(
              "any id is good",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean readable(String id) {
                      return !id.isEmpty();
                    }
                  }),
          new WrongModel(
              "events of an unknown number are held for ever",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean known(String phone, Event event, List<Registration> registrations) {
                      return registrations.stream()
                          .anyMatch(it -> it.phoneNumberId().equals(phone));
                    }
                  }),
          new WrongModel(
              "events of an unknown number are not held",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean known(String phone, Event event, List<Registration> registrations) {
                      return registrations.stream()
                          .anyMatch(it ->
                              it.phoneNumberId().equals(phone)
                                  && event.arrived() >= it.registeredAt());
                    }
                  }),
          new WrongModel(
              "the thirtieth day of holding is too late",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    boolean known(String phone, Event event, List<Registration> registrations) {
                      return registrations.stream()
                          .anyMatch(it ->
                              it.phoneNumberId().equals(phone)
                                  && event.arrived() > it.registeredAt() - 30 * DAY);
                    }
                  }),
          new WrongModel(
              "what happened after the deletion still counts",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable Registration owner(
                        List<Registration> registrations, String phone, long at) {
                      return registrations.stream()
                          .filter(it -> it.phoneNumberId().equals(phone))
                          .filter(it -> it.endedAt() == null || it.endedAt() > at)
                          .findFirst()
                          .or(() ->
                              registrations.stream()
                                  .filter(it -> it.phoneNumberId().equals(phone))
                                  .reduce((a, b) -> b))
                          .orElse(null);
                    }
                  }),
          new WrongModel(
              "the first registration owns everything",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable Registration owner(
                        List<Registration> registrations, String phone, long at) {
                      return registrations.stream()
                          .filter(it -> it.phoneNumberId().equals(phone))
                          .findFirst()
                          .orElse(null);
                    }
                  }),
          new WrongModel(
              "the latest registration owns everything",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable Registration owner(
                        List<Registration> registrations, String phone, long at) {
                      return registrations.stream()
                          .filter(it -> it.phoneNumberId().equals(phone))
                          .reduce((a, b) -> b)
                          .orElse(null);
                    }
                  }),
          new WrongModel(
              "a deleted number has nothing",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable Registration owner(
                        List<Registration> registrations, String phone, long at) {
                      return super.owner(
                          registrations.stream().filter(it -> it.endedAt() == null).toList(),
                          phone,
                          at);
                    }
                  }),
          new WrongModel(
              "the instant of deletion still counts",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable Registration owner(
                        List<Registration> registrations, String phone, long at) {
                      return super.owner(registrations, phone, at - 1);
                    }
                  }),
          new WrongModel(
              "what lies between two registrations is lost",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable Registration owner(
                        List<Registration> registrations, String phone, long at) {
                      Registration owner = super.owner(registrations, phone, at);
                      boolean again =
                          owner != null
                              && registrations.stream()
                                  .anyMatch(it ->
                                      it.phoneNumberId().equals(phone)
                                          && it.endedAt() != null
                                          && it.endedAt() <= owner.registeredAt()
                                          && !it.equals(owner));
                      return again && at < owner.registeredAt() ? null : owner;
                    }
                  }),
          new WrongModel(
              "what lies before the registration is lost",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    @Nullable Registration owner(
                        List<Registration> registrations, String phone, long at) {
                      Registration owner = super.owner(registrations, phone, at);
                      return owner != null && at < owner.registeredAt() ? null : owner;
                    }
                  }),
          new WrongModel(
              "an event without owner is dropped",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<Told> told(World world, Kind kind) {
                      return super.told(world, kind).stream()
                          .filter(it -> owner(world.registrations(), it.phone(), it.at()) != null)
                          .toList();
                    }
                  }),
          new WrongModel(
              "each registration has its own facts",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    List<Told> told(World world, Kind kind) {
                      return super.told(world, kind).stream()
                          .map(it -> apart(it, owner(world.registrations(), it.phone(), it.at())))
                          .toList();
                    }

                    @Override
                    @Nullable Registration owner(
                        List<Registration> registrations, String phone, long at) {
                      return super.owner(registrations, phone.replaceFirst("#.*", ""), at);
                    }
                  }),
          new WrongModel(
              "days are those of UTC",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    LocalDate day(Zones zones, long at) {
                      return LocalDate.ofInstant(Instant.ofEpochSecond(at), ZoneOffset.UTC);
                    }
                  }),
          new WrongModel(
              "midnight belongs to the day before",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    LocalDate day(Zones zones, long at) {
                      return super.day(zones, at - 1);
                    }
                  }),
          new WrongModel(
              "days are those of the winter offset",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    LocalDate day(Zones zones, long at) {
                      return super.day(
                          new Zones(
                              winter(zones.first()),
                              zones.changes().stream()
                                  .map(it ->
                                      new Change(it.requestedAt(), it.from(), winter(it.zone())))
                                  .toList()),
                          at);
                    }
                  }),
          new WrongModel(
              "changes of zone are ignored",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    LocalDate day(Zones zones, long at) {
                      return super.day(new Zones(zones.first(), List.of()), at);
                    }
                  }),
          new WrongModel(
              "the latest zone holds for all months",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    LocalDate day(Zones zones, long at) {
                      return super.day(
                          new Zones(
                              zones.changes().isEmpty()
                                  ? zones.first()
                                  : zones.changes().getLast().zone(),
                              List.of()),
                          at);
                    }
                  }),
          new WrongModel(
              "a change of zone starts by the new zone",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    long start(Change change, ZoneId before) {
                      return super.start(change, change.zone());
                    }
                  }),
          new WrongModel(
              "a change of zone takes effect at once",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    long start(Change change, ZoneId before) {
                      return change.requestedAt();
                    }
                  }),
          new WrongModel(
              "a change of zone takes effect a month late",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    long start(Change change, ZoneId before) {
                      return super.start(
                          new Change(
                              change.requestedAt(), change.from().plusMonths(1), change.zone()),
                          before);
                    }
                  }),
          new WrongModel(
              "a new zone may fall back into the month before",
              order ->
                  new ReferenceModel(order) {
                    @Override
                    LocalDate day(Zones zones, long at) {
                      ZoneId zone = zones.first();
                      for (Change change : zones.changes()) {
                        zone = at < start(change, zone) ? zone : change.zone();
                      }
                      return LocalDate.ofInstant(Instant.ofEpochSecond(at), zone);
                    }
                  }));

  private WrongBorders() {}

  private static Told apart(Told it, @Nullable Registration owner) {
    String phone = it.phone() + "#" + (owner == null ? "" : owner.number());
    return new Told(phone, it.id(), it.at(), it.element(), it.contacts());
  }

  private static ZoneId winter(ZoneId zone) {
    return zone.getRules().getStandardOffset(Instant.parse("2020-01-01T00:00:00Z"));
  }
}
