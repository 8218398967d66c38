package wabahub.metering;

/// A message of a number, whichever way it went.
record MessageKey(String phoneNumberId, Key message) implements Comparable<MessageKey> {
  @Override
  public int compareTo(MessageKey other) {
    int order = phoneNumberId.compareTo(other.phoneNumberId);
    return order != 0 ? order : message.compareTo(other.message);
  }
}
