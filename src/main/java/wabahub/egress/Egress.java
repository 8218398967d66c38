package wabahub.egress;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import okhttp3.ConnectionPool;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/// Sends requests to other hosts; never follows a redirect.
public final class Egress implements AutoCloseable {
  private final OkHttpClient client =
      new OkHttpClient.Builder()
          .followRedirects(false)
          .followSslRedirects(false)
          .retryOnConnectionFailure(false)
          .connectionPool(new ConnectionPool(0, 1, TimeUnit.SECONDS))
          .connectTimeout(java.time.Duration.ofSeconds(3))
          .readTimeout(java.time.Duration.ZERO)
          .build();
  private final URI host;

  private Egress(URI host) {
    this.host = host;
  }

  /// For addresses that a partner or a client gives. `allowPrivate`: also to private addresses.
  public static Egress guarded(boolean allowPrivate) {
    throw new UnsupportedOperationException();
  }

  /// For the one host that the operator has set; a request to any other is refused.
  public static Egress to(URI host) {
    return new Egress(host);
  }

  /// Blocks until the answer is there.
  ///
  /// @throws EgressException when there is none
  public Incoming send(Outgoing request) {
    if (!host.getAuthority().equals(request.address().getAuthority())) {
      throw new EgressException(EgressException.Cause.FORBIDDEN, "another host");
    }
    OkHttpClient timed = client.newBuilder().callTimeout(request.timeout()).build();
    try (Response response = timed.newCall(of(request)).execute()) {
      byte[] body = response.body().byteStream().readNBytes(request.answerBytes());
      return new Incoming(response.code(), headers(response), body);
    } catch (IOException e) {
      throw new EgressException(why(e), why(e).toString());
    }
  }

  private static Request of(Outgoing request) {
    Request.Builder builder = new Request.Builder().url(request.address().toString());
    request.headers().forEach(builder::header);
    boolean bodyless = request.method().equals("GET") || request.method().equals("DELETE");
    @Nullable RequestBody body =
        bodyless && request.body().length == 0 ? null : RequestBody.create(request.body(), null);
    return builder.method(request.method(), body).build();
  }

  private static Map<String, List<String>> headers(Response response) {
    Map<String, List<String>> headers = new LinkedHashMap<>();
    for (String name : response.headers().names()) {
      headers.put(name.toLowerCase(Locale.ROOT), response.headers(name));
    }
    return headers;
  }

  private static EgressException.Cause why(IOException e) {
    return switch (e) {
      case InterruptedIOException timeout -> EgressException.Cause.TIMEOUT;
      case UnknownHostException unknown -> EgressException.Cause.UNKNOWN_HOST;
      case ConnectException refused -> EgressException.Cause.UNREACHABLE;
      case NoRouteToHostException away -> EgressException.Cause.UNREACHABLE;
      case SSLException tls -> EgressException.Cause.TLS;
      default -> EgressException.Cause.DROPPED;
    };
  }

  @Override
  public void close() {}
}
