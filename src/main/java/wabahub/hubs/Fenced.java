package wabahub.hubs;

/// The other hubs have given this one up for dead and do its work: what it was about to write must
/// not be written. It goes on under a new id.
public final class Fenced extends RuntimeException {
  private static final long serialVersionUID = 1L;

  Fenced(long hub) {
    super("hub " + hub + " was given up by the others");
  }
}
