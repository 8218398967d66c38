package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

/// The log as it is written: nothing is lost, everybody's lines are in their order.
final class LogWriterTest {
  private final ByteArrayOutputStream written = new ByteArrayOutputStream();
  private final LogWriter log = new LogWriter(new PrintStream(written, false), new LogLine());

  private void say(Level level, String text) {
    LogRecord event = new LogRecord(level, text);
    event.setLoggerName("test");
    log.publish(event);
  }

  private List<String> lines() {
    return written
        .toString(StandardCharsets.UTF_8)
        .lines()
        .map(line -> line.substring(line.indexOf("test ") + 5))
        .toList();
  }

  @Test
  void warning_isWrittenAtOnceWithAllBeforeIt() {
    say(Level.INFO, "one");
    say(Level.INFO, "two");
    say(Level.WARNING, "three");
    assertThat(lines()).containsExactly("one", "two", "three");
  }

  @Test
  void line_withNothingAfterIt_isWrittenSoon() throws InterruptedException {
    CountDownLatch flushed = new CountDownLatch(1);
    PrintStream out =
        new PrintStream(written, false) {
          @Override
          public void flush() {
            super.flush();
            if (written.size() > 0) {
              flushed.countDown();
            }
          }
        };
    LogRecord event = new LogRecord(Level.INFO, "alone");
    event.setLoggerName("test");
    new LogWriter(out, new LogLine()).publish(event);
    flushed.await();
    assertThat(lines()).containsExactly("alone");
  }

  @Test
  void line_afterTheEnd_isWrittenAtOnce() {
    log.close();
    say(Level.INFO, "late");
    assertThat(lines()).containsExactly("late");
  }

  @Test
  void lines_ofMany_comeAllAndInTheOrderOfEach() throws InterruptedException {
    int threads = 8;
    int each = 5_000;
    List<Thread> many = new ArrayList<>();
    for (int i = 0; i < threads; i++) {
      String name = "t" + i + " ";
      many.add(
          Thread.ofVirtual()
              .start(() -> {
                for (int n = 0; n < each; n++) {
                  say(n % 100 == 99 ? Level.WARNING : Level.INFO, name + n);
                }
              }));
    }
    for (Thread thread : many) {
      thread.join();
    }
    log.close();
    List<String> all = lines();
    assertThat(all).hasSize(threads * each);
    for (int i = 0; i < threads; i++) {
      String name = "t" + i + " ";
      assertThat(all.stream().filter(line -> line.startsWith(name)))
          .containsExactlyElementsOf(
              java.util.stream.IntStream.range(0, each).mapToObj(n -> name + n).toList());
    }
  }

  @Test
  void instant_isThatOfTheEventToTheMicrosecond() {
    LogRecord event = new LogRecord(Level.INFO, "x");
    event.setLoggerName("test");
    event.setInstant(java.time.Instant.parse("2026-02-28T23:59:59.000001999Z"));
    assertThat(new LogLine().format(event)).isEqualTo("2026-02-28T23:59:59.000001Z INFO test x\n");
    event.setInstant(java.time.Instant.parse("2026-03-01T00:00:00Z"));
    assertThat(new LogLine().format(event)).isEqualTo("2026-03-01T00:00:00.000000Z INFO test x\n");
  }
}
