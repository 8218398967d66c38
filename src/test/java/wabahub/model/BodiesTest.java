package wabahub.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import wabahub.model.World.Event;
import wabahub.model.World.Kind;

class BodiesTest {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final ReferenceModel MODEL = new ReferenceModel(Comparator.naturalOrder());

  @Test
  void bodies_readBack_haveTheFiguresOfTheirEvents() {
    Search.check(
        Search.seed(),
        500,
        Worlds::crowded,
        (world, random) -> {
          List<Event> told = new ArrayList<>();
          world
              .arrivals()
              .forEach((at, events) -> told.addAll(read(Bodies.of(events, random), at)));
          assertThat(MODEL.figures(world.with(told)).lines())
              .isEqualTo(MODEL.figures(world).lines());
        });
  }

  @Test
  void bodies_plainly_tellEachElementOnceAsItIs() {
    Search.check(
        Search.seed(),
        200,
        Worlds::crowded,
        (world, random) -> {
          List<Event> told = new ArrayList<>();
          world
              .arrivals()
              .forEach((at, events) -> told.addAll(read(Bodies.plainly(events, random), at)));
          assertThat(told).hasSameSizeAs(world.events());
          assertThat(MODEL.figures(world.with(told)).lines())
              .isEqualTo(MODEL.figures(world).lines());
        });
  }

  @Test
  void bodies_ofOneRandom_areTheSame() {
    List<Event> events = Worlds.crowded(7).events();
    assertThat(Bodies.of(events, new SplittableRandom(1)))
        .usingElementComparator((a, b) -> java.util.Arrays.compare(a, b))
        .isEqualTo(Bodies.of(events, new SplittableRandom(1)));
  }

  @Test
  void bodies_ofManyWorlds_varyInWhatMetaVaries() {
    Set<String> seen = new HashSet<>();
    for (long seed = 0; seed < 50; seed++) {
      for (byte[] bytes : Bodies.of(Worlds.crowded(seed).events(), new SplittableRandom(seed))) {
        JsonNode body = JSON.readTree(bytes);
        seen.add("first key " + body.properties().iterator().next().getKey());
        seen.add("entries " + Math.min(3, body.get("entry").size()));
        for (JsonNode entry : body.get("entry")) {
          seen.add("changes " + Math.min(3, entry.path("changes").size()));
          entry.path("changes").forEach(it -> seen.add("field " + it.path("field").asString("")));
        }
      }
    }
    assertThat(seen)
        .contains("first key object", "first key entry", "entries 1", "entries 3", "changes 3")
        .contains("field messages", "field history", "field smb_message_echoes", "field ");
  }

  /// What a reader that knows the form and nothing else makes of them.
  private static List<Event> read(List<byte[]> bodies, long arrived) {
    List<Event> events = new ArrayList<>();
    for (byte[] bytes : bodies) {
      for (JsonNode entry : JSON.readTree(bytes).get("entry")) {
        for (JsonNode change : entry.path("changes")) {
          if (change.path("field").asString("").equals("messages")) {
            JsonNode value = change.path("value");
            value
                .path("messages")
                .forEach(it -> events.add(event(Kind.MESSAGE, value, it, arrived)));
            value
                .path("statuses")
                .forEach(it -> events.add(event(Kind.STATUS, value, it, arrived)));
          }
        }
      }
    }
    return events;
  }

  private static Event event(Kind kind, JsonNode value, JsonNode element, long arrived) {
    JsonNode number = value.path("metadata").get("phone_number_id");
    return new Event(kind, number, value.get("contacts"), element, arrived);
  }
}
