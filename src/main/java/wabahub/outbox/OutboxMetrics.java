package wabahub.outbox;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.time.InstantSource;
import wabahub.outbox.DeliverySql.Queue;

/// Counters of the outbox. Attempts = delivered + retried + failed.
final class OutboxMetrics {
  static final String DELIVERED = "delivered";
  static final String RETRIED = "retried";
  static final String FAILED = "failed";

  private final Counter attempts;
  private volatile Queue queue = new Queue(0, null);

  OutboxMetrics(PrometheusRegistry registry, InstantSource clock) {
    attempts =
        Counter.builder()
            .name("wabahub_delivery_attempts")
            .help("Attempts at webhooks of partners by what became of the delivery.")
            .labelNames("result")
            .register(registry);
    for (String result : new String[] {DELIVERED, RETRIED, FAILED}) {
      attempts.initLabelValues(result);
    }
    GaugeWithCallback.builder()
        .name("wabahub_deliveries_waiting")
        .help("Deliveries that wait, those for a retry included; up to 20,000.")
        .callback(gauge -> gauge.call(queue.size()))
        .register(registry);
    GaugeWithCallback.builder()
        .name("wabahub_delivery_lag_seconds")
        .help("How long the oldest delivery has been due, as seen every 10 seconds.")
        .callback(gauge -> gauge.call(lag(clock.instant().getEpochSecond())))
        .register(registry);
  }

  void attempt(String result) {
    attempts.labelValues(result).inc();
  }

  void waiting(Queue now) {
    queue = now;
  }

  private long lag(long now) {
    Long oldest = queue.oldestDueAt();
    return oldest == null ? 0 : Math.max(0, now - oldest);
  }
}
