package wabahub.onboarding;

import java.util.List;
import java.util.Set;
import java.util.function.LongConsumer;
import wabahub.hubs.Fenced;
import wabahub.hubs.Hubs;
import wabahub.ops.Crew;

/// Jobs about subjects (ids) that are due in the database, where all hubs see them: one hub at a
/// time does one, and gives it back when it is done.
final class Jobs {
  private final Hubs hubs;
  private final Crew crew;
  private final String kind;

  /// `kind`: of the holds.
  Jobs(Hubs hubs, Crew crew, String kind) {
    this.hubs = hubs;
    this.crew = crew;
    this.kind = kind;
  }

  /// Asks for what is due.
  @FunctionalInterface
  interface Due {
    /// Up to `limit` ids. `unheld`: a condition that leaves out what other hubs do.
    List<Long> find(String unheld, int limit);
  }

  /// Begins some jobs; returns how many. `column`: of the ids, for the condition. `job` looks at
  /// its subject again: another hub may have done it until just now.
  int begin(String column, Due due, LongConsumer job) {
    int free = crew.free();
    if (free == 0 || !hubs.isFit()) {
      return 0;
    }
    List<Long> ids = due.find(hubs.unheld(kind, column), free + crew.engaged());
    Set<Long> mine = hubs.hold(kind, ids);
    int begun = 0;
    for (long id : ids) {
      if (mine.contains(id) && crew.free() > 0 && crew.start(id, () -> run(id, job))) {
        begun++;
      }
    }
    return begun;
  }

  /// Asked for once more: a job about the same subject may have ended, and given it back, since.
  private void run(long id, LongConsumer job) {
    try {
      if (hubs.hold(kind, id)) {
        job.accept(id);
      }
    } catch (Fenced e) {
      // The others have taken over what this hub was about.
    } finally {
      hubs.release(kind, id);
    }
  }
}
