package wabahub.egress;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/// A request to another host. `body`: empty = none. `timeout`: for all of it, from the name's
/// resolution to the last byte of the answer. `answerBytes`: how much of the answer's body is read;
/// the rest is dropped.
public record Outgoing(
    String method,
    URI address,
    Map<String, String> headers,
    byte[] body,
    Duration timeout,
    int answerBytes) {}
