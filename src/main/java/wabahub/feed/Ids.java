package wabahub.feed;

import java.util.HexFormat;
import wabahub.secrets.Hashed;
import wabahub.secrets.Secrets;

/// What notices are told apart and put in order by.
record Ids(Secrets secrets) {
  private static final int LANE_CHARS = 15;

  /// What concerns one person goes in order, of several side by side. A number counts as the same
  /// however it is written.
  String lane(String person) {
    boolean isPhone = person.matches("[+0-9 ()-]+");
    return hash("lane:" + (isPhone ? Texts.digits(person) : person)).substring(0, LANE_CHARS);
  }

  /// Of a customer's new user id: Meta tells it twice, as a message and in a field of its own.
  String userId(String newId) {
    return "y-" + hash("user_id:" + newId);
  }

  /// Of what a customer wants: a repeat has the same words and the same time.
  String preference(byte[] body) {
    return "w-" + HexFormat.of().formatHex(secrets.hash(Hashed.PERSON, body), 0, 16);
  }

  /// Of a webhook of Meta's: a repeat has the same bytes.
  String raw(byte[] body) {
    return "r-" + HexFormat.of().formatHex(secrets.hash(Hashed.PERSON, body), 0, 16);
  }

  private String hash(String text) {
    return HexFormat.of().formatHex(secrets.shortHash(Hashed.PERSON, text));
  }
}
