package wabahub.partners;

/// A reseller, agency or software house that looks after the numbers of many businesses.
public record Partner(
    long id,
    String name,
    String clientId,
    boolean suspended,
    ApiKeys apiKeys,
    TimeZones zones,
    long createdAt) {
  /// How getWhatsApp shows API keys.
  public enum ApiKeys {
    CLEAR,
    MASKED
  }

  Partner with(TimeZones other) {
    return new Partner(id, name, clientId, suspended, apiKeys, other, createdAt);
  }
}
