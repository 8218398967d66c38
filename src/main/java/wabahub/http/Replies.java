package wabahub.http;

import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/// Writes answers.
final class Replies {
  private static final Header NO_STORE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-store");

  private static final int LARGE = 64 * 1024;

  private Replies() {}

  /// The same answer.
  ///
  /// @throws IllegalArgumentException when a header of it would break the head
  static Answer checked(Answer answer) {
    answer.headers().forEach((name, value) -> HeaderValues.create(name, value).validate());
    return answer;
  }

  /// Head and body in one piece, for the library copies a body once if it gets all of it at once.
  static void send(Answer answer, String method, boolean last, ServerResponse response) {
    response.status(Status.create(answer.status()));
    fill(response.headers(), answer);
    if (last) {
      response.header(HeaderValues.CONNECTION_CLOSE);
    }
    if (isBodiless(answer.status())) {
      response.send();
    } else if (method.equals("HEAD")) {
      response.header(HeaderNames.CONTENT_LENGTH, Integer.toString(answer.body().length));
      response.send();
    } else {
      sendBody(answer.body(), response);
    }
  }

  private static void sendBody(byte[] body, ServerResponse response) {
    if (body.length < LARGE) {
      response.send(body);
      return;
    }
    response.contentLength(body.length);
    try (OutputStream out = response.outputStream()) {
      out.write(body, 0, 1);
      out.write(body, 1, body.length - 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static TransportResponse transport(Answer answer) {
    TransportResponse.Builder response =
        TransportResponse.builder()
            .status(Status.create(answer.status()))
            .entity(answer.body())
            .keepAlive(false);
    WritableHeaders<?> headers = WritableHeaders.create();
    fill(headers, answer);
    headers.forEach(response::header);
    return response.build();
  }

  private static void fill(WritableHeaders<?> headers, Answer answer) {
    if (!answer.contentType().isEmpty()) {
      headers.set(HeaderValues.create(HeaderNames.CONTENT_TYPE, answer.contentType()));
    }
    answer.headers().forEach((name, value) -> headers.set(HeaderValues.create(name, value)));
    headers.setIfAbsent(NO_STORE);
    headers.setIfAbsent(HeaderValues.X_CONTENT_TYPE_OPTIONS_NOSNIFF);
  }

  private static boolean isBodiless(int status) {
    return status == 204 || status == 205 || status == 304;
  }
}
