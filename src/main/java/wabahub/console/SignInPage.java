package wabahub.console;

/// The form to sign in with. `kind`: `partner` or `operator`, the one that is open; `clientId`: as
/// it was typed; `wrong`: why it did not work, "" at first.
public record SignInPage(Frame frame, String csrf, String kind, String clientId, String wrong) {}
