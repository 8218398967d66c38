package wabahub.storage;

import java.sql.SQLException;

/// The database did not do what it was asked. The cause says why.
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public StorageException(SQLException cause) {
    super(cause.getMessage(), cause);
  }
}
