package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Account;
import wabahub.TestHub.Reply;

/// Dispatch, retries, recounts, deletions, moves and changes of zone all at once, a day around the
/// end of a month: whatever the order in which they commit, each event counts exactly once.
final class StormTest {
  private static final Instant NOW = Instant.parse("2026-10-31T18:00:00Z");
  private static final List<String> ZONES =
      List.of("UTC", "Pacific/Kiritimati", "Pacific/Niue", "Asia/Jerusalem");
  private static final int BODIES = 80;
  private static final int ELEMENTS = 8;

  /// A hub with numbers of two partners, and what was posted to it.
  private static final class Storm {
    final TestHub hub;
    final List<Account> partners = new ArrayList<>();
    final Map<String, String> phones = new HashMap<>();

    /// Instants of messages, by phone number id and customer.
    final Map<String, TreeSet<Long>> written = new HashMap<>();

    final AtomicBoolean over = new AtomicBoolean();
    final SplittableRandom seeds = new SplittableRandom(7);

    Storm(Database database) {
      hub = new TestHub(database);
      hub.clock.set(NOW);
      for (int i = 0; i < 2; i++) {
        partners.add(hub.partner("Storm " + i, "UTC"));
      }
      for (int i = 0; i < 4; i++) {
        phones.put(HubCalls.whatsapp(), HubCalls.phone());
      }
      phones.forEach((whatsapp, phone) -> hub.number(partners.getFirst(), whatsapp, phone));
    }

    /// Statuses and customers' messages.
    void post(SplittableRandom random, int body) {
      List<String> all = List.copyOf(phones.values());
      String phone = all.get(body % all.size());
      post(statuses(random, phone, body));
      post(messages(random, phone, body));
    }

    private void post(byte[] body) {
      while (hub.webhook(body).status() != 200) {
        Thread.onSpinWait();
      }
    }

    private static byte[] statuses(SplittableRandom random, String phone, int body) {
      List<String> statuses = new ArrayList<>();
      for (int i = 0; i < ELEMENTS; i++) {
        long at = NOW.getEpochSecond() + random.nextLong(-40_000, 80_000);
        statuses.add(
            WebhookTest.status("u" + body + "-" + i, "delivered", at, "utility", "regular"));
      }
      // One that is set aside, to be tried again and again.
      statuses.add(WebhookTest.status("bad" + body % 5, "delivered", 12, "utility", "regular"));
      return WebhookTest.statuses(phone, statuses.toArray(String[]::new));
    }

    private byte[] messages(SplittableRandom random, String phone, int body) {
      List<String> messages = new ArrayList<>();
      for (int i = 0; i < ELEMENTS; i++) {
        long at = NOW.getEpochSecond() + random.nextLong(-400_000, 80_000);
        String customer = "44770090020" + random.nextInt(3);
        messages.add(WebhookTest.message("m" + body + "-" + i, customer, at));
        written.computeIfAbsent(phone + customer, it -> new TreeSet<>()).add(at);
      }
      return WebhookTest.messages(phone, messages.toArray(String[]::new));
    }

    /// How many sessions the messages open.
    long sessions() {
      long sessions = 0;
      for (TreeSet<Long> instants : written.values()) {
        for (Long at = instants.first(); at != null; at = instants.ceiling(at + 86_400)) {
          sessions++;
        }
      }
      return sessions;
    }

    void deleteAndTakeAgain(SplittableRandom random) {
      List<String> all = List.copyOf(phones.keySet());
      String whatsapp = all.get(random.nextInt(all.size()));
      hub.clock.advance(Duration.ofSeconds(1));
      hub.admin("DELETE", "/admin/numbers/" + whatsapp, null);
      hub.clock.advance(Duration.ofSeconds(1));
      Account next = partners.get(random.nextInt(partners.size()));
      Reply taken = hub.number(next, whatsapp, phones.get(whatsapp));
      assertThat(taken.status()).as(taken.text()).isEqualTo(201);
    }

    void rezone(SplittableRandom random) {
      long id = partners.get(random.nextInt(partners.size())).id();
      String zone = ZONES.get(random.nextInt(ZONES.size()));
      hub.admin("PATCH", "/admin/partners/" + id, Map.of("time_zone", zone));
    }

    void retry() {
      for (JsonNode one : hub.admin("GET", "/admin/set-aside", null).json().get("list")) {
        hub.admin("POST", "/admin/set-aside/" + one.get("id") + "/retry", null);
      }
    }

    List<String> recount() {
      List<String> differences = new ArrayList<>();
      Reply reply = hub.admin("POST", "/admin/recount", "{}");
      if (reply.status() == 200) {
        reply.json().get("differences").forEach(it -> differences.add(it.toString()));
      }
      return differences;
    }

    /// In all months and of both partners.
    long counted(String kind) {
      long counted = 0;
      for (Account partner : partners) {
        String path = "/api/whatsapp/getConversationsStatistics";
        for (JsonNode month : hub.get(path, partner).json().get("list")) {
          counted += month.get(kind).asLong();
        }
      }
      return counted;
    }

    Callable<List<String>> untilOver(Work work) {
      SplittableRandom random = seeds.split();
      return () -> {
        List<String> found = new ArrayList<>();
        while (!over.get()) {
          found.addAll(work.run(random));
        }
        return found;
      };
    }
  }

  private interface Work {
    List<String> run(SplittableRandom random);
  }

  @ParameterizedTest
  @EnumSource
  void everything_atOnce_countsEachEventOnce(Database database) throws Exception {
    Storm storm = new Storm(database);
    try (TestHub hub = storm.hub;
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<String>>> running = new ArrayList<>();
      running.add(threads.submit(storm.untilOver(random -> quietly(hub::settle))));
      running.add(threads.submit(storm.untilOver(random -> storm.recount())));
      running.add(
          threads.submit(
              storm.untilOver(random -> quietly(() -> storm.deleteAndTakeAgain(random)))));
      running.add(threads.submit(storm.untilOver(random -> quietly(() -> storm.rezone(random)))));
      running.add(threads.submit(storm.untilOver(random -> quietly(storm::retry))));
      SplittableRandom random = storm.seeds.split();
      for (int body = 0; body < BODIES; body++) {
        storm.post(random, body);
      }
      storm.over.set(true);
      assertThat(results(running)).isEmpty();
      hub.settle();
      assertThat(storm.recount()).isEmpty();
      assertThat(storm.counted("totalService")).isEqualTo((long) BODIES * ELEMENTS);
      assertThat(storm.counted("totalIncoming")).isEqualTo(storm.sessions());
      assertThat(hub.rows("SELECT count(*) FROM set_aside")).containsExactly("20");
    }
  }

  private static List<String> quietly(Runnable work) {
    work.run();
    return List.of();
  }

  private static List<String> results(List<Future<List<String>>> running)
      throws InterruptedException, ExecutionException {
    List<String> found = new ArrayList<>();
    for (Future<List<String>> one : running) {
      found.addAll(one.get());
    }
    return found;
  }
}
