package wabahub.console;

/// A partner's credentials, the one time that the secret is shown. `next`: where to go on; `hint`:
/// what changes with it.
public record SecretPage(
    Frame frame, String partner, String clientId, String secret, String hint, String next) {}
