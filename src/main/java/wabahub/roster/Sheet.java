package wabahub.roster;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import wabahub.metering.Figures;

/// A partner's answer of getWhatsApp for one month (yyyymm), numbers in their order. Not
/// thread-safe.
final class Sheet {
  private final int month;
  private final Map<Long, Entry> entries;
  private byte[] encoded = new byte[0];
  private boolean dirty = true;

  Sheet(int month, Map<Long, Entry> entries) {
    this.month = month;
    this.entries = entries;
  }

  int month() {
    return month;
  }

  void set(Map<Long, Figures> figures) {
    figures.forEach((id, now) -> {
      Entry entry = entries.get(id);
      if (entry != null && !entry.figures().equals(now)) {
        entry.figures(now);
        dirty = true;
      }
    });
  }

  List<Line> lines() {
    return entries.values().stream().map(Entry::line).toList();
  }

  /// The whole answer; the array is never written again.
  byte[] encoded() {
    if (dirty) {
      encoded = encode();
      dirty = false;
    }
    return encoded;
  }

  private byte[] encode() {
    Figures total = Figures.NONE;
    int size = 300;
    for (Entry entry : entries.values()) {
      total = total.plus(entry.figures());
      size += entry.fixed().length + 160;
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream(size);
    write(out, "{\"status\":\"OK\",\"reason\":1,\"totalWhatsApp\":" + entries.size());
    write(out, ",\"totalConversationsThisMonth\":" + total.conversations());
    write(out, ",\"totalMarketingThisMonth\":" + total.marketing());
    write(out, ",\"totalServiceThisMonth\":" + total.service());
    write(out, ",\"totalIncomingThisMonth\":" + total.incoming() + ",\"list\":[");
    String separator = "";
    for (Entry entry : entries.values()) {
      write(out, separator);
      out.writeBytes(entry.fixed());
      write(out, entry.figures());
      separator = ",";
    }
    write(out, "]}");
    return out.toByteArray();
  }

  private static void write(ByteArrayOutputStream out, Figures figures) {
    write(out, ",\"conversationsThisMonth\":" + figures.conversations());
    write(out, ",\"marketingThisMonth\":" + figures.marketing());
    write(out, ",\"serviceThisMonth\":" + figures.service());
    write(out, ",\"incomingThisMonth\":" + figures.incoming() + "}");
  }

  private static void write(ByteArrayOutputStream out, String ascii) {
    out.writeBytes(ascii.getBytes(StandardCharsets.US_ASCII));
  }
}
