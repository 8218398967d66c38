package wabahub.messages;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;
import wabahub.secrets.Secrets;

/// Finds messages by Meta's ids.
final class Quotes {
  private final Secrets secrets;
  private final Hashes hashes;

  Quotes(Secrets secrets) {
    this.secrets = secrets;
    this.hashes = new Hashes(secrets);
  }

  /// Each of them: one that is not kept has the `unique` that it would have had.
  Map<String, Quoted> find(Handle tx, long numberId, Collection<String> wamids) {
    List<@Nullable Object[]> rows = new ArrayList<>();
    Map<String, String> byHash = new HashMap<>();
    Map<String, Quoted> found = new HashMap<>();
    for (String wamid : wamids) {
      byte[] hash = hashes.wamid(wamid);
      if (byHash.put(HexFormat.of().formatHex(hash), wamid) == null) {
        rows.add(new @Nullable Object[] {numberId, hash});
      }
      found.put(wamid, new Quoted(hashes.unique(numberId, wamid), ""));
    }
    for (QuoteSql.Kept kept : QuoteSql.find(tx, rows)) {
      String wamid = byHash.get(HexFormat.of().formatHex(kept.wamidHash()));
      if (wamid != null) {
        found.put(wamid, new Quoted(kept.code(), text(kept.body())));
      }
    }
    return found;
  }

  /// What Meta told of a message, or what was asked of Meta: its own words in either.
  private String text(byte[] encrypted) {
    byte[] body = secrets.decrypt(encrypted, Messages.BODY);
    JsonNode root = Json.parseTolerantly(body).orElseGet(Json::object);
    JsonNode message = root.has("ask") ? root.get("ask") : root;
    JsonNode block = message.path(message.path("type").asString(""));
    String text =
        block.path("body").isString()
            ? block.path("body").stringValue()
            : block.path("body").path("text").asString(block.path("caption").asString(""));
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }
}
