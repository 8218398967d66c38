package wabahub.onboarding;

/// A live number whose WABA's subscription is looked after.
record Watched(long numberId, String wabaId, String phoneNumberId, int attempts) {}
