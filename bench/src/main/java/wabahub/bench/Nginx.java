package wabahub.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// nginx that serves a file, with a buffered access log and its open files cached.
final class Nginx implements AutoCloseable {
  private final Path folder = Folders.fresh("nginx");
  private final Process process;
  final int port;

  /// Serves these bytes under `/list`.
  Nginx(byte[] list) {
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      Files.write(folder.resolve("list"), list);
      Files.writeString(
          folder.resolve("nginx.conf"),
          """
          daemon off;
          user root;
          worker_processes auto;
          pid %1$s/pid;
          error_log %1$s/error.log;
          events { worker_connections 1024; }
          http {
            access_log %1$s/access.log combined buffer=64k flush=1s;
            open_file_cache max=100;
            open_file_cache_valid 60s;
            sendfile on;
            tcp_nopush on;
            keepalive_requests 1000000000;
            types { }
            default_type application/json;
            server { listen 127.0.0.1:%2$d; root %1$s; }
          }
          """
              .formatted(folder, port));
      process =
          new ProcessBuilder("nginx", "-p", folder.toString(), "-c", "nginx.conf")
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("out").toFile())
              .start();
      for (int i = 0; i < 500; i++) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
          return;
        } catch (IOException e) {
          Thread.sleep(10);
        }
      }
      throw new IllegalStateException(
          "nginx does not start: " + Files.readString(folder.resolve("out")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      process.waitFor(10, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    Folders.delete(folder);
  }
}
