package wabahub.metering;

/// A message to one recipient; in a group, to one member (rule 5).
record UnitKey(String phoneNumberId, Key message, Key participant) implements Comparable<UnitKey> {
  MessageKey messageKey() {
    return new MessageKey(phoneNumberId, message);
  }

  @Override
  public int compareTo(UnitKey other) {
    int order = messageKey().compareTo(other.messageKey());
    return order != 0 ? order : participant.compareTo(other.participant);
  }
}
