package wabahub.outbox;

import java.util.List;
import org.jdbi.v3.core.Handle;
import wabahub.http.Route;

/// Partners' webhooks: what they are told, and whether it has arrived.
public final class Outbox {
  public List<Route> routes() {
    return List.of();
  }

  /// Writes an event down in the transaction that causes it. An event whose id the partner's
  /// webhook has had is left out; so is one of a partner without a webhook.
  public void add(Handle tx, Event event) {}

  /// After a commit with events: they are delivered at once.
  public void wake() {}

  /// Delivers some of what is due; returns how many deliveries were begun.
  public int deliver() {
    return 0;
  }
}
