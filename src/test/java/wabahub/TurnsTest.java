package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.model.ReferenceModel;
import wabahub.model.Search;
import wabahub.model.World;
import wabahub.model.Worlds;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secrets;

/// Two hubs that apply events of the same customers at the same time.
final class TurnsTest {
  private static final int SPACING = 7_000;

  /// Both dispatch at once, until nothing is left.
  static void dispatch(TestHub... hubs) {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Boolean>> all = new ArrayList<>();
      for (TestHub hub : hubs) {
        Callable<Boolean> dispatch =
            () -> {
              hub.app().hubs().tick();
              hub.app().hubs().hear();
              hub.dispatch();
              return true;
            };
        all.add(threads.submit(dispatch));
      }
      for (Future<Boolean> one : all) {
        one.get();
      }
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException(e);
    }
  }

  /// Each message comes to both hubs, in an order of its own.
  @Test
  void messages_ofAFewCustomersInDisorder_openTheSessionsOfTheRightOrder() {
    int customers = 3;
    int messages = 1_000;
    long seed = Search.seed();
    try (TestHub a = new TestHub(Database.POSTGRESQL);
        TestHub b = a.another()) {
      Account partner = a.partner("One", null);
      String phone = HubCalls.phone();
      a.number(partner, HubCalls.whatsapp(), phone);
      long first = TestHub.START.getEpochSecond() - (long) messages * SPACING;
      List<String> elements = new ArrayList<>();
      for (int customer = 0; customer < customers; customer++) {
        for (int i = 0; i < messages; i++) {
          long at = first + (long) i * SPACING;
          elements.add(WebhookTest.message(customer + "-" + i, "44770090020" + customer, at));
        }
      }
      for (TestHub hub : List.of(a, b)) {
        Collections.shuffle(elements, new Random(seed + hub.port()));
        for (int i = 0; i < elements.size(); i += 50) {
          String[] some = elements.subList(i, i + 50).toArray(String[]::new);
          assertThat(hub.webhook(WebhookTest.messages(phone, some)).status()).isEqualTo(200);
        }
      }

      dispatch(a, b);

      long expected = 0;
      for (long i = 0, opened = Long.MIN_VALUE / 2; i < messages; i++) {
        if (first + i * SPACING >= opened + 86_400) {
          opened = first + i * SPACING;
          expected++;
        }
      }
      assertThat(counted(a, partner)).as("seed %d", seed).isEqualTo(expected * customers);
      assertThat(recount(b)).isEmpty();
      assertThat(deadlocks(a)).containsExactly("0");
    }
  }

  private static long counted(TestHub hub, Account partner) {
    JsonNode months = hub.get("/api/whatsapp/getConversationsStatistics", partner).json();
    return months
        .get("list")
        .valueStream()
        .mapToLong(month -> month.get("totalIncoming").asLong())
        .sum();
  }

  private static List<JsonNode> recount(TestHub hub) {
    return hub.admin("POST", "/admin/recount", "{}").json().get("differences").values().stream()
        .toList();
  }

  private static List<String> deadlocks(TestHub hub) {
    return hub.rows("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
  }

  @Test
  void figures_ofRandomWorldsAtTwoHubs_areThoseOfTheModel() {
    search(Integer.getInteger("wabahub.sets", 12));
  }

  @Tag("long")
  @Test
  void figures_ofVeryManyRandomWorldsAtTwoHubs_areThoseOfTheModel() {
    search(Integer.getInteger("wabahub.runs", 5_000));
  }

  private static void search(int runs) {
    long seed = Search.seed();
    try (TestHub a = new TestHub(Database.POSTGRESQL);
        TestHub b = a.another()) {
      for (int run = 0; run < runs; run++) {
        World world = Worlds.crowded(seed + run);
        Replay replay = new Replay(a, world, new SplittableRandom(seed + run), run).with(b);
        replay.play();
        assertThat(replay.figures().lines())
            .as("seed %d", seed + run)
            .isEqualTo(new ReferenceModel(byHash(a)).figures(world).lines());
        assertThat(replay.recount()).as("seed %d", seed + run).isEmpty();
      }
      assertThat(a.call("GET", "/metrics", Map.of(), null).text())
          .contains("\nwabahub_impossible_total 0.0");
    }
  }

  private static Comparator<String> byHash(TestHub hub) {
    Secrets secrets = hub.secrets();
    return Comparator.comparing(
        it -> secrets.shortHash(Hashed.PERSON, "customer:" + it), Arrays::compareUnsigned);
  }
}
