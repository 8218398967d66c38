package wabahub.onboarding;

import wabahub.secrets.Secret;

/// A number that has left and of which Meta has to be told.
record Departure(
    long id,
    String whatsapp,
    String phoneNumberId,
    String wabaId,
    Secret accessToken,
    boolean coexistence,
    long createdAt,
    int attempts) {}
