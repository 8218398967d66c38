package wabahub.ops;

/// Jobs that wait for other hosts: each runs on a thread of its own, so that a slow one holds up no
/// other, and only so many at once. What a job is about must be in the database: one that is lost
/// with the process is found there again.
public interface Crew {
  /// How many more jobs may be started now.
  int free();

  /// Starts a job; one that throws is logged. Not more than [#free] by the one loop that calls it.
  void start(Runnable job);
}
