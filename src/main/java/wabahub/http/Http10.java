package wabahub.http;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/// Makes the head of an HTTP/1.0 request one of HTTP/1.1, the only version the parser accepts.
/// Reverse proxies have long spoken 1.0 to the server behind them unless told otherwise (nginx),
/// and so do health checks, often without a Host. Such a request is the last of its connection.
final class Http10 {
  private final boolean old;
  private final byte[] bytes;

  /// @param start the first bytes of a request
  /// @param more the bytes that follow, within limits
  Http10(byte[] start, Supplier<byte[]> more) {
    byte[] head = until("\n", start, more);
    old = firstLine(head).endsWith(" HTTP/1.0\r\n");
    bytes = old ? translated(until("\r\n\r\n", head, more)) : head;
  }

  boolean isOld() {
    return old;
  }

  /// The request in HTTP/1.1 as far as it has been read.
  byte[] bytes() {
    return bytes;
  }

  private static byte[] translated(byte[] head) {
    String line = firstLine(head);
    String rest = text(head).substring(line.length());
    boolean hosted = ("\n" + rest.toLowerCase(Locale.ROOT)).contains("\nhost:");
    String host = hosted ? "" : "Host: localhost\r\n";
    return (line.replace(" HTTP/1.0\r\n", " HTTP/1.1\r\n") + host + rest)
        .getBytes(StandardCharsets.ISO_8859_1);
  }

  /// Gives up at the size of a head: the parser will say what is wrong.
  private static byte[] until(String end, byte[] start, Supplier<byte[]> more) {
    byte[] head = start;
    while (!text(head).contains(end) && head.length < Wire.HEAD_BYTES) {
      byte[] next = more.get();
      head = Arrays.copyOf(head, head.length + next.length);
      System.arraycopy(next, 0, head, head.length - next.length, next.length);
    }
    return head;
  }

  private static String firstLine(byte[] head) {
    String text = text(head);
    return text.substring(0, text.indexOf('\n') + 1);
  }

  /// One byte, one character.
  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }
}
