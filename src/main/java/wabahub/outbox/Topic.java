package wabahub.outbox;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a webhook of a number can be told of.
public enum Topic {
  /// Messages of customers.
  MESSAGE,
  /// Messages that the client wrote in the Business app.
  APP,
  /// How far the number's messages have come: sent, delivered, read, failed.
  STATUS,
  /// Those that failed, for who does not want every status.
  FAILED,
  /// What happens to the number, and customers who change theirs.
  SYSTEM,
  /// What was counted.
  COUNTED,
  /// Meta's own webhooks, as they came.
  RAW;

  /// The word for it in the API and in the database.
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  public static Optional<Topic> of(String word) {
    return Stream.of(values()).filter(topic -> topic.word().equals(word)).findFirst();
  }

  /// Whether a webhook with these topics is told of this one.
  boolean isAmong(Set<Topic> topics) {
    return topics.contains(this) || this == FAILED && topics.contains(STATUS);
  }

  static String words(Set<Topic> topics) {
    return topics.stream().sorted().map(Topic::word).collect(Collectors.joining(","));
  }

  /// Words that are none (of a later version) are left out.
  static Set<Topic> parse(String words) {
    Set<Topic> topics = EnumSet.noneOf(Topic.class);
    Stream.of(words.split(",")).forEach(word -> of(word).ifPresent(topics::add));
    return topics;
  }
}
