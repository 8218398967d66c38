package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Made;
import wabahub.sandbox.Sent;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// A number that Meta lets send 20 messages a second, and a client that offers far more.
@Timeout(600)
final class SendingPaceTest {
  /// More at once than may wait for one number (200): some are refused with 429.
  private static final int RECIPIENTS = 250;

  private static final Duration STEP = Duration.ofMillis(100);

  /// Two hours: far more than 2,000 messages need.
  private static final int MOST_STEPS = 72_000;

  /// A number and its key.
  private record Line(SignUp signUp, String whatsapp, String apiKey) {}

  /// The numbers of one hub, and the time that all of them share.
  private static final class Numbers implements AutoCloseable {
    final Meta meta;
    final Line slow;
    final Line other;
    final AtomicInteger refused = new AtomicInteger();
    final Set<Integer> odd = ConcurrentHashMap.newKeySet();
    private final Object tick = new Object();

    Numbers(Database database) {
      meta = Meta.techProvider(database);
      slow = line("447700900177", true);
      other = line("447700900178", false);
      meta.hub.clock.advance(Duration.ofHours(25));
      meta.sandbox.tellsStatuses(false);
    }

    private Line line(String whatsapp, boolean coexistence) {
      Wanted wanted = Wanted.of("Kites " + whatsapp).on(whatsapp);
      SignUp signUp =
          meta.onboard(
              meta.link(coexistence ? Map.of("coexistence", 1) : Map.of()),
              coexistence ? wanted.with(Wanted.Trait.COEXISTENCE) : wanted);
      for (JsonNode number : meta.hub.list(meta.partner).get("list")) {
        if (number.get("whatsapp").stringValue().equals(whatsapp)) {
          return new Line(signUp, whatsapp, number.get("apiKey").stringValue());
        }
      }
      throw new AssertionError(whatsapp + " is not live");
    }

    String writer(Line line) {
      String customer = Chat.customer();
      meta.sandbox
          .phone(line.whatsapp(), line.signUp().phoneNumberId())
          .receives(customer, "Hello");
      return customer;
    }

    Reply send(Line line, String customer, int text) {
      return meta.hub.call(
          "POST",
          "/whatsapp/v2/sendMessage",
          Map.of(),
          Map.of(
              "apiKey",
              line.apiKey(),
              "from",
              line.whatsapp(),
              "to",
              customer,
              "body",
              Integer.toString(text)));
    }

    /// A template to eight recipients, which nobody waits for.
    Reply sendToEight(Line line) {
      List<Map<String, String>> destinations =
          IntStream.range(0, 8).mapToObj(i -> Map.of("to", Chat.customer())).toList();
      return meta.hub.call(
          "POST",
          "/whatsapp/v2/sendMultiTemplate",
          Map.of(),
          Map.of(
              "apiKey",
              line.apiKey(),
              "from",
              line.whatsapp(),
              "name",
              "hello_world",
              "destinations",
              destinations));
    }

    /// A client with messages for one recipient, one after the other.
    void offer(String customer, int messages) {
      for (int text = 0; text < messages; text++) {
        Reply reply = send(slow, customer, text);
        for (int times = 1; reply.status() == 429; times++) {
          refused.incrementAndGet();
          String after = reply.raw().headers().firstValue("Retry-After").orElseThrow();
          // Longer each time, as a polite client does.
          await(Long.parseLong(after) * times);
          reply = send(slow, customer, text);
        }
        if (reply.status() != 200 || reply.reason() != 1) {
          odd.add(reply.status() * 1_000 + reply.reason());
        }
      }
    }

    private void await(long seconds) {
      Instant until = meta.hub.clock.instant().plusSeconds(seconds);
      synchronized (tick) {
        while (meta.hub.clock.instant().isBefore(until)) {
          try {
            tick.wait();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
        }
      }
    }

    /// The hub works until nothing more may go out at this time; then a step of time passes.
    void step() {
      meta.hub.settle();
      synchronized (tick) {
        meta.hub.clock.advance(STEP);
        tick.notifyAll();
      }
    }

    List<Sent> sent(Line line) {
      return meta.sandbox.sent().stream()
          .filter(sent -> sent.phoneNumberId().equals(line.signUp().phoneNumberId()))
          .toList();
    }

    Map<String, List<String>> texts(Line line) {
      Map<String, List<String>> texts = new LinkedHashMap<>();
      for (Sent sent : sent(line)) {
        String text = sent.body().get("text").get("body").stringValue();
        texts.computeIfAbsent(sent.to(), to -> new ArrayList<>()).add(text);
      }
      return texts;
    }

    List<String> refusals() {
      return meta.sandbox.calls().stream()
          .filter(made -> made.call().equals("send"))
          .map(Made::outcome)
          .filter(outcome -> !outcome.equals("200"))
          .toList();
    }

    @Override
    public void close() {
      meta.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void messages_farMoreThanMetaTakes_allGoOutInOrderWithoutARefusalOfMeta(Database database)
      throws Exception {
    run(database, 2);
  }

  @ParameterizedTest
  @EnumSource
  @Tag("long")
  void messages_twoThousand_allGoOutInOrderWithoutARefusalOfMeta(Database database)
      throws Exception {
    run(database, 8);
  }

  @ParameterizedTest
  @EnumSource
  void number_thatMetaAnswersSlowly_holdsUpNoOther(Database database) {
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger held = new AtomicInteger();
    try (Numbers crowd = new Numbers(database)) {
      String customer = crowd.writer(crowd.slow);
      crowd.meta.hub.settle();
      crowd.meta.sandbox.onCall(made -> {
        if (made.path().contains(crowd.other.signUp().phoneNumberId())) {
          held.incrementAndGet();
          await(end);
        }
      });
      for (int i = 0; i < 40; i++) {
        crowd.meta.hub.clock.advance(Duration.ofSeconds(1));
        assertThat(crowd.sendToEight(crowd.other).reason()).isEqualTo(1);
      }
      assertThat(crowd.send(crowd.slow, customer, 0).reason()).isEqualTo(1);
      assertThat(crowd.sent(crowd.slow)).hasSize(1);
      assertThat(held).hasValueLessThanOrEqualTo(64);
      end.countDown();
      for (int i = 0; i < 40; i++) {
        crowd.step();
        crowd.meta.hub.clock.advance(Duration.ofSeconds(1));
      }
      assertThat(crowd.sent(crowd.other)).hasSize(320);
    } finally {
      end.countDown();
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /// `each`: messages to each of the recipients.
  private static void run(Database database, int each) throws Exception {
    int messages = RECIPIENTS * each;
    try (Numbers crowd = new Numbers(database);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<String> customers =
          IntStream.range(0, RECIPIENTS).mapToObj(i -> crowd.writer(crowd.slow)).toList();
      String friend = crowd.writer(crowd.other);
      crowd.meta.hub.settle();
      Instant start = crowd.meta.hub.clock.instant();
      List<Future<?>> clients = new ArrayList<>();
      customers.forEach(customer -> clients.add(threads.submit(() -> crowd.offer(customer, each))));

      int besides = 0;
      for (int i = 0; i < MOST_STEPS && crowd.sent(crowd.slow).size() < messages; i++) {
        if (i % 100 == 0 && besides < 40) {
          // Out at once, for the time stands still meanwhile; by the loop when a thread was late.
          assertThat(crowd.send(crowd.other, friend, besides).reason()).isEqualTo(1);
          crowd.meta.hub.settle();
          assertThat(crowd.sent(crowd.other)).hasSize(++besides);
        }
        crowd.step();
      }
      for (Future<?> client : clients) {
        client.get();
      }

      List<String> inOrder = IntStream.range(0, each).mapToObj(Integer::toString).toList();
      assertThat(crowd.refusals()).isEmpty();
      assertThat(crowd.odd).isEmpty();
      assertThat(crowd.texts(crowd.slow))
          .hasSize(RECIPIENTS)
          .allSatisfy((to, texts) -> assertThat(texts).isEqualTo(inOrder));
      assertThat(besides).isPositive();
      // It was the pace that held them up, and the client was told to wait.
      assertThat(crowd.refused).hasPositiveValue();
      assertThat(Duration.between(start, crowd.meta.hub.clock.instant()))
          .isGreaterThan(Duration.ofSeconds(messages / 20));
    }
  }
}
