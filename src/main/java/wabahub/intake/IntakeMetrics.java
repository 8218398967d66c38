package wabahub.intake;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.GaugeWithCallback;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.util.Set;

/// Counters of the intake. Elements: read = applied + held + set aside + ignored + expired, where a
/// held one is read again when its time comes.
final class IntakeMetrics {
  /// Fields that Meta documents; any other name would make the metric grow without a bound.
  private static final Set<String> OTHER_FIELDS =
      Set.of(
          "account_settings_update",
          "automatic_events",
          "business_username_update",
          "business_username_updates",
          "calls",
          "consumer_profile",
          "flows",
          "group_lifecycle_update",
          "group_participants_update",
          "group_settings_update",
          "group_status_update",
          "history",
          "message_echoes",
          "message_template_components_update",
          "message_template_quality_update",
          "message_template_status_update",
          "messaging_handovers",
          "partner_solutions",
          "payment_configuration_update",
          "security",
          "smb_app_state_sync",
          "smb_message_echoes",
          "template_category_update",
          "user_id_update",
          "user_preferences");

  private final Counter webhooks;
  private final Counter elements;
  private final Counter otherFields;
  private final Counter setAside;
  private final Counter impossible;
  private final Histogram commitSize;
  private final Histogram commitSeconds;
  private final Histogram transactionSeconds;

  IntakeMetrics(PrometheusRegistry registry, Backlog backlog) {
    webhooks =
        Counter.builder()
            .name("wabahub_webhooks")
            .help("Webhooks of Meta by what became of the request.")
            .labelNames("outcome")
            .register(registry);
    elements =
        Counter.builder()
            .name("wabahub_webhook_elements")
            .help("Messages, statuses and account events in webhooks by what became of them.")
            .labelNames("outcome")
            .register(registry);
    otherFields =
        Counter.builder()
            .name("wabahub_webhook_other_fields")
            .help("Changes of fields that nothing is done with.")
            .labelNames("field")
            .register(registry);
    setAside =
        Counter.builder()
            .name("wabahub_set_aside")
            .help("What could not be read, by reason.")
            .labelNames("reason")
            .register(registry);
    impossible =
        Counter.builder()
            .name("wabahub_impossible")
            .help("Events that the hub's own logic rules out. Anything but 0 is a bug.")
            .register(registry);
    commitSize =
        Histogram.builder()
            .name("wabahub_journal_commit_webhooks")
            .help("Webhooks that shared a commit of the journal.")
            .classicOnly()
            .classicUpperBounds(1, 2, 4, 8, 16, 32, 64, 128, 256, 512)
            .register(registry);
    commitSeconds =
        Histogram.builder()
            .name("wabahub_journal_commit_seconds")
            .help("Time of a commit of the journal.")
            .classicOnly()
            .register(registry);
    transactionSeconds =
        Histogram.builder()
            .name("wabahub_dispatch_transaction_seconds")
            .help("Time of a transaction that applies events; none should be above 0.05.")
            .classicOnly()
            .classicUpperBounds(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1)
            .register(registry);
    GaugeWithCallback.builder()
        .name("wabahub_journal_lag_seconds")
        .help("Age of the oldest acknowledged event that is not in the figures.")
        .callback(gauge -> gauge.call(backlog.lag().toMillis() / 1e3))
        .register(registry);
    for (String outcome : new String[] {"accepted", "refused"}) {
      webhooks.initLabelValues(outcome);
    }
    for (String outcome : new String[] {"applied", "held", "set_aside", "ignored", "expired"}) {
      elements.initLabelValues(outcome);
    }
  }

  void webhook(boolean accepted) {
    webhooks.labelValues(accepted ? "accepted" : "refused").inc();
  }

  void committed(int size, long nanos) {
    commitSize.observe(size);
    commitSeconds.observe(nanos / 1e9);
  }

  void transaction(long nanos) {
    transactionSeconds.observe(nanos / 1e9);
  }

  void applied(int count) {
    elements.labelValues("applied").inc(count);
  }

  void held(int count) {
    elements.labelValues("held").inc(count);
  }

  /// Their number was registered more than 30 days after they came.
  void expired(int count) {
    elements.labelValues("expired").inc(count);
  }

  void ignored() {
    elements.labelValues("ignored").inc();
  }

  void otherField(String field) {
    otherFields.labelValues(OTHER_FIELDS.contains(field) ? field : "unknown").inc();
  }

  void setAside(String reason) {
    elements.labelValues("set_aside").inc();
    setAside.labelValues(reason).inc();
  }

  void impossible() {
    impossible.inc();
  }
}
