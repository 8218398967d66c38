package wabahub.messages;

import java.net.URI;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;
import wabahub.http.Json;
import wabahub.http.Reason;
import wabahub.http.Refusal;

/// Files by link; what kind of message one is follows from its ending.
final class Media {
  private static final int CAPTION = 1024;
  private static final int FILE_NAME = 240;

  private Media() {}

  /// WhatsApp takes neither gif as an image nor avi as a video: as documents they arrive.
  private static String kind(String ending) {
    return switch (ending) {
      case "png", "jpg", "jpeg" -> "image";
      case "mp4", "3gpp", "3gp" -> "video";
      case "mp3", "ogg", "amr", "aac" -> "audio";
      case "gif",
          "avi",
          "pdf",
          "doc",
          "docx",
          "xls",
          "xlsx",
          "ppt",
          "ppts",
          "pptx",
          "zip",
          "txt",
          "rar" ->
          "document";
      default ->
          throw new Refusal(Reason.V2_CONTENT, "The file's ending is not one that can be sent.");
    };
  }

  static Content read(Fields fields) {
    URI link = Links.file(fields, "body");
    String path = link.getPath() == null ? "" : link.getPath();
    String name = path.substring(path.lastIndexOf('/') + 1);
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    String kind = kind(ending);
    ObjectNode block = Json.object().put("link", link.toString());
    String caption = fields.optional("caption", CAPTION, Reason.V2_CONTENT);
    if (!caption.isBlank() && !kind.equals("audio")) {
      block.put("caption", caption);
    }
    if (kind.equals("document")) {
      String given = fields.optional("filename", FILE_NAME, Reason.V2_CONTENT);
      block.put("filename", given.isBlank() ? cut(name) : given);
    }
    if (kind.equals("audio") && ending.equals("ogg")) {
      block.put("voice", true);
    }
    return Content.of(ending.equals("ogg") ? "ptt" : kind, kind, block);
  }

  private static String cut(String name) {
    return name.length() <= FILE_NAME ? name : name.substring(name.length() - FILE_NAME);
  }
}
