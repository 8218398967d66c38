package wabahub.messages;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import wabahub.numbers.Numbers;
import wabahub.secrets.Secrets;

/// WhatsApp V2: messages of numbers, both ways.
public final class Messages {
  static final String BODY = "message.body";
  static final String WAMID = "message.wamid";
  static final String COUNTERPART = "contact.counterpart";
  static final String NAME = "contact.name";
  static final String ANSWER = "send_key.answer";

  private final List<Follower> followers = new ArrayList<>();
  private final Arrivals arrivals;
  private final Quotes quotes;

  public Messages(Secrets secrets, Numbers numbers) {
    this.quotes = new Quotes(secrets);
    this.arrivals = new Arrivals(secrets, numbers, followers);
  }

  /// Before any request: who hears of messages.
  public void follow(Follower follower) {
    followers.add(follower);
  }

  /// Writes down what Meta tells of messages, in any order and any number of times.
  public void apply(Handle tx, List<Told> told) {
    arrivals.apply(tx, told);
  }

  /// Messages of a number (id) by Meta's ids: each of them, kept or not.
  public Map<String, Quoted> quoted(Handle tx, long numberId, Collection<String> wamids) {
    return quotes.find(tx, numberId, wamids);
  }
}
