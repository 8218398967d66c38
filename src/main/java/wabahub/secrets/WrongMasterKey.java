package wabahub.secrets;

/// The database was made with another master key.
public final class WrongMasterKey extends RuntimeException {
  private static final long serialVersionUID = 1L;

  WrongMasterKey() {
    super(
        "This database was made with another master key. Set WABAHUB_MASTER_KEY (or the file"
            + " master-key in the data folder) to the key it was made with.");
  }
}
