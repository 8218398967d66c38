package wabahub.ops;

/// Work that a thread does again and again.
@FunctionalInterface
public interface Loop {
  /// Does a bounded piece of work and returns how much it was; 0 = there was nothing to do.
  int tick();
}
