package wabahub.http;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A client that says exactly what it is told to.
final class Raw implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: ([0-9]+)\r\n");

  final Socket socket;
  private final InputStream in;

  Raw(int port) {
    try {
      socket = new Socket(InetAddress.getLoopbackAddress(), port);
      in = new BufferedInputStream(socket.getInputStream());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    timeOutAfter(Door.LONG);
  }

  /// Lines of a head, without what ends them.
  Raw head(String... lines) {
    return say(String.join("\r\n", lines) + "\r\n\r\n");
  }

  Raw say(String text) {
    return say(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  Raw say(byte[] bytes) {
    try {
      socket.getOutputStream().write(bytes);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// One answer: head and body, the body as long as it says.
  String answer() {
    String head = head();
    Matcher length = LENGTH.matcher(head);
    return length.find() ? head + body(Integer.parseInt(length.group(1))) : head;
  }

  /// A head without its body.
  String head() {
    try {
      ByteArrayOutputStream head = new ByteArrayOutputStream();
      while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
        int next = in.read();
        if (next < 0) {
          throw new AssertionError("ends inside a head: " + head);
        }
        head.write(next);
      }
      return head.toString(StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String body(int length) {
    try {
      return new String(in.readNBytes(length), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Waits so long for the first byte of what comes next, and leaves it there.
  boolean answerWithin(Duration time) {
    try {
      timeOutAfter(time);
      in.mark(1);
      boolean came = in.read() >= 0;
      in.reset();
      return came;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      timeOutAfter(Door.LONG);
    }
  }

  private void timeOutAfter(Duration time) {
    try {
      socket.setSoTimeout((int) time.toMillis());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What comes until the server closes. A time-out or a reset is an exception.
  String rest() {
    try {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
