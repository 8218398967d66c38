package wabahub.sandbox;

/// A share of the partner's credit line.
record AllocationNode(String id, String wabaId, String credentialId, String currency) {}
