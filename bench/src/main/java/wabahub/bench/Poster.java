package wabahub.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Meta's part: posts signed webhooks of two statuses each, every one about messages of its own, on
/// keep-alive connections. A body is a template in which digits are overwritten, so that making it
/// costs as little as it can; its signature is real.
final class Poster {
  private static final String BODY =
      """
      {"object":"whatsapp_business_account","entry":[{"id":"204680135000","changes":[{"value":\
      {"messaging_product":"whatsapp","metadata":{"display_phone_number":"972PPPPPPPPP",\
      "phone_number_id":"310020PPPPPPPPP"},"statuses":[\
      {"id":"wamid.HBgMOTcyNTAxMjM0NTY3FQIAERgSMMMMMMMMMMMMMMMMAA==","status":"delivered",\
      "timestamp":"TTTTTTTTTT","recipient_id":"97250CCCCCCC",\
      "conversation":{"id":"c0ffee00c0ffee00MMMMMMMMMMMMMMMM","origin":{"type":"marketing"}},\
      "pricing":{"billable":true,"pricing_model":"PMP","category":"marketing","type":"regular"}},\
      {"id":"wamid.HBgMOTcyNTAxMjM0NTY3FQIAERgSNNNNNNNNNNNNNNNNAA==","status":"delivered",\
      "timestamp":"TTTTTTTTTT","recipient_id":"97250CCCCCCC",\
      "conversation":{"id":"c0ffee00c0ffee00NNNNNNNNNNNNNNNN","origin":{"type":"service"}},\
      "pricing":{"billable":false,"pricing_model":"PMP","category":"service",\
      "type":"free_customer_service"}}]},"field":"messages"}]}]}""";

  private static final int[] PHONES = places('P', 9);
  private static final int[] FIRSTS = places('M', 16);
  private static final int[] SECONDS = places('N', 16);
  private static final int[] TIMES = places('T', 10);
  private static final int[] CUSTOMERS = places('C', 7);
  private static final AtomicLong MESSAGES = new AtomicLong(System.currentTimeMillis() << 20);

  private final int port;
  private final int firstPhone;
  private final int phones;

  /// To the hub at `port`, about `phones` numbers.
  Poster(int port, int firstPhone, int phones) {
    this.port = port;
    this.firstPhone = firstPhone;
    this.phones = phones;
  }

  /// `acknowledged` webhooks in `seconds`, and how long each took, in nanoseconds, ascending.
  record Run(long acknowledged, double seconds, long[] nanos) {
    double perSecond() {
      return acknowledged / seconds;
    }

    double millis(double quantile) {
      return nanos[(int) Math.min(nanos.length - 1, (long) (nanos.length * quantile))] / 1e6;
    }
  }

  private static int[] places(char letter, int length) {
    return java.util.stream.IntStream.range(0, BODY.length())
        .filter(at -> BODY.startsWith(String.valueOf(letter).repeat(length), at))
        .filter(at -> at == 0 || BODY.charAt(at - 1) != letter)
        .toArray();
  }

  /// Posts for `seconds` on `connections`: as fast as they are answered, or, with a `rate` (webhooks
  /// a second) above 0, at that pace; then the time of each counts from when it was due, so that
  /// one that was held up by another one's delay shows it.
  Run run(int seconds, int connections, double rate) {
    AtomicInteger turn = new AtomicInteger();
    long begin = System.nanoTime();
    long end = begin + seconds * 1_000_000_000L;
    long[][] times = new long[connections][];
    Thread[] threads = new Thread[connections];
    Throwable[] failed = new Throwable[1];
    for (int i = 0; i < connections; i++) {
      int index = i;
      threads[i] =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try {
                      times[index] = post(begin, end, rate, turn);
                    } catch (IOException | GeneralSecurityException | RuntimeException e) {
                      failed[0] = e;
                      times[index] = new long[0];
                    }
                  });
    }
    try {
      for (Thread thread : threads) {
        thread.join();
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    if (failed[0] != null) {
      throw new IllegalStateException("posting failed", failed[0]);
    }
    long took = System.nanoTime() - begin;
    long[] all = Arrays.stream(times).flatMapToLong(Arrays::stream).sorted().toArray();
    return new Run(all.length, took / 1e9, all);
  }

  private long[] post(long begin, long end, double rate, AtomicInteger turn)
      throws IOException, GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(Hub.APP_SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    byte[] body = BODY.getBytes(StandardCharsets.US_ASCII);
    byte[] head =
        ("POST /webhooks/meta HTTP/1.1\r\nHost: 127.0.0.1:"
                + port
                + "\r\nContent-Type: application/json\r\nContent-Length: "
                + body.length
                + "\r\nX-Hub-Signature-256: sha256=")
            .getBytes(StandardCharsets.US_ASCII);
    byte[] request = Arrays.copyOf(head, head.length + 64 + 4 + body.length);
    byte[] answer = new byte[4_096];
    long[] times = new long[1_024];
    int count = 0;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setTcpNoDelay(true);
      OutputStream out = socket.getOutputStream();
      InputStream in = socket.getInputStream();
      while (true) {
        long due = System.nanoTime();
        if (rate > 0) {
          due = begin + (long) (turn.getAndIncrement() / rate * 1e9);
          await(due);
        }
        if (due >= end) {
          return Arrays.copyOf(times, count);
        }
        fill(body);
        byte[] hex = HexFormat.of().formatHex(mac.doFinal(body)).getBytes(StandardCharsets.US_ASCII);
        System.arraycopy(hex, 0, request, head.length, 64);
        System.arraycopy(
            new byte[] {'\r', '\n', '\r', '\n'}, 0, request, head.length + 64, 4);
        System.arraycopy(body, 0, request, head.length + 68, body.length);
        out.write(request);
        read(in, answer);
        if (count == times.length) {
          times = Arrays.copyOf(times, count * 2);
        }
        times[count++] = System.nanoTime() - due;
      }
    }
  }

  private static void await(long due) {
    long left = due - System.nanoTime();
    while (left > 0) {
      java.util.concurrent.locks.LockSupport.parkNanos(left);
      left = due - System.nanoTime();
    }
  }

  private void fill(byte[] body) {
    long first = MESSAGES.getAndAdd(2);
    int mixed = (int) ((first * 0x9E3779B97F4A7C15L) >>> 33);
    put(body, PHONES, 9, firstPhone + mixed % phones);
    put(body, FIRSTS, 16, first);
    put(body, SECONDS, 16, first + 1);
    put(body, TIMES, 10, System.currentTimeMillis() / 1_000);
    put(body, CUSTOMERS, 7, mixed % 10_000_000);
  }

  private static void put(byte[] body, int[] places, int length, long value) {
    for (int place : places) {
      long rest = value;
      for (int i = place + length - 1; i >= place; i--) {
        body[i] = (byte) ('0' + rest % 10);
        rest /= 10;
      }
    }
  }

  /// Reads one answer, all of which comes at once or in few pieces.
  private static void read(InputStream in, byte[] answer) throws IOException {
    int length = 0;
    while (true) {
      int more = in.read(answer, length, answer.length - length);
      if (more < 0) {
        throw new IOException("the hub has closed the connection");
      }
      length += more;
      String text = new String(answer, 0, length, StandardCharsets.ISO_8859_1);
      int end = text.indexOf("\r\n\r\n");
      if (end >= 0) {
        if (!text.startsWith("HTTP/1.1 200")) {
          throw new IOException("the hub answers " + text);
        }
        if (length >= end + 4 + contentLength(text)) {
          return;
        }
      }
    }
  }

  private static int contentLength(String head) {
    int at = head.toLowerCase(java.util.Locale.ROOT).indexOf("content-length:");
    int from = at + "content-length:".length();
    return at < 0 ? 0 : Integer.parseInt(head.substring(from, head.indexOf('\r', from)).strip());
  }
}
