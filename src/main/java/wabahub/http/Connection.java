package wabahub.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.spi.ServerConnection;
import java.time.Duration;

/// One connection: the library's parser between the beginning and the end of a [Wire].
final class Connection implements ServerConnection {
  /// The connection whose thread this is.
  private static final ScopedValue<Connection> CURRENT = ScopedValue.newInstance();

  private final Wire wire;
  private final ServerConnection parser;
  private final Duration writeTime;
  private volatile long writingSince;

  Connection(Wire wire, ServerConnection parser, Duration writeTime) {
    this.wire = wire;
    this.parser = parser;
    this.writeTime = writeTime;
  }

  static Connection current() {
    return CURRENT.get();
  }

  Wire wire() {
    return wire;
  }

  /// Does `write`; a client that does not take the answer in time loses its connection.
  void writing(Runnable write) {
    writingSince = System.nanoTime();
    try {
      write.run();
    } finally {
      writingSince = 0;
    }
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      ScopedValue.where(CURRENT, this)
          .<Boolean, InterruptedException>call(() -> {
            parser.handle(limit);
            return true;
          });
    } finally {
      wire.close();
    }
  }

  /// The library asks every now and then, and closes a connection that names too long a time.
  /// Reading has its own limits in [Wire]; nothing else bounds writing.
  @Override
  public Duration idleTime() {
    long since = writingSince;
    return since == 0 ? Duration.ZERO : Duration.ofNanos(System.nanoTime() - since);
  }

  /// Without `interrupt` a request in flight goes on; one whose answer nobody takes does not.
  @Override
  public void close(boolean interrupt) {
    parser.close(interrupt || idleTime().compareTo(writeTime) > 0);
  }
}
