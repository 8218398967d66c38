package wabahub;

import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What was opened, to be closed in reverse order; what fails at that keeps nothing else open.
final class Closing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Closing.class);

  private final List<AutoCloseable> opened = new ArrayList<>();

  <T extends AutoCloseable> T open(T part) {
    opened.add(part);
    return part;
  }

  @Override
  public void close() {
    for (AutoCloseable part : opened.reversed()) {
      try {
        part.close();
      } catch (Exception e) {
        LOG.warn("closing failed", e);
      }
    }
    opened.clear();
  }
}
