package wabahub.roster;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import wabahub.metering.Figures;

/// A partner's answer of getWhatsApp for one month (yyyymm), numbers in their order. Not
/// thread-safe.
final class Sheet {
  private static final byte[] END = "]}".getBytes(StandardCharsets.US_ASCII);

  private final int month;
  private final Map<Long, Entry> entries;

  /// Of this sheet among all that any hub ever makes.
  private final String name = UUID.randomUUID().toString().replace("-", "");

  private @Nullable Edition edition;
  private long editions;

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
        edition = null;
      }
    });
  }

  List<Line> lines() {
    return entries.values().stream().map(Entry::line).toList();
  }

  /// The whole answer.
  Edition edition() {
    if (edition == null) {
      editions++;
      edition = new Edition(encode(), name + "." + editions);
    }
    return edition;
  }

  private byte[] encode() {
    Figures total = Figures.NONE;
    int size = END.length;
    for (Entry entry : entries.values()) {
      total = total.plus(entry.figures());
      size += entry.encoded().length + 1;
    }
    byte[] head = head(total);
    ByteBuffer out = ByteBuffer.allocate(head.length + size - (entries.isEmpty() ? 0 : 1));
    out.put(head);
    boolean first = true;
    for (Entry entry : entries.values()) {
      if (!first) {
        out.put((byte) ',');
      }
      out.put(entry.encoded());
      first = false;
    }
    return out.put(END).array();
  }

  private byte[] head(Figures total) {
    String head =
        "{\"status\":\"OK\",\"reason\":1,\"totalWhatsApp\":"
            + entries.size()
            + ",\"totalConversationsThisMonth\":"
            + total.conversations()
            + ",\"totalMarketingThisMonth\":"
            + total.marketing()
            + ",\"totalServiceThisMonth\":"
            + total.service()
            + ",\"totalIncomingThisMonth\":"
            + total.incoming()
            + ",\"list\":[";
    return head.getBytes(StandardCharsets.US_ASCII);
  }
}
