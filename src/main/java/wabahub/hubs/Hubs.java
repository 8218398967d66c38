package wabahub.hubs;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.jdbi.v3.core.Handle;
import wabahub.storage.Engine;
import wabahub.storage.Session;
import wabahub.storage.Storage;

/// The hubs that share one database: who lives, who does which work, and what has changed.
///
/// On SQLite there is one hub: it holds whatever it asks for, nobody tells it anything, and none of
/// this costs a statement.
public final class Hubs implements AutoCloseable {
  /// What is kept in memory and must be exact is not believed for longer (milliseconds).
  private static final long EXACT_MS = 900;

  /// For that long a request waits until memory is looked after.
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private static final long NOBODY = 0;

  private final boolean shared;
  private final Session session;
  private final Membership membership;
  private final Holds holds;
  private final Changes changes;

  /// One thread at a time speaks on the session; another one may be hearing of changes.
  private final ReentrantLock beating = new ReentrantLock();

  private final ReentrantLock hearing = new ReentrantLock();
  private volatile LongSupplier lag = () -> 0L;
  private volatile long othersApplied = Long.MAX_VALUE;
  private volatile boolean open;

  public Hubs(Storage storage, Self self, InstantSource clock) {
    this(storage, self, new Watch(clock, System::nanoTime));
  }

  Hubs(Storage storage, Self self, Watch watch) {
    this.shared = storage.engine() == Engine.POSTGRESQL;
    this.session = storage.session();
    this.membership = new Membership(storage, session, watch, self);
    this.holds = new Holds(storage);
    this.changes = new Changes(storage, watch);
  }

  /// Before [#open]: who takes over from dead hubs.
  public void inherit(Heir heir) {
    membership.inherit(heir);
  }

  /// Before [#open]: who keeps something in memory.
  public void follow(String kind, Follower follower) {
    changes.follow(kind, follower);
  }

  /// Before [#open]: who knows the age of the oldest event that is accepted and not applied
  /// (milliseconds).
  public void lag(LongSupplier source) {
    lag = source;
  }

  /// Joins the others, before anything else is done. What dead hubs left is taken over when this
  /// returns.
  public void open() {
    if (shared) {
      changes.begin();
    }
    join();
    open = true;
  }

  private void join() {
    long id = membership.join();
    // Before anybody sees the id, and before a beat that may fail: what the life before held is not
    // this one's.
    holds.begin(id);
    membership.begin(id);
    if (shared) {
      membership.look();
      othersApplied = Math.min(othersApplied, membership.othersApplied());
    }
  }

  /// Whether there may be other hubs.
  public boolean isShared() {
    return shared;
  }

  /// This hub, until the others give it up; then it goes on under another id.
  public long id() {
    return membership.id();
  }

  /// All that live, as far as is known; this one included.
  public List<Hub> all() {
    return membership.hubs();
  }

  /// How many hubs live, as far as is known; at least 1.
  public int live() {
    return Math.max(1, membership.hubs().size());
  }

  /// Shows that this hub lives, and looks after the others. To be run every 200 ms where there may
  /// be others. Returns 1 when the others had given this hub up and it has begun anew, else 0.
  public int tick() {
    beating.lock();
    try {
      return !shared || live(true) ? 0 : 1;
    } finally {
      beating.unlock();
    }
  }

  private boolean live(boolean look) {
    if (!membership.beat(lag.getAsLong())) {
      join();
      return false;
    }
    if (look) {
      membership.look();
    }
    return true;
  }

  /// Takes over from those that [#tick] has found dead; returns from how many. Waits for what they
  /// have under way, so not in the thread that ticks.
  public int bury() {
    return shared ? membership.bury() : 0;
  }

  /// Hears what other hubs have changed. To be run every 200 ms where there may be others.
  public int hear() {
    if (shared) {
      hearing.lock();
      try {
        holds.flush();
        look();
      } finally {
        hearing.unlock();
      }
    }
    return 0;
  }

  private void look() {
    // Before the look: what they had applied by then, they had told.
    long applied = membership.othersApplied();
    changes.look(id());
    othersApplied = applied;
  }

  /// Up to when the other hubs that live have applied what they have accepted, and this one has
  /// heard of it (UNIX milliseconds); [Long#MAX_VALUE] when there are none.
  public long othersApplied() {
    return othersApplied;
  }

  /// Returns when whatever followers keep in memory is less than a second behind the database: at
  /// once nearly always.
  ///
  /// @throws OutOfDate when it is not, and the database does not answer
  public void current() {
    if (shared && changes.age() >= EXACT_MS && !hearing.isHeldByCurrentThread()) {
      awaitCurrent();
    }
  }

  private void awaitCurrent() {
    try {
      // While the database is away not one after the other, each for as long as it takes.
      if (!hearing.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new OutOfDate();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new OutOfDate();
    }
    try {
      if (changes.age() >= EXACT_MS) {
        look();
      }
    } catch (RuntimeException e) {
      throw Storage.isUnavailable(e) ? new OutOfDate(e) : e;
    } finally {
      hearing.unlock();
    }
  }

  /// Whether this hub may begin anything outside its database, such as a request to Meta. False
  /// when the others may have given it up: nothing it held is its own then.
  public boolean isFit() {
    return !shared || membership.isFit() || lives(() -> live(false));
  }

  /// `beats`: whether the database says so; false when it does not answer.
  private boolean lives(BooleanSupplier beats) {
    beating.lock();
    try {
      return membership.isFit() || beats.getAsBoolean();
    } catch (RuntimeException e) {
      if (Storage.isUnavailable(e)) {
        return false;
      }
      throw e;
    } finally {
      beating.unlock();
    }
  }

  /// First in a transaction that claims work, or writes what only one hub may write: keeps this hub
  /// from being given up until it ends.
  ///
  /// @throws Fenced when it was given up
  public void guard(Handle tx) {
    guard(tx, id());
  }

  /// The same for work that was begun when this hub had this id: what comes of it is not written
  /// when it has another one now.
  ///
  /// @throws Fenced when it was given up since
  public void guard(Handle tx, long id) {
    if (shared && !HubSql.guard(tx, id)) {
      throw new Fenced(id);
    }
  }

  /// Takes the work about these subjects upon this hub; returns those that it has now, those of
  /// before included. It keeps them until [#release], or until the others give it up.
  ///
  /// @throws Fenced when it was given up
  public Set<Long> hold(String kind, Collection<Long> subjects) {
    return shared ? holds.hold(kind, subjects) : Set.copyOf(subjects);
  }

  /// The same for one.
  public boolean hold(String kind, long subject) {
    return !shared || holds.has(kind, subject) || !hold(kind, Set.of(subject)).isEmpty();
  }

  /// Lets others have the work, soon.
  public void release(String kind, long subject) {
    if (shared) {
      holds.release(kind, subject);
    }
  }

  /// A condition, beginning with AND, that leaves out what other hubs hold; "" where there are
  /// none. `column` is where the query has the subject.
  public String unheld(String kind, String column) {
    return shared ? HoldSql.unheld(id(), kind, column) : "";
  }

  /// Tells the other hubs what this transaction changes of that which they keep in memory. This one
  /// sees to its own memory.
  public void tell(Handle tx, String kind, Collection<Long> refs) {
    tell(tx, kind, new Change(List.copyOf(refs), ""));
  }

  /// The same with a text (400 characters at most).
  public void tell(Handle tx, String kind, String text) {
    tell(tx, kind, new Change(List.of(), text));
  }

  /// The same, and this one hears of it in the same way.
  public void tellAll(Handle tx, String kind, Collection<Long> refs) {
    if (shared) {
      ChangeSql.insert(tx, NOBODY, kind, new Change(List.copyOf(refs), ""));
    }
  }

  private void tell(Handle tx, String kind, Change change) {
    if (shared) {
      ChangeSql.insert(tx, id(), kind, change);
    }
  }

  /// Leaves the others: what it held is theirs at once. After its loops have ended.
  @Override
  public void close() {
    try {
      // One that was given up has nothing to leave, and does not begin anew for that.
      if (open && shared && lives(() -> membership.beat(lag.getAsLong()))) {
        membership.end();
      }
    } finally {
      open = false;
      session.close();
    }
  }

  /// The hubs that live, for the operator.
  public String note() {
    return membership.note();
  }
}
