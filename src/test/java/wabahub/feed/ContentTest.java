package wabahub.feed;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import wabahub.http.Json;

/// Messages of every type, as WhatsApp V2 shows them (contract 6.5, decision W16).
final class ContentTest {
  static JsonNode json(String text) {
    return Json.parseTolerantly(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8))
        .orElseThrow();
  }

  private static Content read(String message) {
    return Content.read(json(message));
  }

  @Test
  void text_isItsBody() {
    assertThat(read("{'type':'text','text':{'body':'Is it back?'}}"))
        .isEqualTo(Content.of("text", "Is it back?"));
  }

  @ParameterizedTest
  @CsvSource({
    "image, '', image",
    "video, '', video",
    "document, '', document",
    "audio, '', audio",
    "audio, ',\"voice\":false', audio",
    "audio, ',\"voice\":true', ptt",
    "sticker, ',\"animated\":true', image"
  })
  void medium_isALinkWithItsId(String type, String more, String shown) {
    Content content =
        Content.read(
            json(
                "{'type':'"
                    + type
                    + "','"
                    + type
                    + "':{'id':'77','mime_type':'a/b','sha256':'cc','url':'https://m.example/x'"
                    + more
                    + "}}"));
    assertThat(content.type()).isEqualTo(shown);
    assertThat(content.body()).isEqualTo("https://m.example/x");
    assertThat(content.isMedia()).isTrue();
    assertThat(content.caption()).isEmpty();
    assertThat(content.more()).containsEntry("mediaId", "77").containsEntry("mimeType", "a/b");
    assertThat(content.more().containsKey("sticker")).isEqualTo(type.equals("sticker"));
  }

  @Test
  void document_hasItsNameAndCaption() {
    Content content =
        read("{'type':'document','document':{'id':'7','filename':'a.pdf','caption':'Bill'}}");
    assertThat(content.caption()).isEqualTo("Bill");
    assertThat(content.body()).isEqualTo("");
    assertThat(content.more()).containsEntry("filename", "a.pdf");
  }

  @Test
  void location_isLatitudeAndLongitude() {
    assertThat(
            read(
                "{'type':'location','location':{'latitude':53.4808,'longitude':-2.2426,"
                    + "'name':'Quay'}}"))
        .isEqualTo(Content.of("location", "53.4808,-2.2426").with(Map.of("locationName", "Quay")));
  }

  @Test
  void contacts_areTheFirstNumber() {
    Content content =
        read(
            "{'type':'contacts','contacts':[{'name':{'formatted_name':'A'},'phones':[]},"
                + "{'name':{'formatted_name':'B'},'phones':[{'phone':'+44 7700 900204',"
                + "'wa_id':'447700900204'},{'phone':'+44 1'}]}]}");
    assertThat(content.type()).isEqualTo("contacts");
    assertThat(content.body()).isEqualTo("447700900204");
    assertThat(content.more().get("contacts"))
        .isEqualTo(
            List.of(
                Map.of("name", "A", "phones", List.of()),
                Map.of("name", "B", "phones", List.of("447700900204", "+44 1"))));
  }

  @Test
  void taps_areTheTextThatWasTapped() {
    assertThat(read("{'type':'button','button':{'payload':'p','text':'Yes'}}"))
        .isEqualTo(Content.of("button", "Yes").with(Map.of("replyId", "p")));
    assertThat(
            read(
                "{'type':'interactive','interactive':{'type':'button_reply',"
                    + "'button_reply':{'id':'b1','title':'No'}}}"))
        .isEqualTo(Content.of("button", "No").with(Map.of("replyId", "b1")));
    assertThat(
            read(
                "{'type':'interactive','interactive':{'type':'list_reply',"
                    + "'list_reply':{'id':'l1','title':'Blue','description':'the kite'}}}"))
        .isEqualTo(
            Content.of("list", "Blue").with(Map.of("replyId", "l1", "description", "the kite")));
  }

  @Test
  void form_isTextWithItsJson() {
    assertThat(
            read(
                "{'type':'interactive','interactive':{'type':'nfm_reply','nfm_reply':"
                    + "{'name':'flow','body':'Sent','response_json':'[1]'}}}"))
        .isEqualTo(Content.of("text", "[1]"));
  }

  @Test
  void callPermission_isTextWithItsJson() {
    assertThat(
            read("{'type':'interactive','interactive':{'type':'call_permission_reply',"
                    + "'call_permission_reply':{'response':'accept'}}}")
                .body())
        .isEqualTo("{\"response\":\"accept\"}");
  }

  @Test
  void reaction_isItsEmojiAndEmptyWhenRemoved() {
    assertThat(read("{'type':'reaction','reaction':{'message_id':'w','emoji':'🎉'}}"))
        .isEqualTo(Content.of("reaction", "🎉"));
    assertThat(read("{'type':'reaction','reaction':{'message_id':'w'}}"))
        .isEqualTo(Content.of("reaction", ""));
  }

  @Test
  void order_isAListOfItems() {
    Content content =
        read(
            "{'type':'order','order':{'catalog_id':'9','text':'quick','product_items':["
                + "{'product_retailer_id':'k1','quantity':2,'item_price':9.5,'currency':'GBP'},"
                + "{'product_retailer_id':'k2','quantity':'3','item_price':'x'},7]}}");
    assertThat(content.type()).isEqualTo("order");
    assertThat(content.caption()).isEqualTo("quick");
    assertThat(Json.text(content.body()))
        .isEqualTo(
            "[{\"product_retailer_id\":\"k1\",\"quantity\":2,\"item_price\":9.5,"
                + "\"currency\":\"GBP\"},{\"product_retailer_id\":\"k2\",\"quantity\":3,"
                + "\"item_price\":null,\"currency\":\"\"},{\"product_retailer_id\":\"\","
                + "\"quantity\":null,\"item_price\":null,\"currency\":\"\"}]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'unsupported','errors':[{'code':131051}],'unsupported':{'type':'poll'}}",
        "{'type':'unknown'}",
        "{'type':'interactive','interactive':{'type':'something_new'}}",
        "{'type':'something_new','something_new':{}}",
        "{}"
      })
  void whatV2HasNoFormFor_isUnsupported(String message) {
    assertThat(read(message)).isEqualTo(Content.unsupported());
  }

  static Stream<String> types() {
    return Stream.of(
        "text",
        "image",
        "audio",
        "sticker",
        "location",
        "contacts",
        "button",
        "interactive",
        "reaction",
        "order",
        "system",
        "edit",
        "revoke",
        "unsupported");
  }

  @ParameterizedTest
  @MethodSource("types")
  void anyType_ofAnyForm_isRead(String type) {
    for (String block :
        List.of(
            "null", "1", "'x'", "[]", "[[1],{'phones':5}]", "{'body':{'a':1},'type':[]}", "true")) {
      JsonNode message = json("{'type':'" + type + "','" + type + "':" + block + ",'context':3}");
      assertThat(Content.read(message).type()).isNotEmpty();
      assertThat(MessageBody.answers(message)).isEmpty();
    }
  }

  @Test
  void text_withHalfASurrogatePair_isWhole() {
    Content content = read("{'type':'text','text':{'body':'a\\ud83d b 🎉'}}");
    assertThat(content.body()).isEqualTo("a\ufffd b 🎉");
    assertThat(Json.bytes(content.body())).isNotEmpty();
  }

  /// Everything that real traffic and the documentation hold.
  @ParameterizedTest
  @MethodSource
  void sample_ofAMessage_isRead(Path sample) throws Exception {
    JsonNode root = Json.parseTolerantly(Files.readAllBytes(sample)).orElseThrow();
    for (JsonNode message :
        root.path("entry").path(0).path("changes").path(0).path("value").path("messages")) {
      Content content = Content.read(message);
      boolean odd = sample.toString().matches(".*(unsupported|error|system|sticker).*");
      if (!odd) {
        assertThat(content.more()).doesNotContainKey("unsupported");
      }
      assertThat(Json.bytes(content)).isNotEmpty();
    }
  }

  static Stream<Path> sample_ofAMessage_isRead() throws Exception {
    return Files.list(Path.of("src/test/resources/samples"))
        .filter(file -> file.toString().contains("incoming-message"))
        .sorted();
  }
}
