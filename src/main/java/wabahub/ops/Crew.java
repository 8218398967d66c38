package wabahub.ops;

/// Jobs that wait for other hosts: each runs on a thread of its own, so that a slow one holds up no
/// other, and only so many at once. What a job is about must be in the database: one that is lost
/// with the process is found there again.
public interface Crew {
  /// How many more jobs may be started now.
  int free();

  /// Starts a job; one that throws is logged. Not more than [#free] by the one loop that calls it.
  void start(Runnable job);

  /// Starts a job about a subject (an id), unless one about it is under way, or has thrown less
  /// than a minute ago; false when it does not.
  boolean start(long subject, Runnable job);

  /// How many subjects [#start] would not take now: as long as nothing has come of them they are
  /// still due, and stand in front of the others.
  int engaged();
}
