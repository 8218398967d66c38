package wabahub.egress;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;

/// Which addresses are those of the open internet (IANA's registries of special-purpose addresses,
/// read in November 2026).
final class Addresses {
  private static final List<Net> NOT_PUBLIC =
      nets(
          "0.0.0.0/8", // this network
          "10.0.0.0/8",
          "100.64.0.0/10", // carrier-grade NAT
          "127.0.0.0/8",
          "169.254.0.0/16", // link-local; clouds give out credentials here
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24", // documentation
          "192.88.99.0/24", // relays of 6to4
          "192.168.0.0/16",
          "198.18.0.0/15", // benchmarks
          "198.51.100.0/24", // documentation
          "203.0.113.0/24", // documentation
          "224.0.0.0/4", // multicast
          "240.0.0.0/4", // reserved, and broadcast
          "2001::/23", // protocols; Teredo, ORCHID, benchmarks
          "2001:db8::/32", // documentation
          "2002::/16", // 6to4: holds an IPv4 address
          "3fff::/20"); // documentation

  /// All that is given out in IPv6; loopback, link-local, unique local, site-local, multicast,
  /// mapped and compatible addresses lie outside.
  private static final Net GLOBAL = net("2000::/3");

  /// NAT64: where a network has IPv6 only, the names of IPv4 hosts lead here.
  private static final Net TRANSLATED = net("64:ff9b::/96");

  private Addresses() {}

  static boolean isPublic(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (TRANSLATED.contains(bytes)) {
      return isPublic(Arrays.copyOfRange(bytes, 12, 16));
    }
    return (address instanceof Inet4Address || GLOBAL.contains(bytes)) && isPublic(bytes);
  }

  private static boolean isPublic(byte[] bytes) {
    return NOT_PUBLIC.stream().noneMatch(net -> net.contains(bytes));
  }

  private static List<Net> nets(String... texts) {
    return Arrays.stream(texts).map(Addresses::net).toList();
  }

  private static Net net(String text) {
    String[] parts = text.split("/");
    return new Net(InetAddress.ofLiteral(parts[0]).getAddress(), Integer.parseInt(parts[1]));
  }

  /// Addresses that begin with the same `bits`.
  private record Net(byte[] prefix, int bits) {
    boolean contains(byte[] address) {
      if (address.length != prefix.length) {
        return false;
      }
      int whole = bits / 8;
      if (!Arrays.equals(prefix, 0, whole, address, 0, whole)) {
        return false;
      }
      int rest = bits % 8;
      return rest == 0 || ((prefix[whole] ^ address[whole]) & 0xff) >> (8 - rest) == 0;
    }
  }
}
