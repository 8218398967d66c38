package wabahub.graph;

/// What a coexistence number hands over once, within 24 hours of its onboarding. `type`: Meta's
/// `sync_type`.
public enum Sync {
  CONTACTS("smb_app_state_sync"),
  HISTORY("history");

  private final String type;

  Sync(String type) {
    this.type = type;
  }

  public String type() {
    return type;
  }
}
