package wabahub.onboarding;

import java.net.URI;
import java.util.List;
import wabahub.pages.Policy;

/// Meta's Embedded Signup as a client's browser finds it. `sdk`: address of Meta's script;
/// `origin`: where the dialog's window messages come from; "" for `appId` and `configId` = not set.
public record Dialog(String sdk, String origin, String appId, String configId, String version) {
  private static final String META = "https://connect.facebook.net";

  /// Of an app at Meta. The configuration is one of Facebook Login for Business.
  public static Dialog meta(String appId, String configId, String version) {
    // The page believes https://facebook.com and every host below it.
    return new Dialog(META + "/en_US/sdk.js", "https://facebook.com", appId, configId, version);
  }

  /// Of the sandbox at this address.
  public static Dialog standIn(URI sandbox, String appId, String version) {
    return new Dialog(sandbox + "/sandbox/sdk.js", sandbox.toString(), appId, "sandbox", version);
  }

  boolean isSetUp() {
    return !appId.isEmpty() && !configId.isEmpty();
  }

  Policy policy() {
    if (!isSetUp()) {
      return Policy.OWN;
    }
    if (!sdk.startsWith(META)) {
      return new Policy(List.of(origin), List.of(), List.of());
    }
    List<String> facebook = List.of("https://*.facebook.com");
    return new Policy(List.of(META), facebook, facebook);
  }
}
