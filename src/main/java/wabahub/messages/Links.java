package wabahub.messages;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import wabahub.http.Reason;
import wabahub.http.Refusal;

/// Links that are handed to WhatsApp. The hub asks none of them; that one leads into a private
/// network is said at once all the same, for WhatsApp could not get there either.
final class Links {
  static final int MAX = 2000;

  private Links() {}

  /// An https link of a file that everybody can fetch.
  static URI file(Fields fields, String name) {
    URI link = parse(fields.text(name, MAX, Reason.V2_CONTENT).strip(), name);
    if (!"https".equalsIgnoreCase(link.getScheme())) {
      throw new Refusal(Reason.V2_CONTENT, "`" + name + "` is not an https link.");
    }
    return link;
  }

  /// An http or https link for a person to open.
  static String website(Fields fields, String name) {
    return parse(fields.text(name, MAX, Reason.V2_CONTENT).strip(), name).toString();
  }

  private static URI parse(String text, String name) {
    try {
      URI link = new URI(text);
      String host = link.getHost();
      boolean web = link.getScheme() != null && link.getScheme().matches("(?i)https?");
      if (web && host != null && link.getUserInfo() == null && !isPrivate(host)) {
        return link;
      }
    } catch (URISyntaxException e) {
      // Said below.
    }
    throw new Refusal(Reason.V2_CONTENT, "`" + name + "` is not a link that WhatsApp can open.");
  }

  private static boolean isPrivate(String host) {
    // A dot at the end changes nothing of where a name leads.
    String name = host.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
    if (!name.contains(".") && !name.startsWith("[")
        || name.matches(".*\\.(local|internal|localhost)")) {
      return true;
    }
    if (name.matches("(.*\\.)?0[0-9]+(\\..*)?") && name.matches("[0-9.]+")) {
      // Some read a leading zero as octal, others do not.
      return true;
    }
    if (!name.startsWith("[") && !name.matches("[0-9.]+")) {
      return false;
    }
    try {
      InetAddress address = InetAddress.ofLiteral(name.replaceAll("[\\[\\]]", ""));
      byte[] bytes = address.getAddress();
      boolean unique = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
      boolean shared = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
      return unique
          || shared
          || address.isAnyLocalAddress()
          || address.isLoopbackAddress()
          || address.isLinkLocalAddress()
          || address.isSiteLocalAddress()
          || address.isMulticastAddress();
    } catch (IllegalArgumentException e) {
      return true;
    }
  }
}
