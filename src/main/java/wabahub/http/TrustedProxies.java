package wabahub.http;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Whose `X-Forwarded-For` is believed, and what it says.
final class TrustedProxies {
  /// `1.2.3.4` and `1.2.3.4:567`; the JDK would also take `1` and `1.2` for addresses.
  private static final Pattern IPV4 =
      Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,3}){3})(?::[0-9]{1,5})?");

  /// `2001:db8::1`, `[2001:db8::1]` and `[2001:db8::1]:567`, each with or without a `%zone`, which
  /// means something on the caller's machine only.
  private static final Pattern IPV6 =
      Pattern.compile("\\[?([0-9a-fA-F:.]*:[0-9a-fA-F:.]*)(?:%[^]]*)?(?:](?::[0-9]{1,5})?)?");

  private final List<Network> networks;

  /// @throws IllegalArgumentException names the entry that is neither an address nor a network
  TrustedProxies(List<String> networks) {
    this.networks = networks.stream().map(Network::parse).toList();
  }

  /// The caller's address: the connection's, or when that is a trusted proxy the last address in
  /// `forwardedFor` (the values of the header, in order) that is not one. What stands left of that
  /// one is the caller's own invention. IPv4 written as IPv6 becomes IPv4.
  String caller(String connection, List<String> forwardedFor) {
    InetAddress peer = literal(connection);
    if (peer == null) {
      return connection;
    }
    InetAddress caller = peer;
    for (String entry : entriesFromTheRight(forwardedFor)) {
      if (!trusts(caller)) {
        break;
      }
      InetAddress next = literal(entry.strip());
      if (next == null) {
        return peer.getHostAddress();
      }
      caller = next;
    }
    return caller.getHostAddress();
  }

  private static List<String> entriesFromTheRight(List<String> forwardedFor) {
    List<String> entries = new ArrayList<>();
    forwardedFor.forEach(value -> entries.addAll(Arrays.asList(value.split(",", -1))));
    Collections.reverse(entries);
    return entries;
  }

  private boolean trusts(InetAddress address) {
    return networks.stream().anyMatch(network -> network.contains(address));
  }

  /// Null for anything but a literal address: never a look-up.
  private static @Nullable InetAddress literal(String text) {
    try {
      for (Pattern form : List.of(IPV4, IPV6)) {
        Matcher matcher = form.matcher(text);
        if (matcher.matches()) {
          return InetAddress.ofLiteral(matcher.group(1));
        }
      }
    } catch (IllegalArgumentException e) {
      // Looked like one, and is none.
    }
    return null;
  }

  /// The first `bits` of an address that has `size` of them.
  private record Network(int size, int bits, BigInteger prefix) {
    static Network parse(String text) {
      String[] parts = text.strip().split("/", 2);
      InetAddress address = literal(parts[0]);
      int size = address == null ? 0 : address.getAddress().length * 8;
      int bits = size;
      if (parts.length == 2) {
        bits = parts[1].matches("[0-9]{1,3}") ? Integer.parseInt(parts[1]) : size + 1;
      }
      if (address == null || bits > size) {
        throw new IllegalArgumentException("Neither an IP address nor a network: " + text);
      }
      return new Network(size, bits, number(address).shiftRight(size - bits));
    }

    boolean contains(InetAddress other) {
      return other.getAddress().length * 8 == size
          && number(other).shiftRight(size - bits).equals(prefix);
    }

    private static BigInteger number(InetAddress address) {
      return new BigInteger(1, address.getAddress());
    }
  }
}
