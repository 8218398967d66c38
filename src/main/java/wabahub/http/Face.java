package wabahub.http;

/// How an interface words its failures.
public enum Face {
  /// The Partners API: `{"status":"FAIL","reason":3}` and the fields of the refusal.
  ENVELOPE,
  /// RFC 9457 problem details: `{"type","title","status","detail"}` and the fields of the refusal.
  PROBLEM,
  /// A page for a person: the sentence of the reason, and what is said of this very case.
  PAGE
}
