package wabahub.graph;

import java.time.Duration;

/// Why a call of Meta's did not do what it should, as far as the hub can act on it.
public sealed interface Failure {
  /// Meta's error code, 0 when Meta gave none (time-out, connection lost, an answer that is not
  /// Meta's).
  int code();

  /// What Meta said, bounded, without any token.
  String said();

  /// What somebody can do about it.
  Fix fix();

  /// Worth trying again, but not before `after`.
  record Later(int code, String said, Fix fix, Duration after) implements Failure {}

  /// The code or the token is used up, expired or revoked: the client signs in once more.
  record SignInAgain(int code, String said, Fix fix) implements Failure {}

  /// Trying again would give the same answer; somebody has to do something first.
  record Final(int code, String said, Fix fix) implements Failure {}
}
