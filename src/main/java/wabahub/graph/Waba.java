package wabahub.graph;

/// A WhatsApp Business account. What Meta does not say is "".
public record Waba(
    String id, String name, String currency, String ownerBusinessId, String primaryFundingId) {}
