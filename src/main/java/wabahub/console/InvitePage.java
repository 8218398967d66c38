package wabahub.console;

/// The form for a new link.
public record InvitePage(Frame frame, Typed typed) {}
