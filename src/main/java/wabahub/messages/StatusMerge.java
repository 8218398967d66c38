package wabahub.messages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.messages.ArrivalSql.Found;
import wabahub.messages.Event.Status;
import wabahub.secrets.Secrets;

/// Joins statuses to the messages that they are about. A message is found by what its send carried,
/// so that a status may come before Meta's answer to the send, or without there ever being one.
final class StatusMerge {
  private static final int TEXT = 400;

  private final Secrets secrets;
  private final Hashes hashes;
  private final List<Follower> followers;

  StatusMerge(Secrets secrets, List<Follower> followers) {
    this.secrets = secrets;
    this.hashes = new Hashes(secrets);
    this.followers = followers;
  }

  /// A status of a number (id).
  record Heard(long numberId, Status status) {}

  void apply(Handle tx, List<Heard> heard) {
    Map<String, List<Status>> byCode = new LinkedHashMap<>();
    Map<String, List<Status>> byWamid = new LinkedHashMap<>();
    Map<String, @Nullable Object[]> codes = new LinkedHashMap<>();
    Map<String, @Nullable Object[]> wamids = new LinkedHashMap<>();
    for (Heard one : heard) {
      Status status = one.status();
      if (status.unique().isEmpty()) {
        byte[] hash = hashes.wamid(status.wamid());
        String key = key(one.numberId(), hash);
        byWamid.computeIfAbsent(key, k -> new ArrayList<>()).add(status);
        wamids.put(key, new @Nullable Object[] {one.numberId(), hash});
      } else {
        String key = one.numberId() + " " + status.unique();
        byCode.computeIfAbsent(key, k -> new ArrayList<>()).add(status);
        codes.put(key, new @Nullable Object[] {one.numberId(), status.unique()});
      }
    }
    Map<Long, Step> steps = new HashMap<>();
    if (!codes.isEmpty()) {
      for (Found found : ArrivalSql.byCode(tx, List.copyOf(codes.values()))) {
        step(steps, found).add(byCode.get(found.numberId() + " " + found.code()));
      }
    }
    if (!wamids.isEmpty()) {
      for (Found found : ArrivalSql.byWamid(tx, List.copyOf(wamids.values()))) {
        step(steps, found).add(byWamid.get(key(found.numberId(), found.wamidHash())));
      }
    }
    save(tx, steps.values().stream().filter(Step::isNews).toList());
  }

  private Step step(Map<Long, Step> steps, Found found) {
    return steps.computeIfAbsent(found.id(), id -> new Step(found));
  }

  private static String key(long numberId, byte @Nullable [] hash) {
    return numberId + " " + (hash == null ? "" : HexFormat.of().formatHex(hash));
  }

  private void save(Handle tx, List<Step> steps) {
    if (steps.isEmpty()) {
      return;
    }
    ArrivalSql.change(tx, steps.stream().map(this::row).toList());
    List<StatusChange> changes = new ArrayList<>();
    for (Step step : steps) {
      if (!step.told.isEmpty()) {
        String to = Outgoing.read(secrets, step.found.body()).to();
        step.told.forEach(status -> changes.add(change(step.found, to, status)));
      }
    }
    if (!changes.isEmpty()) {
      followers.forEach(follower -> follower.changed(tx, changes));
    }
  }

  private static StatusChange change(Found found, String to, Status status) {
    return new StatusChange(
        found.numberId(),
        found.code(),
        status.state(),
        to,
        status.at(),
        status.error(),
        status.errorText());
  }

  private @Nullable Object[] row(Step step) {
    Status last = step.last;
    boolean failed =
        step.failedAt != null && (step.givenUp || step.found.marks().failedAt() == null);
    String text = plain(last.errorText());
    return new @Nullable Object[] {
      step.found.id(),
      step.found.numberId(),
      step.state.label(),
      secrets.encrypt(last.wamid().getBytes(StandardCharsets.UTF_8), Messages.WAMID),
      hashes.wamid(last.wamid()),
      failed ? (Object) last.error() : null,
      failed ? text : null,
      step.sentAt,
      step.deliveredAt,
      step.readAt,
      step.failedAt
    };
  }

  /// Fit for every database.
  static String plain(String text) {
    String clean = text.replaceAll("[\\p{Cntrl}\\p{Cs}]+", " ");
    return clean.length() <= TEXT ? clean : clean.substring(0, TEXT - 1) + "…";
  }

  /// What some statuses make of a message.
  private static final class Step {
    private final Found found;

    /// Nobody knew whether Meta had it; Meta says so after all.
    private final boolean givenUp;

    private final List<Status> told = new ArrayList<>();
    private State state;
    private @Nullable Long sentAt;
    private @Nullable Long deliveredAt;
    private @Nullable Long readAt;
    private @Nullable Long failedAt;
    private Status last;
    private boolean changed;

    @SuppressWarnings("NullAway.Init")
    Step(Found found) {
      this.found = found;
      this.givenUp = found.state() == State.FAILED && found.wamidHash() == null;
      this.state = givenUp ? State.IN_DOUBT : found.state();
      this.sentAt = found.marks().sentAt();
      this.deliveredAt = found.marks().deliveredAt();
      this.readAt = found.marks().readAt();
      this.failedAt = givenUp ? null : found.marks().failedAt();
    }

    void add(@Nullable List<Status> statuses) {
      if (statuses != null) {
        statuses.forEach(this::add);
      }
    }

    private void add(Status status) {
      if (!mark(status)) {
        return;
      }
      changed = true;
      told.add(status);
      if (last == null || status.state() == State.FAILED) {
        last = status;
      }
      if (state.mayBecome(status.state())) {
        state = status.state();
      }
    }

    /// False when it was known, or says that a message failed which has arrived.
    private boolean mark(Status status) {
      switch (status.state()) {
        case SENT -> {
          if (sentAt != null) {
            return false;
          }
          sentAt = status.at();
        }
        case DELIVERED -> {
          if (deliveredAt != null) {
            return false;
          }
          deliveredAt = status.at();
        }
        case READ -> {
          if (readAt != null) {
            return false;
          }
          readAt = status.at();
        }
        case FAILED -> {
          if (failedAt != null || !state.mayBecome(State.FAILED)) {
            return false;
          }
          failedAt = status.at();
        }
        case RECEIVED, WAITING, SENDING, IN_DOUBT, ACCEPTED -> {
          return false;
        }
      }
      return true;
    }

    boolean isNews() {
      return changed;
    }
  }
}
