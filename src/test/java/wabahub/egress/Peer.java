package wabahub.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/// Another host on loopback: says what a test wants it to say, HTTP or not.
final class Peer implements AutoCloseable {
  private final ServerSocket socket;
  private final Script script;
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> open = new CopyOnWriteArrayList<>();

  /// What is done with a connection once a request has come over it.
  @FunctionalInterface
  interface Script {
    void answer(Socket connection) throws IOException;
  }

  Peer(Script script) {
    try {
      this.script = script;
      this.socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  /// Says this and closes.
  static Peer saying(String answer) {
    return new Peer(connection -> {
      connection.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
      connection.close();
    });
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        open.add(connection);
        Thread.startVirtualThread(() -> serve(connection));
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try {
      String request = read(connection.getInputStream());
      if (!request.isEmpty()) {
        requests.add(request);
        script.answer(connection);
      }
    } catch (IOException e) {
      // The other side has gone.
    }
  }

  /// The head, and as much of the body as it promises.
  private static String read(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    int end = -1;
    int length = 0;
    for (int next = in.read(); next >= 0; next = in.read()) {
      text.append((char) next);
      if (end < 0 && text.indexOf("\r\n\r\n") >= 0) {
        end = text.length();
        String head = text.toString().toLowerCase(Locale.ROOT);
        int at = head.indexOf("content-length: ");
        length = at < 0 ? 0 : Integer.parseInt(head.substring(at + 16, head.indexOf('\r', at)));
      }
      if (end >= 0 && text.length() == end + length) {
        return text.toString();
      }
    }
    return "";
  }

  int port() {
    return socket.getLocalPort();
  }

  List<String> requests() {
    return requests;
  }

  int connections() {
    return open.size();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket connection : open) {
        connection.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
