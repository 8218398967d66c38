package wabahub.http;

import io.helidon.common.socket.SocketOptions;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ServerConnectionException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The options of accepted sockets, and the only place where the server library shows them: it
/// hands out neither a socket nor a way to set a time-out for reading (its `readTimeout` is for
/// clients).
final class AcceptedSockets implements SocketOptions {
  // No socketSendBufferSize: the system's own growing buffer carries large lists best.
  private final SocketOptions options = SocketOptions.builder().tcpNoDelay(true).build();

  /// By local and remote address, from being accepted until its connection takes it.
  private final Map<List<SocketAddress>, Socket> sockets = new ConcurrentHashMap<>();

  @Override
  public void configureSocket(SocketChannel channel) {
    options.configureSocket(channel);
    try {
      sockets.put(List.of(channel.getLocalAddress(), channel.getRemoteAddress()), channel.socket());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Socket take(ConnectionContext context) {
    Socket socket =
        sockets.remove(List.of(context.localPeer().address(), context.remotePeer().address()));
    if (socket == null) {
      throw new ServerConnectionException("The client has gone", new IOException("no socket"));
    }
    return socket;
  }

  @Override
  public Map<SocketOption<?>, Object> socketOptions() {
    return options.socketOptions();
  }

  @Override
  public Duration connectTimeout() {
    return options.connectTimeout();
  }

  @Override
  public Duration readTimeout() {
    return options.readTimeout();
  }

  @Override
  public Optional<Integer> socketReceiveBufferSize() {
    return options.socketReceiveBufferSize();
  }

  @Override
  public Optional<Integer> socketSendBufferSize() {
    return options.socketSendBufferSize();
  }

  @Override
  public boolean socketReuseAddress() {
    return options.socketReuseAddress();
  }

  @Override
  public boolean socketKeepAlive() {
    return options.socketKeepAlive();
  }

  @Override
  public boolean tcpNoDelay() {
    return options.tcpNoDelay();
  }
}
