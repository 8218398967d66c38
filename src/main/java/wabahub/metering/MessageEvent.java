package wabahub.metering;

import java.util.Arrays;

/// A message of a customer (rules 2 and 3). `message` and `customer` are keyed hashes; of several
/// copies of a message the smallest `sentAt` counts, and the best identity.
record MessageEvent(String phoneNumberId, Key message, Key customer, int identityRank, long sentAt)
    implements Event {

  /// What two copies of one message say together. Which identity counts must not depend on their
  /// order: the better field, and between two values of one field the smaller hash.
  MessageEvent merge(MessageEvent other) {
    MessageEvent best = compareIdentity(other) <= 0 ? this : other;
    return new MessageEvent(
        phoneNumberId, message, best.customer, best.identityRank, Math.min(sentAt, other.sentAt));
  }

  private int compareIdentity(MessageEvent other) {
    return identityRank != other.identityRank
        ? Integer.compare(identityRank, other.identityRank)
        : Arrays.compareUnsigned(customer.bytes(), other.customer.bytes());
  }
}
