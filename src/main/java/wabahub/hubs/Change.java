package wabahub.hubs;

import java.util.List;

/// What has changed: ids, or a text, as the kind has it.
public record Change(List<Long> refs, String text) {}
