package wabahub.egress;

import java.io.IOException;
import java.io.Serial;

/// A connection to an address that must not be asked.
final class Forbidden extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  Forbidden(String message) {
    super(message);
  }
}
