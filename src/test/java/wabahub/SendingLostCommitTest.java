package wabahub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import wabahub.sandbox.Fault;

/// The connection to PostgreSQL breaks after a commit of sending: it has happened, and the hub does
/// not know.
final class SendingLostCommitTest {
  @AutoClose private final LogTap log = new LogTap();
  @AutoClose private Cable cable;
  @AutoClose private Chat chat;
  private String customer = "";

  @BeforeEach
  void start() {
    Map<String, String> settings = Database.POSTGRESQL.settings();
    cable = Cable.of(settings);
    chat = new Chat(Meta.with(cable.through(settings)));
    customer = chat.writer();
  }

  /// Whoever sends it is told that it is accepted.
  private String sendAndCut(Predicate<String> transaction) {
    cable.cutAfterCommit(transaction);
    String unique = chat.ok("sendMessage", "to", customer, "body", "1");
    assertThat(cable.isCut()).isTrue();
    return unique;
  }

  @Test
  void claim_isTakenBackAndMadeAgain() {
    String unique = sendAndCut(transaction -> transaction.contains("SET state = 'sending'"));
    assertThat(chat.kept(unique)).isEqualTo("sending");
    chat.meta.hub.settle();
    assertThat(chat.kept(unique)).isEqualTo("accepted");
    assertThat(chat.sentTo(customer)).hasSize(1);
    assertThat(log.text()).contains("wait for the loop");
  }

  @Test
  void refusal_isToldOnce() {
    try (Receiver receiver = new Receiver()) {
      chat.ok("setWebhook", "url", receiver.url(), "readStatus", 0);
      chat.meta.sandbox.fault(Fault.error("send", 131026));
      String unique = sendAndCut(transaction -> transaction.contains("SET state = $1, error ="));
      assertThat(chat.kept(unique)).isEqualTo("failed");
      chat.meta.hub.settle();
      assertThat(
              receiver.deliveries().stream()
                  .map(Receiver.Delivery::json)
                  .filter(told -> told.get("hook").stringValue().equals("status"))
                  .map(told -> told.get("unique").stringValue()))
          .containsExactly(unique);
    }
  }
}
