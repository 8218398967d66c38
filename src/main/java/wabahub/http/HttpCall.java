package wabahub.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.RequestException;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A request as its handler sees it.
final class HttpCall implements Call {
  private static final int PIECE = 8 * 1024;

  private final ServerRequest request;
  private final Map<String, String> parameters;
  private final TrustedProxies proxies;
  private final Wire wire;
  private byte @Nullable [] body;
  private @Nullable Refusal broken;

  HttpCall(
      ServerRequest request, Map<String, String> parameters, TrustedProxies proxies, Wire wire) {
    this.request = request;
    this.parameters = parameters;
    this.proxies = proxies;
    this.wire = wire;
  }

  @Override
  public String method() {
    return request.prologue().method().text();
  }

  @Override
  public String path(String name) {
    String value = parameters.get(name);
    if (value == null) {
      throw new IllegalArgumentException("The route has no {" + name + "}");
    }
    return value;
  }

  @Override
  public Optional<String> query(String name) {
    for (String pair : request.prologue().query().rawValue().split("&", -1)) {
      int equals = pair.indexOf('=');
      String key = equals < 0 ? pair : pair.substring(0, equals);
      if (RequestPath.percentDecoded(key).equals(name)) {
        return Optional.of(value(name, equals < 0 ? "" : pair.substring(equals + 1)));
      }
    }
    return Optional.empty();
  }

  private static String value(String name, String raw) {
    String value = RequestPath.percentDecoded(raw);
    if (value.indexOf('\0') >= 0 || value.indexOf(0xFFFD) >= 0) {
      throw new Refusal(Reason.BAD_REQUEST, "The query parameter " + name + " is malformed.");
    }
    return value;
  }

  @Override
  public List<String> headers(String name) {
    return request.headers().all(HeaderNames.create(name), List::of);
  }

  @Override
  public String address() {
    return proxies.caller(request.remotePeer().host(), headers("X-Forwarded-For"));
  }

  /// In bytes, -1 when it is not declared (chunked), 0 without a body.
  private long contentLength() {
    if (!request.content().hasEntity()) {
      return 0;
    }
    return request.headers().contentLength().orElse(-1);
  }

  @Override
  public byte[] body(int limitBytes, Room room) {
    if (broken != null) {
      throw broken;
    }
    if (body == null) {
      try {
        body = read(limitBytes, room);
      } catch (RequestException e) {
        throw refused(new Refusal(Requests.reason(e.status())));
      } catch (CloseConnectionException e) {
        throw refused(new Refusal(Reason.BAD_REQUEST, "The body ends early."));
      } catch (Refusal e) {
        throw refused(e);
      } catch (RuntimeException e) {
        // The parser has several ways to stumble over a chunk.
        throw refused(new Refusal(Reason.BAD_REQUEST, "The body is not well-formed."));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return body;
  }

  private Refusal refused(Refusal refusal) {
    broken = refusal;
    return refusal;
  }

  private byte[] read(int limitBytes, Room room) throws IOException {
    long declared = contentLength();
    if (declared > limitBytes) {
      throw new Refusal(Reason.TOO_LARGE);
    }
    if (declared == 0) {
      return new byte[0];
    }
    wire.startBody(room);
    // Never closed: closing would read on.
    InputStream in = request.content().inputStream();
    byte[] bytes = declared < 0 ? chunked(in, limitBytes) : whole(in, (int) declared);
    // What came with the head has not been counted yet.
    room.hold(bytes.length);
    return bytes;
  }

  private byte[] whole(InputStream in, int length) throws IOException {
    wire.allow(length, 0);
    // Grows with what arrives: a length that is only claimed costs no memory.
    byte[] bytes = in.readNBytes(length);
    // Only at its end does the server take the body for read.
    if (in.read() >= 0) {
      throw new IllegalStateException("more than the declared length");
    }
    return bytes;
  }

  private byte[] chunked(InputStream in, int limitBytes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(PIECE);
    byte[] piece = new byte[PIECE];
    int read = 0;
    while (read >= 0) {
      bytes.write(piece, 0, read);
      if (bytes.size() > limitBytes) {
        throw new Refusal(Reason.TOO_LARGE);
      }
      // A chunk reaches us when it is complete, so this bounds what a single one may occupy.
      wire.allow(limitBytes - bytes.size(), bytes.size());
      read = in.read(piece);
    }
    return bytes.toByteArray();
  }
}
