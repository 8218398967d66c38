package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import wabahub.TestHub.Reply;
import wabahub.sandbox.Sandbox;
import wabahub.sandbox.Sent;
import wabahub.sandbox.SignUp;
import wabahub.sandbox.Wanted;

/// What events cost PostgreSQL: rows, bytes with their indexes, and log (WAL). Prints the table
/// that docs/scale.md calculates with.
@Tag("long")
final class CostTest {
  private static final int EVENTS = Integer.getInteger("wabahub.events", 3_000);
  private static final List<String> TABLES =
      List.of(
          "unit",
          "customer_message",
          "customer_sessions",
          "message",
          "contact",
          "delivery",
          "delivery_attempt",
          "send_key");

  private static final String WAL =
      "SELECT pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::bigint";
  private static final String IMAGES = "SELECT wal_fpi FROM pg_stat_wal";
  private static final String WHATSAPP = "447700900177";

  private final List<String> lines = new ArrayList<>();

  @Test
  void events_ofEachKind_costSoMuch() {
    try (Meta meta = Meta.techProvider(Database.POSTGRESQL);
        Receiver receiver = new Receiver()) {
      meta.sandbox.tellsStatuses(false);
      TestHub hub = meta.hub;
      SignUp signUp = meta.onboard(meta.link(Map.of()), Wanted.of("Northern Kites").on(WHATSAPP));
      String phone = signUp.phoneNumberId();
      hub.settle();

      measure(
          hub,
          "statuses, three a message: webhook, unit, figures",
          3 * EVENTS,
          () -> post(hub, 3 * EVENTS, i -> status(phone, "wamid.o" + i / 3, i % 3, hub)));
      measure(
          hub,
          "messages of customers: webhook, session, history",
          EVENTS,
          () ->
              post(
                  hub,
                  EVENTS,
                  i -> message(phone, "wamid.i" + i, "44771" + (100_000 + i % 500), hub)));
      meta.own(
          "POST",
          "numbers/" + WHATSAPP + "/webhooks",
          Map.of("url", receiver.url(), "events", List.of("message")));
      measure(
          hub,
          "the same, and delivered to one webhook",
          EVENTS,
          () ->
              post(
                  hub,
                  EVENTS,
                  i -> message(phone, "wamid.d" + i, "44771" + (100_000 + i % 500), hub)));
      measure(hub, "messages sent: accepted, claimed, settled", EVENTS, () -> send(meta));
      Sandbox.Phone phoneAtMeta = meta.sandbox.phone(WHATSAPP, phone);
      List<String> sent = meta.sandbox.sent().stream().map(Sent::wamid).toList();
      measure(
          hub,
          "statuses of these, three each: history, unit, figures",
          3 * sent.size(),
          () -> Crowd.of(3 * sent.size(), i -> tell(phoneAtMeta, sent.get(i / 3), i % 3)));
      bytes(hub);
      lines.forEach(System.out::println);
      assertThat(receiver.ids()).hasSizeGreaterThanOrEqualTo(EVENTS);
      assertThat(meta.sandbox.sent()).hasSizeGreaterThanOrEqualTo(Math.min(EVENTS, 10_000));
    }
  }

  /// Log per event, first touches of pages after a checkpoint (full images) told apart.
  private void measure(TestHub hub, String what, int events, Runnable work) {
    hub.execute("CHECKPOINT");
    long wal = number(hub, WAL);
    long images = number(hub, IMAGES);
    work.run();
    hub.settle();
    lines.add(
        "%-60s %,8d events, %,7d bytes of log each, %,6d page images in all"
            .formatted(
                what, events, (number(hub, WAL) - wal) / events, number(hub, IMAGES) - images));
  }

  private void bytes(TestHub hub) {
    hub.execute("VACUUM ANALYZE");
    for (String table : TABLES) {
      long rows = number(hub, "SELECT count(*) FROM " + table);
      long total = number(hub, "SELECT pg_total_relation_size('" + table + "')");
      long heap = number(hub, "SELECT pg_table_size('" + table + "')");
      lines.add(
          "%-20s %,8d rows, %,6d bytes each, of these %,6d in indexes"
              .formatted(
                  table, rows, total / Math.max(1, rows), (total - heap) / Math.max(1, rows)));
    }
    long journal =
        number(
            hub,
            "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('journal') WHERE isleaf");
    long rows = number(hub, "SELECT count(*) FROM journal");
    lines.add("%-20s %,8d rows, %,6d bytes each".formatted("journal", rows, journal / rows));
  }

  private static long number(TestHub hub, String sql) {
    return Long.parseLong(hub.rows(sql).getFirst());
  }

  /// Eight at a time, as Meta does; they share commits.
  private static void post(TestHub hub, int count, IntFunction<byte[]> body) {
    Crowd.of(count, i -> assertThat(hub.webhook(body.apply(i)).status()).isEqualTo(200));
    hub.settle();
  }

  private static boolean tell(Sandbox.Phone phone, String wamid, int which) {
    phone.tells(wamid, List.of("sent", "delivered", "read").get(which), 0);
    return true;
  }

  private static byte[] status(String phone, String id, int which, TestHub hub) {
    String status = List.of("sent", "delivered", "read").get(which);
    long now = hub.clock.instant().getEpochSecond();
    return WebhookTest.statuses(phone, WebhookTest.status(id, status, now, "utility", "regular"));
  }

  private static byte[] message(String phone, String id, String from, TestHub hub) {
    long now = hub.clock.instant().getEpochSecond();
    return WebhookTest.messages(phone, WebhookTest.message(id, from, now));
  }

  private static void send(Meta meta) {
    String key = meta.hub.list(meta.partner).get("list").get(0).get("apiKey").stringValue();
    for (int from = 0; from < EVENTS; from += 500) {
      List<Map<String, Object>> destinations = new ArrayList<>();
      for (int i = from; i < Math.min(EVENTS, from + 500); i++) {
        destinations.add(Map.of("to", "4477" + (20_000_000 + i)));
      }
      Map<String, Object> body = new LinkedHashMap<>();
      body.put("apiKey", key);
      body.put("from", WHATSAPP);
      body.put("name", "hello_world");
      body.put("headerType", 1);
      body.put("destinations", destinations);
      Reply reply = meta.hub.call("POST", "/whatsapp/v2/sendMultiTemplate", Map.of(), body);
      assertThat(reply.status()).as(reply.text()).isEqualTo(200);
      String waiting = "SELECT count(*) FROM message WHERE state IN ('waiting', 'sending')";
      while (number(meta.hub, waiting) > 0) {
        meta.hub.settle();
        meta.hub.clock.advance(Duration.ofMillis(100));
      }
    }
  }
}
