package wabahub.feed;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/// Orders from a catalogue.
final class Orders {
  private static final int ITEMS = 1_000;

  private Orders() {}

  static Content read(JsonNode block) {
    List<Map<String, Object>> items =
        Texts.list(block.get("product_items"), ITEMS).stream().map(Orders::item).toList();
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("catalogId", Texts.text(block, "catalog_id"));
    return new Content("order", items, Texts.text(block, "text"), false, more);
  }

  private static Map<String, Object> item(JsonNode item) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("product_retailer_id", Texts.text(item, "product_retailer_id"));
    fields.put("quantity", number(item.get("quantity")));
    fields.put("item_price", number(item.get("item_price")));
    fields.put("currency", Texts.text(item, "currency"));
    return fields;
  }

  /// A number as Meta sends it, whether or not in quotes.
  private static @Nullable Object number(@Nullable JsonNode node) {
    String text = Texts.text(node);
    return text.matches("-?[0-9]{1,15}(\\.[0-9]{1,6})?") ? new BigDecimal(text) : null;
  }
}
