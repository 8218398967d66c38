package wabahub.metering;

/// What an element says that can count.
public sealed interface Event permits StatusEvent, MessageEvent {
  /// The number: digits.
  String phoneNumberId();
}
