package wabahub.sandbox;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/// What Meta tells of messages: how far one got, and what a customer writes.
final class Talk {
  private static final Logger LOG = LoggerFactory.getLogger(Talk.class);

  private final Poster poster;
  private final Shapes shapes;
  private final Life life;
  private final Chats chats;
  private final Conversations conversations;
  private volatile boolean tells = true;

  Talk(Poster poster, Shapes shapes, Life life, Chats chats, Conversations conversations) {
    this.poster = poster;
    this.shapes = shapes;
    this.life = life;
    this.chats = chats;
    this.conversations = conversations;
  }

  String wamid(String counterpart) {
    return shapes.wamid(counterpart);
  }

  /// A number has sent a message.
  void sent(Sent sent) {
    chats.add(sent);
    say(sent.phoneNumberId(), sent.to(), Conversations.By.BUSINESS, sent.wamid(), sent.body());
  }

  private void say(
      String phone, String customer, Conversations.By by, String wamid, ObjectNode message) {
    conversations.add(
        new Conversations.Said(phone, customer, by, wamid, shapes.seconds(), message));
  }

  /// Whether statuses follow by themselves.
  void tells(boolean on) {
    tells = on;
  }

  /// Sent and delivered; a hub that is away misses it. `free`: Meta charges nothing.
  void follow(PhoneNode phone, Sent sent, String category, boolean free) {
    if (!tells || !life.isTold(phone.wabaId)) {
      return;
    }
    try {
      String type = free ? "free_customer_service" : "regular";
      for (String status : new String[] {"sent", "delivered"}) {
        poster.post(
            shapes.status(
                Line.of(phone), sent.wamid(), status, sent.to(), category, type, sent.opaque()));
      }
    } catch (RuntimeException e) {
      LOG.warn("sandbox: a webhook was not taken: {}", e.toString());
    }
  }

  /// Tells of a message that was sent. `code`: Meta's error when it failed.
  void status(Line line, String wamid, String status, int code) {
    Sent sent =
        chats
            .find(wamid)
            .orElseThrow(() -> new IllegalArgumentException("No such message was sent."));
    poster.post(
        status.equals("failed")
            ? shapes.failed(line, wamid, sent.to(), code, sent.opaque())
            : shapes.status(
                line, wamid, status, sent.to(), "service", "free_customer_service", sent.opaque()));
  }

  /// A customer writes. `content`: with `type` and its block, and `context` when it quotes. Returns
  /// the message's id.
  String receive(Line line, String from, ObjectNode content) {
    String wamid = shapes.wamid(from);
    chats.wrote(line.phoneNumberId(), from);
    chats.wrote(line.phoneNumberId(), Shapes.userId(from));
    say(line.phoneNumberId(), from, Conversations.By.CUSTOMER, wamid, content);
    poster.post(shapes.message(line, wamid, from, content));
    return wamid;
  }
}
