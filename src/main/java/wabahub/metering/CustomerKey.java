package wabahub.metering;

/// A customer of a number.
record CustomerKey(String phoneNumberId, Key customer) implements Comparable<CustomerKey> {
  @Override
  public int compareTo(CustomerKey other) {
    int order = phoneNumberId.compareTo(other.phoneNumberId);
    return order != 0 ? order : customer.compareTo(other.customer);
  }
}
