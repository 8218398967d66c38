package wabahub;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The way from a hub to its PostgreSQL, which can be cut at a commit. It reads along, so the hub
/// sends its statements as text.
final class Cable implements AutoCloseable {
  private static final String URL = "WABAHUB_DATABASE_URL";
  private static final Predicate<String> NEVER = transaction -> false;

  private final ServerSocket door;
  private final int target;
  private volatile Predicate<String> cut = NEVER;
  private volatile boolean arriving;
  private volatile boolean isCut;

  private Cable(int target) {
    this.target = target;
    try {
      door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.startVirtualThread(this::accept);
  }

  /// A cable to the PostgreSQL of these settings.
  static Cable of(Map<String, String> settings) {
    return new Cable(URI.create(settings.get(URL)).getPort());
  }

  /// The settings of a hub that reaches its PostgreSQL through here.
  Map<String, String> through(Map<String, String> settings) {
    Map<String, String> more = new HashMap<>(settings);
    String url = more.get(URL).replace(":" + target, ":" + door.getLocalPort());
    more.put(URL, url + "?prepareThreshold=0");
    return more;
  }

  /// Cuts the connection of the first transaction whose statements match, before its commit
  /// arrives: it has never happened.
  void cutBeforeCommit(Predicate<String> transaction) {
    arriving = false;
    cut = transaction;
  }

  /// Cuts it after the commit has succeeded: only the answer is lost.
  void cutAfterCommit(Predicate<String> transaction) {
    arriving = true;
    cut = transaction;
  }

  boolean isCut() {
    return isCut;
  }

  private void accept() {
    try {
      while (true) {
        Socket hub = door.accept();
        new Strand(hub, new Socket(InetAddress.getLoopbackAddress(), target)).start();
      }
    } catch (IOException closed) {
      // The end.
    }
  }

  /// One connection.
  private final class Strand {
    private final Socket hub;
    private final Socket server;
    private volatile boolean deaf;

    Strand(Socket hub, Socket server) {
      this.hub = hub;
      this.server = server;
    }

    void start() {
      Thread.startVirtualThread(() -> pump(hub, server, new StringBuilder()));
      Thread.startVirtualThread(() -> pump(server, hub, null));
    }

    /// `said`: gets what the hub says in a transaction; null on the way back.
    private void pump(Socket from, Socket to, @Nullable StringBuilder said) {
      try (from;
          to) {
        byte[] buffer = new byte[1 << 16];
        InputStream in = from.getInputStream();
        for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
          if (said == null ? deaf : isCutAt(said, new String(buffer, 0, read, ISO_8859_1))) {
            isCut = true;
            return;
          }
          to.getOutputStream().write(buffer, 0, read);
        }
      } catch (IOException gone) {
        // As the other end will see.
      }
    }

    private boolean isCutAt(StringBuilder said, String more) {
      said.append(more);
      if (said.indexOf("COMMIT") < 0) {
        return false;
      }
      boolean here = cut.test(said.toString());
      said.setLength(0);
      if (here) {
        cut = NEVER;
        // The first that comes back is the answer to the commit.
        deaf = arriving;
      }
      return here && !arriving;
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
