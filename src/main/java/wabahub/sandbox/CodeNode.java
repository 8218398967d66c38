package wabahub.sandbox;

/// The code of an Embedded Signup. `seconds`: how long the token lives, 0 = without end.
record CodeNode(String value, String businessId, long issuedAt, long seconds, boolean used) {
  CodeNode usedNow() {
    return new CodeNode(value, businessId, issuedAt, seconds, true);
  }
}
