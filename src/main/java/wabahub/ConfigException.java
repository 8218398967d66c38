package wabahub;

/// A setting, or what was found in the data folder, does not let the hub start. The message is for
/// the operator and says what to do.
final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConfigException(String message) {
    super(message);
  }
}
