package wabahub.egress;

import java.io.IOException;
import okhttp3.MediaType;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.jspecify.annotations.Nullable;

/// A body that is sent once: the client would send another one again by itself after a 503 with
/// `Retry-After: 0`.
final class OneShot extends RequestBody {
  private final byte[] bytes;

  OneShot(byte[] bytes) {
    this.bytes = bytes;
  }

  /// The request's own header says it.
  @Override
  public @Nullable MediaType contentType() {
    return null;
  }

  @Override
  public long contentLength() {
    return bytes.length;
  }

  @Override
  public boolean isOneShot() {
    return true;
  }

  @Override
  public void writeTo(BufferedSink sink) throws IOException {
    sink.write(bytes);
  }
}
