package wabahub.onboarding;

import java.util.function.Supplier;
import wabahub.ops.Crew;

/// `publicUrl`: the address in links, without a slash at the end; known once the hub serves. `crew`:
/// for what waits for Meta.
public record Settings(Supplier<String> publicUrl, Crew crew) {}
