package wabahub.egress;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.HttpUrl;

/// What can be said of an address by looking at it. Whatever is said is said of what the client's
/// own parser makes of it, which has undone percent signs, capitals and full-width digits.
final class Spelling {
  private static final int MAX_LENGTH = 512;
  private static final Pattern BEGINNING = Pattern.compile("(?i)https?://[^/?#].*");
  private static final Pattern AUTHORITY = Pattern.compile("(?i)https?://([^/?#]*).*");

  private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern IPV4 = Pattern.compile(BYTE + "(\\." + BYTE + "){3}");

  /// What resolvers read as an IPv4 address: the last part is a number, decimal, octal or hex.
  private static final Pattern NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

  private Spelling() {}

  /// Why a caller's address is not acceptable.
  static Optional<String> refusal(String address, boolean allowPrivate) {
    if (address.length() > MAX_LENGTH) {
      return Optional.of("The address is longer than " + MAX_LENGTH + " characters.");
    }
    if (!BEGINNING.matcher(address).matches()) {
      return Optional.of("The address has to begin with http:// or https:// and a host.");
    }
    HttpUrl url = isUri(address) ? HttpUrl.parse(address) : null;
    if (url == null) {
      return Optional.of("The address is not well-formed.");
    }
    if (AUTHORITY.matcher(address).replaceFirst("$1").contains("@")) {
      return Optional.of("The address must not hold a user or password.");
    }
    if (url.fragment() != null) {
      return Optional.of("The address must not hold a fragment (#): it would not be sent.");
    }
    return refusal(url, allowPrivate);
  }

  /// The client's parser takes spaces, backslashes and missing slashes; this one does not.
  private static boolean isUri(String address) {
    try {
      return new URI(address).getRawAuthority() != null;
    } catch (URISyntaxException e) {
      return false;
    }
  }

  /// Why a request to this address is not sent.
  static Optional<String> refusal(HttpUrl url, boolean allowPrivate) {
    if (!url.username().isEmpty() || !url.password().isEmpty()) {
      return Optional.of("The address must not hold a user or password.");
    }
    String host = url.host();
    if (isLiteral(host)) {
      boolean allowed = allowPrivate || Addresses.isPublic(InetAddress.ofLiteral(host));
      return allowed ? Optional.empty() : Optional.of("The address is a private one.");
    }
    String name = host.replaceFirst("\\.+$", "");
    if (NUMBER.matcher(name).matches()) {
      // Parsers differ in what they make of 127.1 or 0177.0.0.1, and no name ends like this.
      return Optional.of("The IP address is written in an unusual way.");
    }
    if (!allowPrivate && (name.equals("localhost") || name.endsWith(".localhost"))) {
      return Optional.of("The address is a private one.");
    }
    return Optional.empty();
  }

  /// An IP address in its one usual form.
  static boolean isLiteral(String host) {
    return host.contains(":") || IPV4.matcher(host).matches();
  }
}
