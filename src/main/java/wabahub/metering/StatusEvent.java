package wabahub.metering;

import org.jspecify.annotations.Nullable;

/// What a status says of a unit: that it was delivered, its pricing, its recipient's country.
///
/// A status of a group without a member ([#lends]) is no unit; its pricing is for those units of
/// its message that have none of their own.
record StatusEvent(UnitKey unit, String wamid, boolean lends, UnitFact fact) implements Event {
  @Override
  public String phoneNumberId() {
    return unit.phoneNumberId();
  }

  /// The group message as such.
  MessageKey message() {
    return unit.messageKey();
  }

  /// A pricing without a unit, for its message.
  @Nullable Pricing lent() {
    return fact.pricing();
  }
}
