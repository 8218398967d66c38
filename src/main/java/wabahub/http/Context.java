package wabahub.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.buffers.DataWriter;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.ListenerContext;
import io.helidon.webserver.Router;
import java.util.concurrent.ExecutorService;

/// The library's view of a connection, with our reader and our routing in place of its own.
record Context(ConnectionContext library, DataReader dataReader, Router router)
    implements ConnectionContext {

  @Override
  public ListenerContext listenerContext() {
    return library.listenerContext();
  }

  @Override
  public ExecutorService executor() {
    return library.executor();
  }

  @Override
  public DataWriter dataWriter() {
    return library.dataWriter();
  }

  @Override
  public HelidonSocket serverSocket() {
    return library.serverSocket();
  }

  @Override
  public PeerInfo remotePeer() {
    return library.remotePeer();
  }

  @Override
  public PeerInfo localPeer() {
    return library.localPeer();
  }

  @Override
  public boolean isSecure() {
    return library.isSecure();
  }

  @Override
  public String socketId() {
    return library.socketId();
  }

  @Override
  public String childSocketId() {
    return library.childSocketId();
  }
}
