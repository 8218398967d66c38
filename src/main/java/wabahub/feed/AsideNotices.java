package wabahub.feed;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import wabahub.feed.Line.Quote;
import wabahub.messages.Messages;
import wabahub.messages.Quoted;
import wabahub.metering.Metering;
import wabahub.numbers.WabaNumber;
import wabahub.outbox.Notice;
import wabahub.outbox.Topic;

/// Makes notices of what Meta tells beside messages and statuses.
final class AsideNotices {
  private final Ids ids;
  private final Messages messages;
  private final Metering metering;

  AsideNotices(Ids ids, Messages messages, Metering metering) {
    this.ids = ids;
    this.messages = messages;
    this.metering = metering;
  }

  /// What was told of a number (id).
  record Owned(long numberId, Aside aside) {}

  /// When something was, as far as Meta says so; UNIX seconds.
  static long at(Aside aside) {
    return switch (aside) {
      case Aside.Echo echo -> at(echo.content(), echo.arrivedAt());
      case Aside.UserId update -> at(update.content(), update.arrivedAt());
      case Aside.Preference wish -> at(wish.content(), wish.arrivedAt());
      case Aside.Raw raw -> raw.arrivedAt();
    };
  }

  private static long at(JsonNode content, long arrivedAt) {
    String at = Texts.text(content, "timestamp");
    return at.matches("[0-9]{1,12}") ? Math.min(Long.parseLong(at), arrivedAt) : arrivedAt;
  }

  List<Notice> of(Handle tx, List<Owned> all, Map<Long, WabaNumber> numbers) {
    List<Owned> own = all.stream().filter(o -> numbers.containsKey(o.numberId())).toList();
    Map<Long, Set<String>> wamids = new HashMap<>();
    for (Owned owned : own) {
      if (owned.aside() instanceof Aside.Echo echo) {
        Notices.answers(wamids, owned.numberId(), echo.content());
        wamids
            .computeIfAbsent(owned.numberId(), n -> new TreeSet<>())
            .add(Texts.text(echo.content(), "id"));
      }
    }
    Map<Long, Map<String, Quoted>> quoted = new HashMap<>();
    wamids.forEach((number, ids) -> quoted.put(number, messages.quoted(tx, number, ids)));
    List<Notice> notices = new ArrayList<>();
    for (Owned owned : own) {
      WabaNumber number = requireNonNull(numbers.get(owned.numberId()));
      Notices.make(
          notices,
          () ->
              switch (owned.aside()) {
                case Aside.Echo echo -> echo(echo, number, quoted);
                case Aside.UserId update -> userId(update, number);
                case Aside.Preference wish -> preference(wish, number);
                case Aside.Raw raw -> raw(raw, number);
              });
    }
    return notices;
  }

  /// Null when it is of no message.
  private @Nullable Notice echo(
      Aside.Echo echo, WabaNumber number, Map<Long, Map<String, Quoted>> quoted) {
    JsonNode content = echo.content();
    Quoted itself = quoted.getOrDefault(number.numberId(), Map.of()).get(Texts.text(content, "id"));
    Person to =
        Person.of(
            Texts.digits(Texts.text(content, "to")),
            Texts.text(content, "to_user_id"),
            MissingNode.getInstance());
    if (itself == null || Texts.text(content, "id").isEmpty() || to.from().isEmpty()) {
      return null;
    }
    String country = metering.country("", number.whatsapp().digits());
    Line line =
        new Line(number, itself.unique(), country, Notices.quote(quoted, number, content), 0);
    return new Notice(
        number.numberId(),
        "a-" + itself.unique(),
        Topic.APP,
        "app",
        at(echo),
        ids.lane(to.from()),
        MessageBody.app(to, line, content, at(echo)));
  }

  private @Nullable Notice userId(Aside.UserId update, WabaNumber number) {
    String newId = Texts.text(update.content().path("user_id"), "current");
    if (newId.isEmpty()) {
      return null;
    }
    Line line = new Line(number, "", "", Quote.NONE, 0);
    return new Notice(
        number.numberId(),
        ids.userId(newId),
        Topic.SYSTEM,
        SystemBody.USER_ID,
        at(update),
        ids.lane(newId),
        SystemBody.userId(line, update.content(), at(update)));
  }

  private @Nullable Notice preference(Aside.Preference wish, WabaNumber number) {
    Person person =
        Person.of(
            Texts.digits(Texts.text(wish.content(), "wa_id")),
            Texts.text(wish.content(), "user_id"),
            MissingNode.getInstance());
    if (person.from().isEmpty()) {
      return null;
    }
    Line line = new Line(number, "", "", Quote.NONE, 0);
    byte[] body = SystemBody.preference(person, line, wish.content(), at(wish));
    return new Notice(
        number.numberId(),
        ids.preference(body),
        Topic.SYSTEM,
        SystemBody.PREFERENCE,
        at(wish),
        ids.lane(person.from()),
        body);
  }

  private Notice raw(Aside.Raw raw, WabaNumber number) {
    return new Notice(
        number.numberId(),
        ids.raw(raw.body()),
        Topic.RAW,
        "raw",
        raw.arrivedAt(),
        ids.lane("raw"),
        raw.body());
  }
}
