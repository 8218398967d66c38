package wabahub.sandbox;

/// What a client brings out of the Embedded Signup. Ids and code are "" when the dialog did not
/// come to them; the server never sees `phoneNumberId` of a coexistence number in the session.
///
/// @param code to be exchanged within 30 seconds
/// @param session the window message of Meta's dialog, as JSON text
public record SignUp(
    String code, String wabaId, String phoneNumberId, String businessId, String session) {}
