package wabahub;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;

/// Ports for servers that do not find one themselves. They are below those that the system hands
/// out to whoever asks for any, so nobody gets one between its choice and the server's start.
final class Ports {
  private static final int FIRST = 20_000;
  private static final int PAIRS = 6_000;

  /// Of each pair the server has the lower one, and this process listens on the upper one until its
  /// end: so no other JVM of the run takes the pair.
  private static final List<ServerSocket> CLAIMS = new ArrayList<>();

  private static int next = (int) (ProcessHandle.current().pid() % PAIRS);

  private Ports() {}

  /// One that is this process's until its end.
  static synchronized int take() {
    for (int i = 0; i < PAIRS; i++) {
      int port = FIRST + 2 * next;
      next = (next + 1) % PAIRS;
      if (isClaimed(port + 1) && isFree(port)) {
        return port;
      }
    }
    throw new IllegalStateException("no port is free");
  }

  private static boolean isClaimed(int port) {
    try {
      CLAIMS.add(new ServerSocket(port, 1, InetAddress.getLoopbackAddress()));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private static boolean isFree(int port) {
    try (var _ = new ServerSocket(port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
