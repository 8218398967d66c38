package wabahub.ops;

import java.util.Optional;

/// One condition of being able to serve.
@FunctionalInterface
public interface Check {
  /// What is wrong, in one sentence without secrets; empty when nothing is.
  Optional<String> problem();
}
