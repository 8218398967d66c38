package wabahub.console;

import java.util.List;

/// The operator's page about one partner. `path`: the beginning of its actions; `facts`: label and
/// value; `typed`: its name, and why another one was not taken.
public record PartnerPage(
    Frame frame,
    String path,
    String numbers,
    boolean suspended,
    boolean masked,
    List<List<String>> facts,
    Typed typed) {}
