package wabahub.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import wabahub.egress.Egress;
import wabahub.secrets.Secret;

/// A client, what it needs, and Meta's stand-in.
final class Bench implements AutoCloseable {
  static final Secret TOKEN = new Secret("EAAclient0123456789abcdef");
  static final Secret SYSTEM_TOKEN = new Secret("EAAsystem0123456789abcdef");
  static final Secret APP_SECRET = new Secret("0123456789abcdef0123456789abcdef");
  static final Secret OLD_APP_SECRET = new Secret("fedcba9876543210fedcba9876543210");
  static final String WABA = "102290129340398";
  static final String PHONE = "106540352242922";
  static final String BUSINESS = "506914307656634";

  final Meta meta = new Meta();
  final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-11-22T10:00:00Z"));
  final PrometheusRegistry registry = new PrometheusRegistry();
  final Graph graph;
  private final Egress egress;

  Bench() {
    this(List.of(APP_SECRET), SYSTEM_TOKEN, BUSINESS);
  }

  Bench(List<Secret> appSecrets, @Nullable Secret systemUserToken, String businessId) {
    this(null, appSecrets, systemUserToken, businessId, Writing.TIMEOUT);
  }

  /// `url`: null = the stand-in's.
  Bench(
      @Nullable URI url,
      List<Secret> appSecrets,
      @Nullable Secret systemUserToken,
      String businessId,
      Duration timeout) {
    Settings settings =
        new Settings(
            url == null ? meta.url() : url,
            "v25.0",
            "1234567890",
            appSecrets,
            systemUserToken,
            businessId);
    egress = Egress.to(settings.url());
    graph = new Graph(settings, egress, now::get, registry, timeout);
  }

  void advance(Duration time) {
    now.updateAndGet(instant -> instant.plus(time));
  }

  /// The failure of a call.
  static Failure failure(Runnable call) {
    GraphException thrown = catchThrowableOfType(GraphException.class, call::run);
    assertThat(thrown).as("a failure").isNotNull();
    return thrown.failure();
  }

  String metrics() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      PrometheusTextFormatWriter.create().write(out, registry.scrape());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toString(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    meta.close();
    egress.close();
  }
}
