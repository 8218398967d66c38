package wabahub.onboarding;

import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// An onboarding link and how far it is. `whatsapp`: the registered number, a temporary one, or,
/// when finished, the real one. `reconnects`: id of the number whose connection it mends, null for
/// a new number. Instants in UNIX seconds.
public record Link(
    long id,
    long partnerId,
    Secret token,
    String whatsapp,
    boolean temporary,
    Wish wish,
    long createdAt,
    @Nullable Long reconnects,
    State state,
    int signIns,
    @Nullable Long signedInAt,
    @Nullable Trouble trouble,
    @Nullable Long finishedAt) {

  /// Why it is stuck, or was the last time. `problem`: code of a [Problem] or of Meta's fix;
  /// `metaCode`, `metaSaid`: null and "" when it was not Meta.
  public record Trouble(String problem, @Nullable Integer metaCode, String metaSaid) {
    /// What its owner can do about it.
    public Advice advice() {
      return Advice.of(problem);
    }
  }
}
