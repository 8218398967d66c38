package wabahub.graph;

import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// The Meta app, and where Meta is. `url` without a version; `version` as in the path ("v25.0").
/// `systemUserToken` and `businessId` belong to a Solution Partner; a Tech Provider has neither
/// (null and "").
public record Settings(
    URI url,
    String version,
    String appId,
    List<Secret> appSecrets,
    @Nullable Secret systemUserToken,
    String businessId) {
  /// Calls that send messages, at once.
  public static final int MESSAGES_AT_ONCE = 256;

  /// A Solution Partner pays for its clients and has a pool of pre-verified numbers.
  public boolean isSolutionPartner() {
    return systemUserToken != null && !businessId.isEmpty();
  }
}
