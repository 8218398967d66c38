package wabahub.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import okhttp3.HttpUrl;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import wabahub.egress.EgressException.Cause;

@Timeout(30)
final class EgressTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
  private static final InetAddress PUBLIC = InetAddress.ofLiteral("8.8.8.8");
  private static final Duration LONG = Duration.ofSeconds(10);
  private static final Duration SHORT = Duration.ofSeconds(3);

  private static Egress open() {
    return Egress.guarded(true);
  }

  /// An egress whose names lead where the test says, one answer after the other.
  private static Egress names(boolean allowPrivate, List<List<InetAddress>> answers) {
    Queue<List<InetAddress>> left = new ArrayDeque<>(answers);
    return new Egress(
        new Rule.Guarded(allowPrivate), name -> left.remove().toArray(InetAddress[]::new));
  }

  private static Outgoing post(String address, Duration timeout, int answerBytes) {
    byte[] body = "{\"a\":1}".getBytes(StandardCharsets.UTF_8);
    Map<String, String> headers = Map.of("Content-Type", "application/json", "X-One", "1");
    return new Outgoing("POST", URI.create(address), headers, body, timeout, answerBytes);
  }

  private static Outgoing post(Peer peer, Duration timeout) {
    return post("http://127.0.0.1:" + peer.port() + "/hook?a=b", timeout, 1_000);
  }

  private static EgressException failure(Egress egress, Outgoing request) {
    try (egress) {
      Incoming answer = egress.send(request);
      throw new AssertionError("answered " + answer.status());
    } catch (EgressException e) {
      assertThat(e.getMessage()).endsWith(".").doesNotContain("127.0.0.1");
      return e;
    }
  }

  private static String answer(String status, String headers, String body) {
    return "HTTP/1.1 " + status + "\r\n" + headers + "\r\n" + body;
  }

  @Test
  void request_answered_hasGoneOutAsGiven() {
    try (Peer peer =
            Peer.saying(answer("201 Made", "X-Two: 2\r\nx-two: 3\r\nContent-Length: 2\r\n", "ok"));
        Egress egress = open()) {
      Incoming answer = egress.send(post(peer, LONG));
      assertThat(answer.status()).isEqualTo(201);
      assertThat(answer.headers()).containsEntry("x-two", List.of("2", "3"));
      assertThat(answer.body()).asString().isEqualTo("ok");
      assertThat(peer.requests()).hasSize(1);
      assertThat(peer.requests().getFirst())
          .startsWith("POST /hook?a=b HTTP/1.1\r\n")
          .contains("\r\nContent-Type: application/json\r\n", "\r\nX-One: 1\r\n")
          .contains("\r\nHost: 127.0.0.1:" + peer.port() + "\r\n")
          .endsWith("\r\n\r\n{\"a\":1}");
    }
  }

  @Test
  void name_isConnectedAtTheAddressThatWasFound() {
    try (Peer peer = Peer.saying(answer("200 OK", "Content-Length: 0\r\n", ""));
        Egress egress = names(true, List.of(List.of(LOOPBACK)))) {
      String address = "http://crm.example.org:" + peer.port() + "/";
      assertThat(egress.send(post(address, LONG, 0)).status()).isEqualTo(200);
      assertThat(peer.requests().getFirst()).contains("Host: crm.example.org:" + peer.port());
    }
  }

  @Test
  void name_thatLeadsToAPrivateAddress_isRefused() {
    try (Peer peer = Peer.saying("")) {
      Outgoing request = post("https://crm.example.org:" + peer.port() + "/", LONG, 0);
      assertThat(failure(names(false, List.of(List.of(LOOPBACK))), request).why())
          .isEqualTo(Cause.FORBIDDEN);
      assertThat(failure(names(false, List.of(List.of(PUBLIC, LOOPBACK))), request).why())
          .isEqualTo(Cause.FORBIDDEN);
      assertThat(peer.connections()).isZero();
    }
  }

  @Test
  void name_thatChanges_isNotAskedForTwiceInARequest() {
    try (Peer peer = Peer.saying("");
        Egress egress = names(false, List.of(List.of(PUBLIC), List.of(LOOPBACK)))) {
      Outgoing request = post("https://crm.example.org:" + peer.port() + "/", SHORT, 0);
      // The first answer is public, and what is connected; the second is for the next request.
      assertThatThrownBy(() -> egress.send(request))
          .extracting(e -> ((EgressException) e).why())
          .isEqualTo(Cause.UNREACHABLE);
      assertThatThrownBy(() -> egress.send(request))
          .extracting(e -> ((EgressException) e).why())
          .isEqualTo(Cause.FORBIDDEN);
      assertThat(peer.connections()).isZero();
    }
  }

  /// Allows an address the first time it is asked.
  private record Once(AtomicInteger asked) implements Rule {
    @Override
    public Optional<String> refusal(HttpUrl url) {
      return Optional.empty();
    }

    @Override
    public boolean allows(InetAddress address) {
      assertThat(address).isEqualTo(LOOPBACK);
      return asked.getAndIncrement() == 0;
    }

    @Override
    public int keptConnections() {
      return 0;
    }
  }

  @Test
  void connection_isLookedAtBeforeAnythingIsSent() {
    try (Peer peer = Peer.saying("")) {
      Egress egress =
          new Egress(new Once(new AtomicInteger()), name -> new InetAddress[] {LOOPBACK});
      Outgoing request = post("http://crm.example.org:" + peer.port() + "/", LONG, 0);
      assertThat(failure(egress, request).why()).isEqualTo(Cause.FORBIDDEN);
      assertThat(peer.requests()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://127.0.0.1:%d/", "https://[::1]:%d/", "https://127.1:%d/"})
  void literal_private_isRefused(String address) {
    try (Peer peer = Peer.saying("")) {
      Outgoing request = post(address.formatted(peer.port()), LONG, 0);
      EgressException failure = failure(Egress.guarded(false), request);
      assertThat(failure.why()).isEqualTo(Cause.FORBIDDEN);
      assertThat(failure.requestMayHaveArrived()).isFalse();
      assertThat(peer.connections()).isZero();
    }
  }

  @Test
  void plainHttp_isRefusedUnlessPrivateIsAllowed() {
    Outgoing request = post("http://crm.example.org/", LONG, 0);
    EgressException failure = failure(names(false, List.of(List.of(PUBLIC))), request);
    assertThat(failure.why()).isEqualTo(Cause.FORBIDDEN);
    assertThat(failure).hasMessageContaining("https");
  }

  @Test
  void user_inTheAddress_isRefused() {
    Outgoing request = post("https://user:password@crm.example.org/", LONG, 0);
    assertThat(failure(names(false, List.of(List.of(PUBLIC))), request).why())
        .isEqualTo(Cause.FORBIDDEN);
  }

  @Test
  void redirect_isNotFollowed() {
    try (Peer other = Peer.saying("");
        Peer peer =
            Peer.saying(
                answer(
                    "307 Elsewhere",
                    "Location: http://127.0.0.1:" + other.port() + "/\r\nContent-Length: 0\r\n",
                    ""));
        Egress egress = open()) {
      assertThat(egress.send(post(peer, LONG)).status()).isEqualTo(307);
      assertThat(peer.requests()).hasSize(1);
      assertThat(other.connections()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "503 Away\r\nRetry-After: 0",
        "408 Slow",
        "401 Who\r\nWWW-Authenticate: Basic realm=\"a\"",
        "421 Misdirected",
      })
  void answer_thatInvitesAnother_isTheAnswer(String head) {
    try (Peer peer = Peer.saying("HTTP/1.1 " + head + "\r\nContent-Length: 0\r\n\r\n");
        Egress egress = open()) {
      int status = Integer.parseInt(head.substring(0, 3));
      assertThat(egress.send(post(peer, LONG)).status()).isEqualTo(status);
      assertThat(peer.requests()).hasSize(1);
    }
  }

  @Test
  void answer_longerThanAskedFor_isCut() {
    try (Peer peer =
            new Peer(connection -> {
              OutputStream out = connection.getOutputStream();
              out.write(answer("200 OK", "Connection: close\r\n", "").getBytes("ISO-8859-1"));
              while (!connection.isClosed()) {
                out.write(new byte[65_536]);
              }
            });
        Egress egress = open()) {
      assertThat(egress.send(post(peer, LONG)).body()).hasSize(1_000);
      Outgoing none = post("http://127.0.0.1:" + peer.port() + "/", LONG, 0);
      assertThat(egress.send(none).body()).isEmpty();
    }
  }

  @Test
  void cookies_areNotKept() {
    try (Peer peer = Peer.saying(answer("200 OK", "Set-Cookie: a=b\r\nContent-Length: 0\r\n", ""));
        Egress egress = open()) {
      egress.send(post(peer, LONG));
      egress.send(post(peer, LONG));
      assertThat(peer.requests()).hasSize(2).noneMatch(request -> request.contains("Cookie"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage\r\n\r\n", "HTTP/1.1 99999 X\r\n\r\n", "\u0016\u0003\u0001"})
  void answer_thatIsNone_isDropped(String said) {
    try (Peer peer = Peer.saying(said)) {
      EgressException failure = failure(open(), post(peer, LONG));
      assertThat(failure.why()).isEqualTo(Cause.DROPPED);
      assertThat(failure.requestMayHaveArrived()).isTrue();
      assertThat(peer.requests()).hasSize(1);
    }
  }

  @Test
  void body_thatEndsEarly_isDropped() {
    try (Peer peer = Peer.saying(answer("200 OK", "Content-Length: 100\r\n", "abc"))) {
      assertThat(failure(open(), post(peer, LONG)).why()).isEqualTo(Cause.DROPPED);
    }
  }

  @Test
  void answer_thatDoesNotCome_isATimeout() {
    try (Peer peer = new Peer(connection -> {})) {
      EgressException failure = failure(open(), post(peer, SHORT));
      assertThat(failure.why()).isEqualTo(Cause.TIMEOUT);
      assertThat(failure.requestMayHaveArrived()).isTrue();
    }
  }

  @Test
  void body_thatDoesNotEnd_isATimeout() {
    try (Peer peer =
        new Peer(connection ->
            connection
                .getOutputStream()
                .write(answer("200 OK", "Content-Length: 9\r\n", "a").getBytes("ISO-8859-1")))) {
      assertThat(failure(open(), post(peer, SHORT)).why()).isEqualTo(Cause.TIMEOUT);
    }
  }

  @Test
  void head_thatIsEnough_needsNoBody() {
    try (Peer peer =
            new Peer(connection ->
                connection
                    .getOutputStream()
                    .write(answer("200 OK", "Content-Length: 9\r\n", "").getBytes("ISO-8859-1")));
        Egress egress = open()) {
      Outgoing none = post("http://127.0.0.1:" + peer.port() + "/", LONG, 0);
      assertThat(egress.send(none).status()).isEqualTo(200);
    }
  }

  @Test
  void nobodyListening_isUnreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    EgressException failure = failure(open(), post("http://127.0.0.1:" + port + "/", LONG, 0));
    assertThat(failure.why()).isEqualTo(Cause.UNREACHABLE);
    assertThat(failure.requestMayHaveArrived()).isFalse();
  }

  @Test
  void otherSide_withoutTls_isATlsFailure() {
    try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> {
        try (Socket connection = socket.accept()) {
          connection.getInputStream().read();
          connection.getOutputStream().write("HTTP/1.1 400 No\r\n\r\n".getBytes("ISO-8859-1"));
        } catch (IOException e) {
          // The other side has gone.
        }
      });
      String address = "https://127.0.0.1:" + socket.getLocalPort() + "/";
      EgressException failure = failure(open(), post(address, LONG, 0));
      assertThat(failure.why()).isEqualTo(Cause.TLS);
      assertThat(failure.requestMayHaveArrived()).isFalse();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void name_unknown_isAnUnknownHost() {
    Egress egress =
        new Egress(
            new Rule.Guarded(false),
            name -> {
              throw new UnknownHostException(name);
            });
    assertThat(failure(egress, post("https://crm.example.org/", LONG, 0)).why())
        .isEqualTo(Cause.UNKNOWN_HOST);
  }

  @Test
  void name_thatIsNotResolvedInTime_isAnUnknownHost() {
    CountDownLatch never = new CountDownLatch(1);
    Egress egress =
        new Egress(
            new Rule.Guarded(false),
            name -> {
              try {
                never.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              throw new UnknownHostException(name);
            });
    assertThat(failure(egress, post("https://crm.example.org/", SHORT, 0)).why())
        .isEqualTo(Cause.UNKNOWN_HOST);
  }

  @Test
  void name_forWhichThereIsNoPlace_isNotTried() {
    try (Crowded names = new Crowded()) {
      EgressException failure = failure(names.egress(), post("http://crm.example.org/", SHORT, 0));
      assertThat(failure.why()).isEqualTo(Cause.BUSY);
      assertThat(failure.requestMayHaveArrived()).isFalse();
    }
  }

  @Test
  void name_forWhichThereIsNoPlaceYet_waitsForOne() throws InterruptedException {
    try (Crowded names = new Crowded();
        Peer peer = Peer.saying(answer("200 OK", "Content-Length: 0\r\n", ""))) {
      Outgoing request = post("http://crm.example.org:" + peer.port() + "/", LONG, 0);
      FutureTask<Incoming> sent = new FutureTask<>(() -> names.egress().send(request));
      Thread caller = Thread.ofPlatform().start(sent);
      while (caller.getState() != Thread.State.TIMED_WAITING && !sent.isDone()) {
        Thread.onSpinWait();
      }
      names.clear();
      assertThat(sent).succeedsWithin(LONG).extracting(Incoming::status).isEqualTo(200);
    }
  }

  @Test
  void egressToOneHost_asksNoOther() {
    try (Peer peer = Peer.saying(answer("200 OK", "Content-Length: 0\r\n", ""))) {
      Egress egress = Egress.to(URI.create("http://127.0.0.1:" + peer.port() + "/v25.0"));
      assertThat(egress.send(post(peer, LONG)).status()).isEqualTo(200);
      for (String other :
          List.of(
              "https://127.0.0.1:" + peer.port() + "/",
              "http://localhost:" + peer.port() + "/",
              "http://127.0.0.1:" + (peer.port() ^ 1) + "/")) {
        assertThat(failure(egress, post(other, LONG, 0)).why()).isEqualTo(Cause.FORBIDDEN);
      }
    }
  }
}
