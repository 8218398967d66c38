package wabahub.onboarding;

import wabahub.secrets.Secret;

/// A number that has left and of which Meta has to be told. `registered`: it may be registered
/// there by this hub, which undoes that and no one else's.
record Departure(
    long id,
    String whatsapp,
    String phoneNumberId,
    String wabaId,
    Secret accessToken,
    boolean registered,
    long createdAt,
    int attempts) {}
