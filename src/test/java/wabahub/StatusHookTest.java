package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import wabahub.Receiver.Delivery;
import wabahub.TestHub.Account;

/// What becomes of messages that were sent, told to the number's webhook.
@Timeout(180)
final class StatusHookTest {
  private static List<String> states(Receiver receiver) {
    return receiver.deliveries().stream()
        .map(Delivery::json)
        .filter(body -> body.get("hook").stringValue().equals("status"))
        .map(body -> body.get("state").stringValue())
        .toList();
  }

  private static void tell(Chat chat, String wamid, String... statuses) {
    for (String status : statuses) {
      chat.phone().tells(wamid, status, status.equals("failed") ? 131026 : 0);
    }
    chat.meta.hub.settle();
  }

  /// Tokens last an hour.
  private static Account renewed(Meta meta) {
    Account account = meta.partner;
    String token = meta.hub.token(account.clientId(), account.clientSecret());
    return new Account(account.id(), account.clientId(), account.clientSecret(), token);
  }

  @ParameterizedTest
  @EnumSource
  void statuses_areToldOnceEachWhenAskedFor(Database database) {
    try (Chat chat = new Chat(database);
        Receiver receiver = new Receiver()) {
      chat.ok("setWebhook", "url", receiver.url(), "readStatus", 1);
      String customer = chat.writer();
      String unique = chat.ok("sendMessage", "to", customer, "body", "Hi");
      String wamid = chat.sentTo(customer).getLast().wamid();
      tell(chat, wamid, "sent", "delivered", "delivered", "read", "sent", "played");
      assertThat(states(receiver)).containsExactly("sent", "delivered", "read");
      JsonNode sent = receiver.deliveries().get(1).json();
      assertThat(sent.toString())
          .isEqualTo(
              "{\"status\":\"OK\",\"hook\":\"status\",\"unique\":\""
                  + unique
                  + "\",\"state\":\"sent\",\"timestamp\":\""
                  + sent.get("timestamp").stringValue()
                  + "\",\"from\":\""
                  + chat.whatsapp
                  + "\",\"to\":\""
                  + customer
                  + "\",\"error\":null}");
    }
  }

  @ParameterizedTest
  @EnumSource
  void failure_isToldAlsoWithoutReadStatus(Database database) {
    try (Chat chat = new Chat(database);
        Receiver receiver = new Receiver()) {
      chat.ok("setWebhook", "url", receiver.url(), "readStatus", 0);
      String customer = chat.writer();
      String unique = chat.ok("sendMessage", "to", customer, "body", "Hi");
      tell(chat, chat.sentTo(customer).getLast().wamid(), "sent", "failed");
      assertThat(states(receiver)).containsExactly("failed");
      JsonNode failed = receiver.deliveries().getLast().json();
      assertThat(failed.get("unique").stringValue()).isEqualTo(unique);
      assertThat(failed.get("error").get("code").asInt()).isEqualTo(131026);
    }
  }

  @ParameterizedTest
  @EnumSource
  void answer_quotesWhatWasSent(Database database) {
    try (Chat chat = new Chat(database);
        Receiver receiver = new Receiver()) {
      chat.ok("setWebhook", "url", receiver.url());
      String customer = chat.writer();
      String unique = chat.ok("sendMessage", "to", customer, "body", "Blue or red?");
      String wamid = chat.sentTo(customer).getLast().wamid();
      chat.phone()
          .receives(
              customer,
              Chat.json(
                  "{\"type\":\"text\",\"text\":{\"body\":\"Blue\"},\"context\":{\"id\":\""
                      + wamid
                      + "\"}}"));
      chat.meta.hub.settle();
      JsonNode answer = receiver.deliveries().getLast().json();
      assertThat(answer.get("body").stringValue()).isEqualTo("Blue");
      assertThat(answer.get("quote").stringValue()).isEqualTo("Blue or red?");
      assertThat(answer.get("quoteUnique").stringValue()).isEqualTo(unique);
    }
  }

  @ParameterizedTest
  @EnumSource
  void counted_namesTheMessageThatWasSent(Database database) {
    try (Chat chat = new Chat(database);
        Receiver receiver = new Receiver()) {
      assertThat(
              chat.meta
                  .own(
                      renewed(chat.meta),
                      "POST",
                      "numbers/" + chat.whatsapp + "/webhooks",
                      Map.of("url", receiver.url(), "events", List.of("counted")))
                  .status())
          .isEqualTo(201);
      String customer = chat.writer();
      String unique = chat.ok("sendMessage", "to", customer, "body", "Hi");
      String wamid = chat.sentTo(customer).getLast().wamid();
      chat.meta.hub.webhook(
          WebhookTest.statuses(
              chat.signUp.phoneNumberId(),
              WebhookTest.status(
                  wamid,
                  "delivered",
                  chat.meta.hub.clock.instant().getEpochSecond(),
                  "utility",
                  "regular")));
      chat.meta.hub.settle();
      assertThat(receiver.deliveries())
          .map(delivery -> delivery.json().get("kind").stringValue())
          .containsExactly("incoming", "service");
      assertThat(receiver.deliveries().getLast().json().get("unique").stringValue())
          .isEqualTo(unique);
    }
  }
}
