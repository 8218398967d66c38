package wabahub.egress;

import java.net.InetAddress;
import java.util.Optional;
import okhttp3.HttpUrl;

/// Where requests may go.
interface Rule {
  /// Why this address may not be asked, in a sentence; before its name is resolved.
  Optional<String> refusal(HttpUrl url);

  /// Whether a connection to what the name stands for is allowed.
  boolean allows(InetAddress address);

  /// How many idle connections are kept for further requests.
  int keptConnections();

  /// Hosts of the open internet over https; with `allowPrivate` any host, also over plain http.
  record Guarded(boolean allowPrivate) implements Rule {
    @Override
    public Optional<String> refusal(HttpUrl url) {
      if (!allowPrivate && !url.isHttps()) {
        return Optional.of("Plain http is not allowed; the address has to begin with https.");
      }
      return Spelling.refusal(url, allowPrivate);
    }

    @Override
    public boolean allows(InetAddress address) {
      return allowPrivate || Addresses.isPublic(address);
    }

    /// None: a request over a connection that the other side is about to close looks as if it had
    /// been sent, and there is no telling.
    @Override
    public int keptConnections() {
      return 0;
    }
  }

  /// The one host that the operator trusts, wherever it is.
  record OneHost(HttpUrl host) implements Rule {
    @Override
    public Optional<String> refusal(HttpUrl url) {
      boolean same =
          url.scheme().equals(host.scheme())
              && url.host().equals(host.host())
              && url.port() == host.port();
      return same ? Optional.empty() : Optional.of("This is another host than the one set.");
    }

    @Override
    public boolean allows(InetAddress address) {
      return true;
    }

    @Override
    public int keptConnections() {
      return 16;
    }
  }
}
