package wabahub.graph;

import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/// Calls of Meta's by what became of them.
final class GraphMetrics {
  private final Counter calls;
  private final Histogram seconds;

  GraphMetrics(PrometheusRegistry registry) {
    calls =
        Counter.builder()
            .name("wabahub_graph_calls")
            .help(
                "Calls of Meta's Graph API by result: ok, Meta's error code, or why there is none.")
            .labelNames("call", "result")
            .register(registry);
    seconds =
        Histogram.builder()
            .name("wabahub_graph_call_seconds")
            .help("Time of a call of Meta's Graph API, from the request to the end of the answer.")
            .labelNames("call")
            .classicOnly()
            .classicUpperBounds(0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)
            .register(registry);
    for (Edge edge : Edge.values()) {
      calls.initLabelValues(edge.label(), "ok");
    }
  }

  void asked(Edge edge, String result, long nanos) {
    calls.labelValues(edge.label(), result).inc();
    seconds.labelValues(edge.label()).observe(nanos / 1e9);
  }

  /// Not sent at all.
  void kept(Edge edge, String result) {
    calls.labelValues(edge.label(), result).inc();
  }
}
