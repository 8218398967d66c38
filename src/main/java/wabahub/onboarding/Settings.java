package wabahub.onboarding;

import java.util.function.Supplier;
import wabahub.egress.Egress;
import wabahub.ops.Crew;

/// `publicUrl`: the address in links, without a slash at the end; known once the hub serves.
/// `logos`: fetches partners' logos. The crews wait for Meta: with clients that have signed in,
/// with numbers that have left, with the subscriptions of those that are live.
public record Settings(
    Supplier<String> publicUrl,
    Dialog dialog,
    Egress logos,
    Crew connecting,
    Crew leaving,
    Crew watching) {
  /// How many clients are connected at once.
  public static final int CONNECTING = 32;

  /// How many jobs of the other crews may run at once.
  public static final int OTHERS = 8;
}
