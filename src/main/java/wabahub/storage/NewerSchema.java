package wabahub.storage;

/// The database has been migrated by a newer program; this one does not know what it holds. The
/// message is for the operator.
public final class NewerSchema extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NewerSchema(String schema, String version) {
    super(
        "The database belongs to a newer hub: its schema %s is at version %s. Start that one."
            .formatted(schema, version));
  }
}
