package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import wabahub.TestHub.Account;

/// What goes out by WhatsApp V2 is counted in getWhatsApp as Meta's statuses say, and not by what
/// the hub knows of it.
final class SentAndCountedTest {
  /// A number that sends, and what Meta says of its messages.
  private record Sender(Chat chat) implements AutoCloseable {
    /// Sends a text to somebody who has just written; returns Meta's id of it.
    String text() {
      String customer = chat.writer();
      chat.ok("sendMessage", "to", customer, "body", "x");
      return chat.sentTo(customer).getFirst().wamid();
    }

    /// The same with a template of category UTILITY, to somebody who never wrote.
    String template() {
      String customer = Chat.customer();
      chat.ok(
          "sendTemplate",
          "to",
          customer,
          "name",
          "hello_world",
          "headerType",
          1,
          "language",
          "en_US");
      return chat.sentTo(customer).getFirst().wamid();
    }

    void tells(String wamid, String status, String category, String type) {
      long now = chat.meta.hub.clock.instant().getEpochSecond();
      byte[] body =
          WebhookTest.statuses(
              chat.signUp.phoneNumberId(), WebhookTest.status(wamid, status, now, category, type));
      assertThat(chat.meta.hub.webhook(body).status()).isEqualTo(200);
    }

    /// marketing, service and incoming.
    List<Long> figures() {
      Account partner = chat.meta.partner;
      String token = chat.meta.hub.token(partner.clientId(), partner.clientSecret());
      return chat.meta.hub.figures(
          new Account(partner.id(), partner.clientId(), partner.clientSecret(), token),
          chat.whatsapp);
    }

    @Override
    public void close() {
      chat.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void sentButNeverDelivered_countsNothing(Database database) {
    try (Sender sender = new Sender(new Chat(database))) {
      sender.text();
      sender.template();
      sender.tells(sender.template(), "sent", "utility", "regular");
      assertThat(sender.figures()).isEqualTo(List.of(0L, 0L, 1L));
    }
  }

  @ParameterizedTest
  @EnumSource
  void delivered_countsAsMetaPricesIt(Database database) {
    try (Sender sender = new Sender(new Chat(database))) {
      // As one would expect it of a template of category UTILITY.
      sender.tells(sender.template(), "delivered", "utility", "regular");
      assertThat(sender.figures()).isEqualTo(List.of(0L, 1L, 0L));
      // Meta has made it marketing.
      sender.tells(sender.template(), "delivered", "marketing", "regular");
      assertThat(sender.figures()).isEqualTo(List.of(1L, 1L, 0L));
      sender.tells(sender.template(), "delivered", "utility", "free_entry_point");
      assertThat(sender.figures()).isEqualTo(List.of(1L, 1L, 0L));
      // An answer within 24 hours: free, unless Meta says otherwise.
      sender.tells(sender.text(), "delivered", "service", "free_customer_service");
      assertThat(sender.figures()).isEqualTo(List.of(1L, 1L, 1L));
      sender.tells(sender.text(), "delivered", "service", "regular");
      assertThat(sender.figures()).isEqualTo(List.of(1L, 2L, 2L));
    }
  }

  @ParameterizedTest
  @EnumSource
  void toldTwiceAndRead_countsOnce(Database database) {
    try (Sender sender = new Sender(new Chat(database))) {
      String wamid = sender.template();
      for (String status : List.of("sent", "delivered", "read", "delivered")) {
        sender.tells(wamid, status, "utility", "regular");
      }
      assertThat(sender.figures()).isEqualTo(List.of(0L, 1L, 0L));
    }
  }

  @ParameterizedTest
  @EnumSource
  void failed_countsNothing(Database database) {
    try (Sender sender = new Sender(new Chat(database))) {
      String wamid = sender.template();
      sender.tells(wamid, "sent", "utility", "regular");
      sender.chat.phone().tells(wamid, "failed", 131026);
      assertThat(sender.figures()).isEqualTo(List.of(0L, 0L, 0L));
    }
  }
}
