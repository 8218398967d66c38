package wabahub.partners;

import java.time.ZoneId;
import wabahub.secrets.Secret;

/// `zone`: copied into new partners. `rate`: requests a second and partner, 0 = no limit.
public record Settings(Secret adminToken, ZoneId zone, int rate) {}
