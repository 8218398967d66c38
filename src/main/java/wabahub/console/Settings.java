package wabahub.console;

import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// `publicUrl`: under which browsers reach the hub; with `https` cookies are never sent otherwise.
/// `configuration`: what the hub was told, without secrets. `player`: plays clients in a sandbox,
/// null = clients are people.
public record Settings(
    Supplier<String> publicUrl,
    Secret adminToken,
    List<Shown> configuration,
    @Nullable Player player) {

  /// A setting of the hub. `source`: where it was set.
  public record Shown(String name, String value, String source) {}

  boolean isSecure() {
    return publicUrl.get().startsWith("https://");
  }
}
