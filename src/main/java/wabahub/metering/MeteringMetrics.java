package wabahub.metering;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// What Meta says that was not expected. None of it stops anything.
final class MeteringMetrics {
  private final Counter unknown;

  MeteringMetrics(PrometheusRegistry registry) {
    unknown =
        Counter.builder()
            .name("wabahub_metering_surprises")
            .help("Statuses with values that are not known, by what was surprising.")
            .labelNames("what")
            .register(registry);
    unknown.initLabelValues("unknown_status");
    unknown.initLabelValues("unknown_pricing_type");
    unknown.initLabelValues("unexpected_pricing_model");
  }

  void unknownStatus() {
    unknown.labelValues("unknown_status").inc();
  }

  void unknownPricingType() {
    unknown.labelValues("unknown_pricing_type").inc();
  }

  void unexpectedPricingModel() {
    unknown.labelValues("unexpected_pricing_model").inc();
  }
}
