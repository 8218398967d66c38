package wabahub.graph;

import java.util.Locale;
import java.util.Set;

/// The calls of Meta's that the hub makes. `again`: asking twice does no more than asking once, nor
/// does it use up anything that Meta counts.
enum Edge {
  EXCHANGE("GET", false, Promise.TOKEN),
  DEBUG_TOKEN("GET", true, Promise.RECORD),
  WABA("GET", true, Promise.ID),
  PHONES("GET", true, Promise.LIST),
  PHONE("GET", true, Promise.ID),
  SUBSCRIBE("POST", true, Promise.SUCCESS),
  SUBSCRIPTIONS("GET", true, Promise.LIST),
  UNSUBSCRIBE("DELETE", true, Promise.SUCCESS),
  REGISTER("POST", false, Promise.SUCCESS),
  DEREGISTER("POST", false, Promise.SUCCESS, Fix.NOT_REGISTERED, Fix.NOT_FOUND),
  SYNC_CONTACTS("POST", false, Promise.REQUEST, Fix.SYNC_ASKED),
  SYNC_HISTORY("POST", false, Promise.REQUEST, Fix.SYNC_ASKED),
  ADD_NUMBER("POST", false, Promise.ID),
  PREVERIFIED_LIST("GET", true, Promise.LIST),
  REQUEST_CODE("POST", false, Promise.SUCCESS),
  VERIFY_CODE("POST", false, Promise.SUCCESS, Fix.ALREADY_VERIFIED),
  REMOVE_NUMBER("DELETE", true, Promise.SUCCESS, Fix.NOT_FOUND),
  ME("GET", true, Promise.ID),
  ASSIGN_USER("POST", true, Promise.SUCCESS),
  CREDIT_LINES("GET", true, Promise.LIST),
  SHARE_CREDIT("POST", false, Promise.ALLOCATION),
  /// Never asked twice: Meta has nothing by which it would know the second one.
  SEND("POST", false, Promise.MESSAGE),
  MARK_READ("POST", true, Promise.SUCCESS),
  TEMPLATES("GET", true, Promise.LIST);

  private final String method;
  private final boolean again;
  private final Promise promise;
  private final Set<Fix> done;

  Edge(String method, boolean again, Promise promise, Fix... done) {
    this.method = method;
    this.again = again;
    this.promise = promise;
    this.done = Set.of(done);
  }

  String method() {
    return method;
  }

  boolean again() {
    return again;
  }

  /// What an answer holds when the call did what it should.
  Promise promise() {
    return promise;
  }

  /// Whether a failure says that what was asked for is the case already.
  boolean isDone(Failure failure) {
    return done.contains(failure.fix());
  }

  /// As metrics say it.
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
