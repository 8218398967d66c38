package wabahub.feed;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import wabahub.http.Json;
import wabahub.metering.Counted;

/// Something was counted, or is counted no longer (decision W17).
final class CountedBody {
  private CountedBody() {}

  static byte[] of(Counted counted, String unique, String whatsapp) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("status", "OK");
    fields.put("hook", "counted");
    fields.put("unique", unique);
    fields.put("kind", counted.kind().name().toLowerCase(Locale.ROOT));
    fields.put("change", counted.change());
    fields.put("timestamp", Long.toString(counted.at()));
    fields.put("to", whatsapp);
    return Json.bytes(fields);
  }
}
