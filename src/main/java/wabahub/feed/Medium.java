package wabahub.feed;

import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/// Pictures, films, sound, documents.
final class Medium {
  private Medium() {}

  /// `body` is Meta's link, which opens with an access token of Meta's only; `mediaId` is good for
  /// seven days.
  static Content read(String type, JsonNode block) {
    Map<String, Object> more = new LinkedHashMap<>();
    more.put("mediaId", Texts.text(block, "id"));
    more.put("mimeType", Texts.text(block, "mime_type"));
    more.put("sha256", Texts.text(block, "sha256"));
    String filename = Texts.text(block, "filename");
    if (!filename.isEmpty()) {
      more.put("filename", filename);
    }
    if (type.equals("sticker")) {
      more.put("sticker", true);
    }
    return new Content(
        type(type, block), Texts.text(block, "url"), Texts.text(block, "caption"), true, more);
  }

  private static String type(String type, JsonNode block) {
    return switch (type) {
      case "sticker" -> "image";
      case "audio" -> Texts.isTrue(block, "voice") ? "ptt" : "audio";
      default -> type;
    };
  }
}
