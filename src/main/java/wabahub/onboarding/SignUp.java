package wabahub.onboarding;

import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// A client that has signed in: what comes next, and what is known by now. `version` changes with
/// every settled step; `found` is null until Meta has confirmed the number. `dueAt` (UNIX seconds)
/// is null while it waits for somebody. `registered`: Meta has said, for this sign-up or one before
/// it, that the number is registered with the PIN of this hub.
record SignUp(
    long onboardingId,
    Step step,
    int attempts,
    @Nullable Long dueAt,
    long version,
    @Nullable Secret code,
    @Nullable Secret accessToken,
    @Nullable Secret pin,
    Hint hint,
    @Nullable Found found,
    boolean registered) {
  private static final long VERSIONS = 1_000_000;

  /// What the browser said: "" = nothing. Only a hint; Meta is asked.
  record Hint(String wabaId, String phoneNumberId) {}

  /// What Meta confirmed. `currency`: of the WABA, "" when not said.
  record Found(
      String wabaId,
      String phoneNumberId,
      String whatsapp,
      boolean coexistence,
      String displayName,
      String businessName,
      String currency) {}

  /// A client that has just signed in.
  static SignUp begin(Link link, Secret code, Hint hint, long now) {
    // No version of an earlier sign-in comes again.
    long version = (link.signIns() + 1L) * VERSIONS;
    return new SignUp(
        link.id(), Step.EXCHANGE, 0, now, version, code, null, null, hint, null, false);
  }

  SignUp with(Secret chosenPin) {
    return knowing(code, accessToken, chosenPin, found, registered);
  }

  SignUp with(Found confirmed) {
    boolean same = found != null && found.phoneNumberId().equals(confirmed.phoneNumberId());
    return knowing(code, accessToken, pin, confirmed, registered && same);
  }

  SignUp with(boolean nowRegistered) {
    return knowing(code, accessToken, pin, found, nowRegistered);
  }

  /// The code has done its service.
  SignUp exchanged(Secret token) {
    return knowing(null, token, pin, found, registered);
  }

  SignUp on(Step next, long now) {
    return at(next, 0, now);
  }

  /// Once more from the step that stopped; but what Meta confirmed is looked at again first, for
  /// somebody else may have got the number meanwhile.
  SignUp retried(long now) {
    return on(found == null ? step : Step.CHECK, now);
  }

  /// The same step once more at `due`; null = when somebody asks for it.
  SignUp again(@Nullable Long due) {
    return at(step, attempts + 1, due);
  }

  private SignUp knowing(
      @Nullable Secret itsCode,
      @Nullable Secret itsToken,
      @Nullable Secret itsPin,
      @Nullable Found itsFound,
      boolean itsRegistered) {
    return new SignUp(
        onboardingId,
        step,
        attempts,
        dueAt,
        version,
        itsCode,
        itsToken,
        itsPin,
        hint,
        itsFound,
        itsRegistered);
  }

  private SignUp at(Step next, int tries, @Nullable Long due) {
    return new SignUp(
        onboardingId,
        next,
        tries,
        due,
        version + 1,
        code,
        accessToken,
        pin,
        hint,
        found,
        registered);
  }
}
