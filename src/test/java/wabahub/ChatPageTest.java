package wabahub;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import wabahub.Chromium.Visitor;
import wabahub.http.Json;
import wabahub.sandbox.Sandbox;

/// The sandbox's page to write as a customer.
final class ChatPageTest {
  private static final String CUSTOMER = "447700900204";

  private static HttpResponse<byte[]> get(Sandbox meta, String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create(meta.url() + "/sandbox/" + path)).build(),
          HttpResponse.BodyHandlers.ofByteArray());
    }
  }

  private static JsonNode json(Sandbox meta, String path) throws Exception {
    return Json.parseTolerantly(get(meta, path).body()).orElseThrow();
  }

  @Test
  void page_isPlainlyAStandInAndLoadsNothingFromElsewhere() throws Exception {
    Sandbox.Settings app = Sandbox.Settings.of(Meta.APP_ID, TestHub.APP_SECRET);
    try (Sandbox meta = new Sandbox(app, InstantSource.system())) {
      HttpResponse<byte[]> page = get(meta, "chat");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
          .contains("default-src 'none'", "script-src 'self'")
          .doesNotContain("unsafe");
      assertThat(new String(page.body(), java.nio.charset.StandardCharsets.UTF_8))
          .contains("stand-in", "It is not WhatsApp")
          .doesNotContain("<script>", "onclick", "style=");
      assertThat(get(meta, "chat.js").statusCode()).isEqualTo(200);
      assertThat(get(meta, "chat.css").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void conversation_showsBothSidesInOrder() throws Exception {
    try (Chat chat = new Chat(Database.SQLITE)) {
      chat.phone().receives(CUSTOMER, "Hello");
      chat.meta.hub.settle();
      chat.ok("sendMessage", "to", CUSTOMER, "body", "Good morning");
      chat.ok("sendMessage", "to", "GB.4120" + CUSTOMER, "body", "How can we help?");
      chat.writer();

      Sandbox meta = chat.meta.sandbox;
      String id = chat.signUp.phoneNumberId();
      JsonNode messages =
          json(meta, "conversation?phone_number_id=" + id + "&customer=" + CUSTOMER)
              .get("messages");

      assertThat(
              messages
                  .valueStream()
                  .map(said ->
                      said.get("by").stringValue()
                          + ": "
                          + said.get("message").get("text").get("body").stringValue()))
          .containsExactly(
              "customer: Hello", "business: Good morning", "business: How can we help?");
      assertThat(json(meta, "numbers").get("numbers").get(0).get("whatsapp").stringValue())
          .isEqualTo(chat.whatsapp);
      assertThat(get(meta, "conversation?phone_number_id=" + id).statusCode()).isEqualTo(400);
    }
  }

  @Test
  void customer_writesAndPressesAButton_isHeardByTheHub() {
    try (Chromium chromium = Chromium.open();
        Chat chat = new Chat(Database.SQLITE);
        Visitor visitor = chromium.visitor(360)) {
      visitor.page.navigate(chat.meta.sandbox.url() + "/sandbox/chat");
      Locator messages = visitor.page.locator("#messages li");
      assertThat(visitor.page.locator("#number")).hasValue(chat.signUp.phoneNumberId());
      visitor.page.fill("#customer", CUSTOMER);
      visitor.page.fill("[name=text]", "<b>Open</b>?");
      visitor.page.click("#send");
      assertThat(messages).hasCount(1);
      assertThat(messages.first()).containsText("<b>Open</b>?");
      chat.meta.hub.settle();

      chat.ok("sendButtons", "to", CUSTOMER, "body", "Which?", "button1", "Blue", "button2", "Red");
      visitor.page.click("#messages button >> text=Red");
      assertThat(messages).hasCount(3);
      visitor.page.selectOption("[name=kind]", "location");
      visitor.page.click("#send");
      assertThat(messages).hasCount(4);
      visitor.page.selectOption("[name=kind]", "image");
      visitor.page.fill("[name=text]", "Like this");
      visitor.page.click("#send");
      assertThat(messages).hasCount(5);
      chat.meta.hub.settle();

      JsonNode history = chat.call("getHistory", "to", CUSTOMER, "page", 1).json();
      assertThat(history.valueStream().map(one -> one.get("message").asString("")))
          .contains("<b>Open</b>?", "Red")
          .hasSize(5);
      visitor.expectFits();
      visitor.expectNoBarriers();
      visitor.expectNoErrors();
      visitor.picture("sandbox-chat");
    }
  }
}
