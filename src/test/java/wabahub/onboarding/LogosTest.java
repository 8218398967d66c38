package wabahub.onboarding;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import wabahub.egress.Egress;

final class LogosTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final HttpServer host = host();
  private final Egress egress = Egress.guarded(true);
  private Instant now = Instant.parse("2026-10-14T09:30:00Z");
  private final Logos logos = new Logos(egress, () -> now);
  private volatile byte[] content = new byte[0];
  private volatile int status = 200;

  private HttpServer host() {
    try {
      HttpServer server =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      server.createContext(
          "/",
          exchange -> {
            asked.incrementAndGet();
            exchange.getResponseHeaders().set("Content-Type", "image/png");
            exchange.sendResponseHeaders(status, content.length);
            exchange.getResponseBody().write(content);
            exchange.close();
          });
      server.start();
      return server;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @AfterEach
  void close() {
    egress.close();
    host.stop(0);
  }

  private String address() {
    return "http://127.0.0.1:" + host.getAddress().getPort() + "/logo";
  }

  @ParameterizedTest
  @CsvSource({
    "89504e470d0a1a0a00, 9, 200, image/png",
    "ffd8ffe0, 524288, 200, image/jpeg",
    "ffd8ffe0, 524289, 200,",
    "89504e470d0a1a0a00, 9, 404,",
    "3c73766720786d6c6e733d22, 40, 200,",
    "3c68746d6c3e, 40, 200,",
    "47494638, 40, 200,"
  })
  void answer_isALogo_whenItIsASmallPngOrJpeg(String head, int bytes, int code, String type) {
    content = Arrays.copyOf(HexFormat.of().parseHex(head), bytes);
    status = code;
    assertThat(logos.find(address()).map(Picture::type).orElse(null)).isEqualTo(type);
  }

  @Test
  void logo_isKeptForAnHour_andAFailureForAMinute() {
    assertThat(logos.find(address())).isEmpty();
    content = HexFormat.of().parseHex("ffd8ffe0");
    assertThat(logos.find(address())).isEmpty();
    now = now.plus(Duration.ofMinutes(1));
    assertThat(logos.find(address())).isPresent();
    now = now.plus(Duration.ofMinutes(59));
    assertThat(logos.find(address())).isPresent();
    assertThat(asked).hasValue(2);
    now = now.plus(Duration.ofMinutes(1));
    assertThat(logos.find(address())).isPresent();
    assertThat(asked).hasValue(3);
  }

  @Test
  void host_isNotReachable_isNoLogo() {
    host.stop(0);
    assertThat(logos.find(address())).isEmpty();
    assertThat(logos.find("https://[malformed")).isEmpty();
  }

  @Test
  void host_isPrivate_isNotAsked() {
    try (Egress strict = Egress.guarded(false)) {
      content = HexFormat.of().parseHex("ffd8ffe0");
      assertThat(new Logos(strict, () -> now).find(address())).isEmpty();
      assertThat(asked).hasValue(0);
    }
  }
}
