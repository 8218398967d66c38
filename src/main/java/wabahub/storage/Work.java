package wabahub.storage;

import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/// What is done in one transaction.
@FunctionalInterface
public interface Work<T extends @Nullable Object> {
  T run(Handle tx);
}
