package wabahub.outbox;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// A webhook of a number. `isMain`: the one that setWebhook of WhatsApp V2 sets. `url` null:
/// nowhere. `phoneAlert`: numbers with commas between them, "" = none. Instants in UNIX seconds.
public record NumberWebhook(
    long id,
    boolean isMain,
    String name,
    @Nullable Secret url,
    Set<Topic> topics,
    boolean retries,
    String phoneAlert,
    Secret secret,
    long secretAt,
    @Nullable Long oldUntil) {

  /// What is to be changed of a webhook; null = stays as it is. `url` "": nowhere.
  public record Change(
      @Nullable String name,
      @Nullable String url,
      @Nullable Set<Topic> topics,
      @Nullable Boolean retries,
      @Nullable String phoneAlert) {
    Change with(Set<Topic> its) {
      return new Change(name, url, its, retries, phoneAlert);
    }
  }

  /// Whose webhooks they are: a live number (id), its digits, its partner (id).
  public record Owner(long numberId, String whatsapp, long partnerId) {}
}
