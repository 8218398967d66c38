package wabahub.outbox;

/// How a delivery stands.
public enum DeliveryState {
  WAITING,
  DELIVERED,
  FAILED
}
