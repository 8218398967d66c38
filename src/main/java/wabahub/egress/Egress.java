package wabahub.egress;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;
import okhttp3.Authenticator;
import okhttp3.Call;
import okhttp3.ConnectionPool;
import okhttp3.CookieJar;
import okhttp3.HttpUrl;
import okhttp3.Interceptor;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;
import org.jspecify.annotations.Nullable;
import wabahub.egress.EgressException.Cause;

/// Sends requests to other hosts: each once, on the caller's thread, with one deadline for all of
/// it. No redirects, no proxy, no cookies, no cache.
///
/// A name is resolved once a request and connected to at the very addresses that were checked.
public final class Egress implements AutoCloseable {
  private static final Duration KEPT_FOR = Duration.ofSeconds(30);

  /// Of a name with more, the rest is not tried.
  private static final int MAX_ADDRESSES = 8;

  private final Rule rule;
  private final Names names;
  private final OkHttpClient client;

  /// `resolver`: tests play names that change.
  Egress(Rule rule, Resolver resolver) {
    this.rule = rule;
    this.names = new Names(resolver);
    this.client =
        new OkHttpClient.Builder()
            .proxy(Proxy.NO_PROXY)
            .followRedirects(false)
            .followSslRedirects(false)
            .retryOnConnectionFailure(false)
            .cookieJar(CookieJar.NO_COOKIES)
            .authenticator(Authenticator.NONE)
            // One connection, one host: over HTTP/2 one could serve several.
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectionPool(
                new ConnectionPool(rule.keptConnections(), KEPT_FOR.toSeconds(), TimeUnit.SECONDS))
            // The deadline of the call covers them all.
            .connectTimeout(Duration.ZERO)
            .readTimeout(Duration.ZERO)
            .writeTimeout(Duration.ZERO)
            .addNetworkInterceptor(this::connected)
            .build();
  }

  /// For addresses that a partner or a client gives: hosts of the open internet over https.
  /// `allowPrivate`: also private addresses, and plain http.
  public static Egress guarded(boolean allowPrivate) {
    return new Egress(new Rule.Guarded(allowPrivate), InetAddress::getAllByName);
  }

  /// For the one host that the operator has set; a request to any other is refused.
  ///
  /// @throws IllegalArgumentException when it is not an http or https address
  public static Egress to(URI host) {
    HttpUrl url = HttpUrl.parse(host.toString());
    if (url == null) {
      throw new IllegalArgumentException("not an http or https address");
    }
    return new Egress(new Rule.OneHost(url), InetAddress::getAllByName);
  }

  /// Why an address that somebody gives can never be asked, in one sentence: its form, a user in
  /// it, a private or loopback address named literally in whatever spelling. What a name leads to
  /// is seen at each request.
  public static Optional<String> refusal(String address, boolean allowPrivate) {
    return Spelling.refusal(address, allowPrivate);
  }

  /// Blocks until the answer is there.
  ///
  /// @throws EgressException when there is none
  public Incoming send(Outgoing request) {
    long deadline = System.nanoTime() + request.timeout().toNanos();
    HttpUrl url = allowed(request.address());
    Journey journey = new Journey();
    Call call =
        client
            .newBuilder()
            .dns(new Pinned(addresses(url, deadline)))
            .eventListener(journey)
            .build()
            .newCall(request(request, url));
    // 0 would be no deadline at all.
    call.timeout().timeout(Math.max(1, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    try (Response response = call.execute()) {
      return incoming(call, response, request.answerBytes());
    } catch (IOException e) {
      throw failure(e, journey);
    }
  }

  private HttpUrl allowed(URI address) {
    HttpUrl url = HttpUrl.parse(address.toString());
    if (url == null) {
      throw new EgressException(Cause.FORBIDDEN, "This is not an http or https address.");
    }
    rule.refusal(url)
        .ifPresent(sentence -> {
          throw new EgressException(Cause.FORBIDDEN, sentence);
        });
    return url;
  }

  /// A literal address is checked by the rule; the client asks no resolver for it.
  private List<InetAddress> addresses(HttpUrl url, long deadline) {
    if (Spelling.isLiteral(url.host())) {
      return List.of();
    }
    try {
      List<InetAddress> found = names.find(url.host(), deadline - System.nanoTime());
      if (!found.stream().allMatch(rule::allows)) {
        throw new EgressException(Cause.FORBIDDEN, "The name leads to a private address.");
      }
      return found.subList(0, Math.min(found.size(), MAX_ADDRESSES));
    } catch (UnknownHostException e) {
      throw new EgressException(Cause.UNKNOWN_HOST, "The name leads nowhere.");
    } catch (TimeoutException e) {
      throw new EgressException(Cause.UNKNOWN_HOST, "The name was not resolved in time.");
    } catch (RejectedExecutionException e) {
      throw new EgressException(Cause.BUSY, "Too many names are being resolved.");
    }
  }

  /// The second wall: looks at what is really connected, before anything is sent.
  private Response connected(Interceptor.Chain chain) throws IOException {
    InetAddress other =
        Optional.ofNullable(chain.connection())
            .map(connection -> connection.socket().getInetAddress())
            .orElse(null);
    if (other == null || !rule.allows(other)) {
      throw new Forbidden("The connection leads to a private address.");
    }
    return chain.proceed(chain.request());
  }

  private static Request request(Outgoing request, HttpUrl url) {
    Request.Builder builder =
        new Request.Builder().url(url).method(request.method(), body(request));
    // Else the client asks for compressed answers.
    builder.header("Accept-Encoding", "identity");
    request.headers().forEach(builder::header);
    return builder.build();
  }

  private static @Nullable OneShot body(Outgoing request) {
    boolean none = request.method().equals("GET") || request.method().equals("HEAD");
    return none && request.body().length == 0 ? null : new OneShot(request.body());
  }

  private static Incoming incoming(Call call, Response response, int answerBytes)
      throws IOException {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    response
        .headers()
        .toMultimap()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), List.copyOf(values)));
    if (answerBytes == 0) {
      return new Incoming(response.code(), headers, new byte[0]);
    }
    BufferedSource body = response.body().source();
    boolean more = body.request(answerBytes + 1L);
    byte[] bytes = body.readByteArray(more ? answerBytes : body.getBuffer().size());
    if (more) {
      // Else closing reads on for a while, for the sake of the connection.
      call.cancel();
    }
    return new Incoming(response.code(), headers, bytes);
  }

  private static EgressException failure(IOException failure, Journey journey) {
    if (failure instanceof Forbidden) {
      return new EgressException(Cause.FORBIDDEN, String.valueOf(failure.getMessage()));
    }
    if (journey.sent()) {
      return failure instanceof InterruptedIOException
          ? new EgressException(Cause.TIMEOUT, "There was no answer in time.")
          : new EgressException(Cause.DROPPED, "The connection ended before the answer.");
    }
    if (failure instanceof SSLException) {
      return new EgressException(Cause.TLS, "There is no trusted encrypted connection.");
    }
    return failure instanceof InterruptedIOException
        ? new EgressException(Cause.UNREACHABLE, "There was no connection in time.")
        : new EgressException(Cause.UNREACHABLE, "There is no connection.");
  }

  @Override
  public void close() {
    names.close();
    client.connectionPool().evictAll();
  }
}
