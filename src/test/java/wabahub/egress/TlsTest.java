package wabahub.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import wabahub.egress.EgressException.Cause;

/// Encrypted connections, to a host with a certificate of its own making for `crm.example.org`.
final class TlsTest {
  private static final String NAME = "crm.example.org";
  private static final String PASSWORD = "changeit";
  private static final String TRUST = "javax.net.ssl.trustStore";

  @TempDir private static Path folder;
  private static HttpsServer server;

  @BeforeAll
  static void start() throws Exception {
    Path store = folder.resolve("store.p12");
    String tool = Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
    String line =
        tool
            + " -genkeypair -alias host -keyalg EC -dname CN="
            + NAME
            + " -ext san=dns:"
            + NAME
            + " -storetype PKCS12 -storepass "
            + PASSWORD
            + " -keystore "
            + store;
    assertThat(new ProcessBuilder(line.split(" ")).inheritIO().start().waitFor()).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, PASSWORD.toCharArray());
    }
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(keys, PASSWORD.toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(factory.getKeyManagers(), null, null);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  @AfterAll
  static void stop() {
    server.stop(0);
  }

  /// Whoever is opened meanwhile trusts the host.
  private static Egress trusting(Rule rule) {
    System.setProperty(TRUST, folder.resolve("store.p12").toString());
    System.setProperty("javax.net.ssl.trustStorePassword", PASSWORD);
    try {
      return new Egress(rule, name -> new InetAddress[] {InetAddress.getLoopbackAddress()});
    } finally {
      System.clearProperty(TRUST);
      System.clearProperty("javax.net.ssl.trustStorePassword");
    }
  }

  private static Outgoing request(String name) {
    URI address = URI.create("https://" + name + ":" + server.getAddress().getPort() + "/");
    return new Outgoing("POST", address, Map.of(), new byte[1], Duration.ofSeconds(10), 0);
  }

  @Test
  void host_trusted_answers() {
    try (Egress egress = trusting(new Rule.Guarded(true))) {
      assertThat(egress.send(request(NAME)).status()).isEqualTo(204);
    }
  }

  @Test
  void host_ofAnotherName_isATlsFailure() {
    try (Egress egress = trusting(new Rule.Guarded(true))) {
      assertThatThrownBy(() -> egress.send(request("other.example.org")))
          .extracting(e -> ((EgressException) e).why())
          .isEqualTo(Cause.TLS);
    }
  }

  @Test
  void host_nobodyTrusts_isATlsFailure() {
    try (Egress egress =
        new Egress(
            new Rule.Guarded(true), name -> new InetAddress[] {InetAddress.getLoopbackAddress()})) {
      assertThatThrownBy(() -> egress.send(request(NAME)))
          .extracting(e -> ((EgressException) e).why())
          .isEqualTo(Cause.TLS);
    }
  }
}
