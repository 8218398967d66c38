package wabahub.console;

import java.util.List;

/// What a partner's links look like. `preview`: address of a page that shows it; `languages`: those
/// of that page, code and name.
public record BrandingPage(
    Frame frame, Typed typed, String preview, List<List<String>> languages) {}
