package wabahub.console;

import wabahub.numbers.WhatsAppNumber;
import wabahub.onboarding.Link;
import wabahub.secrets.Secret;

/// Plays a client and its customers, where a stand-in for Meta makes that possible.
public interface Player {
  /// What comes out of Meta's dialog: its code, and the message that it posts to the window, as
  /// JSON text.
  record Signed(Secret code, String session) {}

  /// Goes through Meta's dialog as the client of this link would.
  Signed signIn(Link link);

  /// Lets some customers write to a live number, and the number to some customers; returns when the
  /// hub has acknowledged all of it.
  void talk(WhatsAppNumber number);
}
