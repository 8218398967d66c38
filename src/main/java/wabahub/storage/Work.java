package wabahub.storage;

import org.jdbi.v3.core.Handle;

/// What is done in one transaction.
@FunctionalInterface
public interface Work<T> {
  T run(Handle tx);
}
