package wabahub.bench;

import java.util.ArrayList;
import java.util.List;

/// getWhatsApp beside nginx with a file of the same bytes, while figures change.
final class Lists {
  private static final int CONNECTIONS = 64;

  /// Webhooks a second meanwhile.
  private static final double CHANGES = 50;

  private final int rounds;
  private final int seconds;

  Lists(int rounds, int seconds) {
    this.rounds = rounds;
    this.seconds = seconds;
  }

  List<Row> measure() {
    List<Row> rows = new ArrayList<>();
    try (Engine database = Engine.of("sqlite");
        Hub hub = Hub.start(database)) {
      rows.addAll(measure(hub, 10, Hub.FIRST_PHONE, 0.9));
      rows.addAll(measure(hub, 1_000, Hub.FIRST_PHONE + 100_000, 0.7));
      rows.addAll(measure(hub, 10_000, Hub.FIRST_PHONE + 200_000, 0.9));
    }
    return rows;
  }

  private List<Row> measure(Hub hub, int numbers, int firstPhone, double target) {
    Hub.Partner partner = hub.partner(firstPhone, numbers);
    Samples nginx = new Samples();
    Samples product = new Samples();
    Samples ratios = new Samples();
    Samples nginxTail = new Samples();
    Samples tail = new Samples();
    int bytes = hub.list(partner).length;
    try (Nginx server = new Nginx(hub.list(partner))) {
      Poster poster = new Poster(hub.port, firstPhone, numbers);
      Thread changing =
          Thread.ofPlatform()
              .start(() -> poster.run((seconds + 2) * (rounds * 2 + 1) + 5, 2, CHANGES));
      Wrk.run(hub.port, "/api/whatsapp/getWhatsApp", partner.token(), CONNECTIONS, seconds);
      for (int round = 0; round < rounds; round++) {
        Wrk.Result base = Wrk.run(server.port, "/list", partner.token(), CONNECTIONS, seconds);
        Wrk.Result own =
            Wrk.run(hub.port, "/api/whatsapp/getWhatsApp", partner.token(), CONNECTIONS, seconds);
        nginx.add(base.perSecond());
        product.add(own.perSecond());
        ratios.add(own.perSecond() / base.perSecond());
        nginxTail.add(base.p99());
        tail.add(own.p99());
      }
      changing.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    String what =
        "getWhatsApp, %,d numbers (%,d bytes), figures changing".formatted(numbers, bytes);
    return List.of(
        Row.atLeast(
            what + ": req/s ÷ nginx",
            nginx.text() + "/s",
            product.text() + "/s",
            ratios.median(),
            target),
        Row.atMost(
            "its p99 at 64 connections",
            nginxTail.text() + " ms",
            tail.text() + " ms",
            tail.median(),
            numbers == 10 ? 15 : 5 * nginxTail.median(),
            " ms"));
  }

  /// With ten million facts beside none.
  List<Row> measureFull(String engine) {
    Samples none = new Samples();
    Samples many = new Samples();
    Samples ratios = new Samples();
    try (Engine empty = Engine.of(engine);
        Engine full = Engine.of(engine);
        Hub emptyHub = Hub.start(empty);
        Hub fullHub = Hub.start(full)) {
      Hub.Partner of = emptyHub.partner(Hub.FIRST_PHONE, 1_000);
      Hub.Partner and = fullHub.partner(Hub.FIRST_PHONE, 1_000);
      Intake.fill(full, 10_000_000);
      String path = "/api/whatsapp/getWhatsApp";
      Wrk.run(emptyHub.port, path, of.token(), CONNECTIONS, seconds);
      Wrk.run(fullHub.port, path, and.token(), CONNECTIONS, seconds);
      for (int round = 0; round < rounds; round++) {
        double base =
            Wrk.run(emptyHub.port, path, of.token(), CONNECTIONS, seconds).perSecond();
        double own =
            Wrk.run(fullHub.port, path, and.token(), CONNECTIONS, seconds).perSecond();
        none.add(base);
        many.add(own);
        ratios.add(own / base);
      }
    }
    return List.of(
        Row.atLeast(
            "getWhatsApp, 1,000 numbers, with 10 million facts ÷ with none, " + engine,
            none.text() + "/s",
            many.text() + "/s",
            ratios.median(),
            0.9));
  }
}
