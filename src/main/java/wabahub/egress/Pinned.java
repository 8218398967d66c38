package wabahub.egress;

import java.net.InetAddress;
import java.util.List;
import okhttp3.Dns;

/// The addresses of a request's host, checked before: the client connects to these and asks nobody
/// again. Equal by value, so that a kept connection serves a name only as long as the name stands
/// for the same addresses.
record Pinned(List<InetAddress> addresses) implements Dns {
  @Override
  public List<InetAddress> lookup(String name) {
    return addresses;
  }
}
