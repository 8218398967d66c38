package wabahub.egress;

import java.util.List;
import java.util.Map;

/// What another host answered. Names of headers are in lower case.
public record Incoming(int status, Map<String, List<String>> headers, byte[] body) {}
