package wabahub.intake;

import java.util.List;
import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// `appSecrets`: those with which Meta may sign; none = events are refused. `verifyToken`: null =
/// handshakes are refused. `journalDays`: how long bodies stay after they were dispatched.
public record Settings(
    List<Secret> appSecrets, @Nullable Secret verifyToken, int journalDays, Probe probe) {}
