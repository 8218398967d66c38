package wabahub.egress;

import okhttp3.Call;
import okhttp3.EventListener;

/// How far a request has come.
final class Journey extends EventListener {
  private volatile boolean sent;

  @Override
  public void requestHeadersStart(Call call) {
    sent = true;
  }

  /// Whether something of it may have reached the other side.
  boolean sent() {
    return sent;
  }
}
