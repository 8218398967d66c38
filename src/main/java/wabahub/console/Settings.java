package wabahub.console;

import java.util.function.Supplier;
import wabahub.secrets.Secret;

/// `publicUrl`: under which browsers reach the hub; with `https` cookies are never sent otherwise.
public record Settings(Supplier<String> publicUrl, Secret adminToken) {
  boolean isSecure() {
    return publicUrl.get().startsWith("https://");
  }
}
