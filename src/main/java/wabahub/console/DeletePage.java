package wabahub.console;

/// What it means to delete a number, and the form that does it. `wrong`: the number was not typed
/// as it is.
public record DeletePage(
    Frame frame, String path, String name, String phone, boolean coexistence, boolean wrong) {}
