package wabahub.messages;

import java.util.Locale;

/// How far a message is. An outgoing one goes down this list, never up; it fails only from where
/// Meta has told of nothing better than that it was sent.
public enum State {
  /// Of a customer.
  RECEIVED(0),
  /// Accepted from the caller; no attempt is under way.
  WAITING(1),
  /// Written down before Meta is asked: after a crash nobody knows whether Meta was.
  SENDING(1),
  /// Meta may or may not have taken it; never sent again, a status tells.
  IN_DOUBT(1),
  /// Meta has taken it.
  ACCEPTED(1),
  SENT(2),
  DELIVERED(3),
  READ(4),
  FAILED(5);

  private final int number;

  State(int number) {
    this.number = number;
  }

  /// The `state` of the API.
  public int number() {
    return number;
  }

  /// As the database and webhooks have it.
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  static State of(String label) {
    return valueOf(label.toUpperCase(Locale.ROOT));
  }

  /// Whether a message in this state can still become `next`.
  boolean mayBecome(State next) {
    return switch (this) {
      case RECEIVED -> false;
      // What has arrived has not failed, whoever said so.
      case FAILED -> next == DELIVERED || next == READ;
      case WAITING, SENDING, IN_DOUBT, ACCEPTED, SENT, DELIVERED, READ ->
          next == FAILED ? ordinal() <= SENT.ordinal() : next.ordinal() > ordinal();
    };
  }
}
