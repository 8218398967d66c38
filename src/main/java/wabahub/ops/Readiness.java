package wabahub.ops;

import java.util.Map;

/// How the hub is: `checks` decide whether it is ready, `notes` are worth knowing; each is "" when
/// all is well, else one sentence. `facts`: what it is (version, world).
public record Readiness(
    boolean isReady,
    Map<String, Object> facts,
    Map<String, String> checks,
    Map<String, String> notes) {}
