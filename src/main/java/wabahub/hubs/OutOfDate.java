package wabahub.hubs;

/// What this hub keeps in memory is not as the database was a second ago, and cannot be looked
/// after now. It will be when the database answers.
public final class OutOfDate extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutOfDate() {
    super("what is kept in memory is out of date");
  }

  OutOfDate(RuntimeException cause) {
    super("what is kept in memory is out of date", cause);
  }
}
