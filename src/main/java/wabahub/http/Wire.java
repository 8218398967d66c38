package wabahub.http;

import io.helidon.common.socket.HelidonSocket;
import io.helidon.http.DirectHandler.EventType;
import io.helidon.http.RequestException;
import io.helidon.http.Status;
import io.helidon.webserver.CloseConnectionException;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/// What arrives on one connection, within limits of time and size. The server library has none for
/// reading: without this, a client that sends a byte a minute holds its thread for ever. Used by
/// the thread of the connection only.
final class Wire {
  /// What may arrive until a head is complete. The last piece may hold 8 KB of what follows it, so
  /// 16 KB of request line and header always pass.
  static final long HEAD_BYTES = 24 * 1024;

  /// What may arrive on top of a body: framing of a chunked one, the start of the next request.
  private static final int SLACK_BYTES = 64 * 1024;

  private static final int LINGER_BYTES = 32 * 1024 * 1024;
  private static final Duration LINGER_PAUSE = Duration.ofSeconds(2);

  private enum Phase {
    IDLE,
    HEAD,
    BODY
  }

  private final HelidonSocket bytes;
  private final Socket socket;
  private final Http.Settings settings;
  private final BooleanSupplier closing;

  private Phase phase = Phase.IDLE;
  private long deadline;
  private long allowance;
  private Room room = bytes -> {};

  /// Of the body, besides what is still with the parser.
  private long held;

  private byte[] headStart = {};
  private boolean last;
  private boolean lingers;

  Wire(HelidonSocket bytes, Socket socket, Http.Settings settings, BooleanSupplier closing) {
    this.bytes = bytes;
    this.socket = socket;
    this.settings = settings;
    this.closing = closing;
  }

  /// The next bytes, for the parser.
  ///
  /// @throws RequestException 408, 413 or 431: time or space is used up
  /// @throws CloseConnectionException nothing more will come
  byte[] pull() {
    if (phase == Phase.IDLE) {
      return begin();
    }
    try {
      byte[] next = read(deadline);
      allowance -= next.length;
      if (allowance < 0) {
        throw failure(phase == Phase.HEAD ? 431 : 413);
      }
      if (phase == Phase.BODY) {
        hold(next.length);
      }
      return next;
    } catch (SocketTimeoutException e) {
      throw failure(408);
    } catch (IOException e) {
      last = true;
      throw new CloseConnectionException("The connection ended inside a request", e);
    }
  }

  private void hold(int bytes) {
    held += bytes;
    try {
      room.hold(held);
    } catch (Refusal e) {
      // These bytes are gone: the parser would not find the next request.
      last = true;
      throw e;
    }
  }

  private byte[] begin() {
    if (closing.getAsBoolean()) {
      throw new CloseConnectionException("The server is closing");
    }
    try {
      headStart = read(System.nanoTime() + settings.idle().toNanos());
    } catch (IOException e) {
      throw new CloseConnectionException("No further request", e);
    }
    phase = Phase.HEAD;
    deadline = System.nanoTime() + settings.receive().toNanos();
    allowance = HEAD_BYTES - headStart.length;
    Http10 head = new Http10(headStart, this::pull);
    last = head.isOld();
    return head.bytes();
  }

  /// From here on the time for the body runs, and what arrives of it takes its room.
  void startBody(Room room) {
    phase = Phase.BODY;
    this.room = room;
    deadline = System.nanoTime() + settings.receive().toNanos();
  }

  /// So many bytes of the body may arrive before the next call of this. `read`: so many have left
  /// the parser; a chunk stays there until it is complete.
  void allow(long bytes, long read) {
    allowance = bytes + SLACK_BYTES;
    held = read;
  }

  /// The request has been answered; the next may come.
  void next() {
    phase = Phase.IDLE;
    headStart = new byte[0];
  }

  /// The path of a request whose head could not be parsed, as far as it can be told; empty when it
  /// came together with the request before.
  String headPath() {
    String[] words = new String(headStart, StandardCharsets.ISO_8859_1).split(" ", 3);
    return words.length < 2 ? "" : words[1];
  }

  /// The connection cannot be used for a further request.
  boolean isLast() {
    return last || closing.getAsBoolean();
  }

  /// An answer is on its way that ends the connection. Closing at once would throw away what still
  /// arrives and tell the client so by a reset, which may overtake the answer.
  void linger() {
    lingers = true;
  }

  void close() {
    try (socket) {
      if (lingers) {
        socket.shutdownOutput();
        discard(System.nanoTime() + settings.receive().toNanos());
      }
    } catch (IOException e) {
      // The client has gone, or does not stop sending: nothing is left to be done for it.
    }
  }

  /// Ends with an exception unless the client sends more than what we read at most.
  private void discard(long until) throws IOException {
    for (long left = LINGER_BYTES; left > 0; ) {
      left -= read(Math.min(until, System.nanoTime() + LINGER_PAUSE.toNanos())).length;
    }
  }

  private byte[] read(long until) throws IOException {
    long leftMs = Duration.ofNanos(until - System.nanoTime()).toMillis();
    if (leftMs <= 0) {
      throw new SocketTimeoutException();
    }
    socket.setSoTimeout((int) leftMs);
    try {
      byte[] next = bytes.get();
      if (next == null) {
        throw new EOFException();
      }
      return next;
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private RequestException failure(int status) {
    last = true;
    return RequestException.builder()
        .type(EventType.BAD_REQUEST)
        .status(Status.create(status))
        .setKeepAlive(false)
        .build();
  }
}
