package wabahub.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Loads an address with wrk.
final class Wrk {
  private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
  private static final Pattern P99 = Pattern.compile("99%\\s+([0-9.]+)(us|ms|s)");

  private Wrk() {}

  /// Requests a second, and the 99th percentile in milliseconds.
  record Result(double perSecond, double p99) {}

  static Result run(int port, String path, String token, int connections, int seconds) {
    ProcessBuilder builder =
        new ProcessBuilder(
            "wrk",
            "-t1",
            "-c" + connections,
            "-d" + seconds + "s",
            "--timeout",
            "30s",
            "--latency",
            "-H",
            "Authorization: Bearer " + token,
            "http://127.0.0.1:" + port + path);
    try {
      Process process = builder.redirectErrorStream(true).start();
      String out =
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0 || out.contains("Non-2xx") || out.contains("Socket errors")) {
        throw new IllegalStateException(out);
      }
      Matcher rate = RATE.matcher(out);
      Matcher p99 = P99.matcher(out);
      if (!rate.find() || !p99.find()) {
        throw new IllegalStateException(out);
      }
      double unit =
          switch (p99.group(2)) {
            case "us" -> 0.001;
            case "ms" -> 1;
            default -> 1_000;
          };
      return new Result(
          Double.parseDouble(rate.group(1)), Double.parseDouble(p99.group(1)) * unit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
