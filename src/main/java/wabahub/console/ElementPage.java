package wabahub.console;

import java.util.List;

/// What Meta sent, as it waits. `facts`: label and value; `retry`: to read it again; `back`: to the
/// list.
public record ElementPage(
    Frame frame, List<List<String>> facts, String body, String retry, String back) {}
