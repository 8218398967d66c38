package wabahub.http;

import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderValues;
import io.helidon.http.RequestException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpSecurity;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Takes a request to its route and the answer back. In place of the library's own routing, which
/// normalises paths and answers errors in its own words.
final class Requests implements HttpRouting, DirectHandler {
  /// A body that nobody wanted is read up to this size; a larger one costs its connection.
  private static final int UNREAD_BYTES = 64 * 1024;

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS");

  private static final System.Logger LOG = System.getLogger(Requests.class.getName());

  private static final Served NOTHING =
      new Served(
          new RouteTable(List.of()),
          new TrustedProxies(List.of()),
          exchange -> {},
          unexpected -> Reason.INTERNAL);

  private volatile Served served;

  /// Where requests go, whom to believe about their origin, who is told of them and who knows what
  /// has failed.
  record Served(
      RouteTable routes,
      TrustedProxies proxies,
      Http.Observer observer,
      Function<Throwable, Reason> classify) {}

  Requests(Served served) {
    this.served = served;
  }

  /// Lets go of the whole hub once there are no more requests: the library's timer outlives its
  /// server and keeps this (helidon-io/helidon#11939).
  void close() {
    served = NOTHING;
  }

  @Override
  public void route(ConnectionContext context, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    // Closing interrupts who waits for a request; one that has come meanwhile is served.
    Thread.interrupted();
    Connection connection = Connection.current();
    String method = request.prologue().method().text();
    RouteTable.Target target = served.routes().find(method, request.prologue().uriPath().rawPath());
    HttpCall call = new HttpCall(request, target.parameters(), served.proxies(), connection.wire());
    Answer answer = answer(target, call);
    boolean last = isLast(connection.wire(), request);
    try {
      connection.writing(() -> Replies.send(answer, method, last, response));
    } finally {
      observe(method, target.pattern(), answer, start);
    }
    settle(connection.wire(), request, last);
  }

  private Answer answer(RouteTable.Target target, HttpCall call) {
    try {
      return Replies.checked(handled(target, call));
    } catch (Throwable unexpected) {
      // Errors too: a stack that overflows in a handler is no reason to stop serving others.
      return Refusals.answer(new Refusal(classified(unexpected, target)), target.face());
    }
  }

  private static Answer handled(RouteTable.Target target, HttpCall call) {
    try {
      return target.handler().handle(call);
    } catch (Refusal refusal) {
      return Refusals.answer(refusal, target.face());
    }
  }

  private Reason classified(Throwable unexpected, RouteTable.Target target) {
    Reason reason = Reason.INTERNAL;
    try {
      reason = served.classify().apply(unexpected);
    } catch (RuntimeException e) {
      unexpected.addSuppressed(e);
    }
    if (reason == Reason.INTERNAL) {
      LOG.log(Level.ERROR, target.pattern() + " failed", unexpected);
    } else {
      LOG.log(Level.WARNING, "{0} is {1}: {2}", target.pattern(), reason, unexpected);
    }
    return reason;
  }

  private static boolean isLast(Wire wire, RoutingRequest request) {
    return wire.isLast()
        || request.headers().containsToken(HeaderValues.CONNECTION_CLOSE)
        || !(request.content().consumed() || isSmall(request));
  }

  /// Whether the rest of the body is on its way and short. Who waits for `100 Continue` and gets an
  /// answer instead may send its body or not: only the end of the connection makes that clear.
  private static boolean isSmall(RoutingRequest request) {
    long length = request.headers().contentLength().orElse(Long.MAX_VALUE);
    return length <= UNREAD_BYTES && request.continueSent();
  }

  private static void settle(Wire wire, RoutingRequest request, boolean last) {
    if (last) {
      wire.linger();
      // The library announces the end of a connection but leaves it to the client.
      throw new CloseConnectionException("answered");
    }
    if (!request.content().consumed()) {
      wire.startBody(bytes -> {});
      wire.allow(UNREAD_BYTES, 0);
      try {
        request.content().consume();
      } catch (RequestException e) {
        throw new CloseConnectionException("The rest of the body did not come", e);
      }
    }
    wire.next();
  }

  private void observe(String method, String pattern, Answer answer, long start) {
    try {
      served
          .observer()
          .observe(
              new Http.Exchange(
                  METHODS.contains(method) ? method : "OTHER",
                  pattern,
                  answer.status(),
                  answer.reason().number(),
                  System.nanoTime() - start,
                  answer.body().length));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "The observer failed", e);
    }
  }

  /// Answers what the parser could not read; the library closes the connection afterwards.
  @Override
  public TransportResponse handle(
      TransportRequest request,
      EventType type,
      Status status,
      ServerResponseHeaders headers,
      @Nullable String message) {
    long start = System.nanoTime();
    Wire wire = Connection.current().wire();
    wire.linger();
    String path = request.path().isEmpty() ? wire.headPath() : request.path();
    Answer answer =
        Refusals.answer(new Refusal(reason(status)), RequestPath.face(RequestPath.of(path)));
    observe(request.method(), "", answer, start);
    return Replies.transport(answer);
  }

  /// The reason for a status that the library, or a [Wire], has chosen.
  static Reason reason(Status status) {
    return switch (status.code()) {
      case 408 -> Reason.TIMEOUT;
      case 413 -> Reason.TOO_LARGE;
      case 414 -> Reason.URI_TOO_LONG;
      case 431 -> Reason.HEADERS_TOO_LARGE;
      // Also 500: what the parser stumbles over was no request.
      default -> Reason.BAD_REQUEST;
    };
  }

  @Override
  public HttpSecurity security() {
    return HttpSecurity.create();
  }
}
