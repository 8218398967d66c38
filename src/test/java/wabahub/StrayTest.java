package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Messages that are being sent as far as the database says, and by nobody.
final class StrayTest {
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch go = new CountDownLatch(1);

  /// A message that is left as a claim leaves it that nobody knows of.
  private static String stray(Chat chat, String customer) {
    String unique = chat.ok("sendMessage", "to", customer, "body", "astray");
    // The answer is out a moment before the hub is done with the message.
    chat.meta.hub.settle();
    chat.meta.hub.execute(
        "UPDATE message SET state = 'sending', wamid = NULL, wamid_hash = NULL WHERE code = '"
            + unique
            + "'");
    return unique;
  }

  /// Meta is asked to send a message, and does not answer yet.
  private Future<String> send(Chat chat, String customer, ExecutorService threads)
      throws InterruptedException {
    chat.meta.sandbox.onCall(made -> {
      asked.countDown();
      await(go);
    });
    Future<String> unique =
        threads.submit(() -> chat.ok("sendMessage", "to", customer, "body", "1"));
    assertThat(asked.await(20, TimeUnit.SECONDS)).isTrue();
    return unique;
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @EnumSource
  void message_thatNobodySends_isInDoubtAndHoldsUpNoOther(Database database) {
    try (LogTap log = new LogTap();
        Chat chat = new Chat(database)) {
      String customer = chat.writer();
      String unique = stray(chat, customer);
      chat.meta.hub.clock.advance(LOOK);
      chat.meta.hub.settle();
      assertThat(chat.kept(unique)).isEqualTo("in_doubt");
      assertThat(log.text()).contains("being sent by nobody: 1");
      chat.ok("sendMessage", "to", customer, "body", "next");
      assertThat(chat.sentTo(customer)).hasSize(2);
    }
  }

  @ParameterizedTest
  @EnumSource
  void message_underWay_isLeftAlone(Database database) throws Exception {
    try (LogTap log = new LogTap();
        Chat chat = new Chat(database);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      String stray = stray(chat, chat.writer());
      String customer = chat.writer();
      Future<String> unique = send(chat, customer, threads);
      chat.meta.hub.clock.advance(LOOK);
      Future<?> settled = threads.submit(chat.meta.hub::settle);
      Patience.until(() -> chat.kept(stray), "in_doubt"::equals);
      go.countDown();
      settled.get();
      assertThat(chat.kept(unique.get())).isEqualTo("accepted");
      assertThat(log.text()).contains("being sent by nobody: 1");
    }
  }

  @Test
  void message_underWayAtAnotherHub_isLeftAlone() throws Exception {
    try (Chat chat = new Chat(Database.POSTGRESQL);
        TestHub other = chat.meta.hub.another();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<String> unique = send(chat, chat.writer(), threads);
      chat.meta.hub.clock.advance(LOOK);
      other.settle();
      assertThat(other.rows("SELECT count(*) FROM message WHERE state = 'sending'"))
          .containsExactly("1");
      go.countDown();
      chat.meta.hub.settle();
      assertThat(chat.kept(unique.get())).isEqualTo("accepted");
    }
  }
}
