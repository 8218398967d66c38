package wabahub.numbers;

import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import wabahub.secrets.Secret;

/// Hears of changes of numbers that others build on.
public interface Follower {
  /// Inside the transaction: instants from `from` on (UNIX seconds) of this phone number id belong
  /// elsewhere now.
  void moved(Handle tx, String phoneNumberId, long from, Ownership before, Ownership after);

  /// After the transaction: a partner's list of numbers, or what it shows of one, has changed.
  void changed(long partnerId);

  /// Too much was missed to tell what has changed: all that is kept in memory may have.
  default void forget() {}

  /// Inside the transaction: live numbers are connected to Meta, for the first time or in another
  /// way than before (token, WABA, phone number id).
  default void connected(Handle tx, List<WabaNumber> numbers) {}

  /// Inside the transaction that deletes a number, before its secrets are wiped. `accessToken`:
  /// Meta's, null when it has none.
  default void left(Handle tx, WhatsAppNumber number, @Nullable Secret accessToken) {}

  /// Inside the transaction that applies it: Meta tells of a WABA or one of its numbers, known here
  /// or not. May be told again, late and out of order.
  default void account(Handle tx, AccountEvent event) {}
}
