package wabahub.console;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;

/// Somebody who is signed in. `token`: what the browser holds; `partnerId`: [#OPERATOR], or whose
/// numbers it sees.
record Session(Secret token, long partnerId) {
  static final long OPERATOR = 0;

  boolean isOperator() {
    return partnerId == OPERATOR;
  }

  /// What every form carries while it lasts. It follows from the token and says nothing about it.
  String csrf() {
    byte[] hash = Secrets.digest("csrf " + token.reveal());
    return Base64.getUrlEncoder().withoutPadding().encodeToString(hash);
  }

  boolean isOwn(String csrf) {
    return MessageDigest.isEqual(
        csrf().getBytes(StandardCharsets.UTF_8), csrf.getBytes(StandardCharsets.UTF_8));
  }
}
