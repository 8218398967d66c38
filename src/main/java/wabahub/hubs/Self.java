package wabahub.hubs;

import java.net.InetAddress;
import java.net.UnknownHostException;

/// How a hub introduces itself to the others; for people.
public record Self(String name, String version) {
  private static final int NAME = 200;

  /// This process on this machine.
  public static Self here(String version) {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      host = "unknown";
    }
    String name = ProcessHandle.current().pid() + "@" + host;
    return new Self(name.substring(0, Math.min(name.length(), NAME)), version);
  }
}
