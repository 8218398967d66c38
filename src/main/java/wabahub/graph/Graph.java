package wabahub.graph;

import java.util.List;
import java.util.Optional;
import wabahub.egress.Egress;
import wabahub.secrets.Secret;

/// Meta's Graph API. Every method is one call, may block for some seconds, and throws
/// [GraphException].
public final class Graph {
  public Graph(Settings settings, Egress egress) {
    throw new UnsupportedOperationException();
  }

  public Settings settings() {
    throw new UnsupportedOperationException();
  }

  /// Exchanges the code of an Embedded Signup, valid for 30 seconds, for the client's business
  /// token.
  public Secret exchange(Secret code) {
    throw new UnsupportedOperationException();
  }

  public TokenInfo debug(Secret token) {
    throw new UnsupportedOperationException();
  }

  public Waba waba(Secret token, String wabaId) {
    throw new UnsupportedOperationException();
  }

  /// All numbers of a WABA (pages are followed, up to a bound).
  public List<Phone> phones(Secret token, String wabaId) {
    throw new UnsupportedOperationException();
  }

  public Phone phone(Secret token, String phoneNumberId) {
    throw new UnsupportedOperationException();
  }

  /// Subscribes the app to the webhooks of a WABA.
  public void subscribe(Secret token, String wabaId) {
    throw new UnsupportedOperationException();
  }

  public boolean isSubscribed(Secret token, String wabaId) {
    throw new UnsupportedOperationException();
  }

  public void unsubscribe(Secret token, String wabaId) {
    throw new UnsupportedOperationException();
  }

  /// Registers a number for the Cloud API. `pin`: six digits.
  public void register(Secret token, String phoneNumberId, Secret pin) {
    throw new UnsupportedOperationException();
  }

  /// Done also when the number is not registered or no longer exists.
  public void deregister(Secret token, String phoneNumberId) {
    throw new UnsupportedOperationException();
  }

  /// Asks for the contacts or the history of a coexistence number. Done also when it was asked for
  /// before (2593107).
  public void sync(Secret token, String phoneNumberId, Sync what) {
    throw new UnsupportedOperationException();
  }

  /// Adds a number to the Solution Partner's pool of pre-verified numbers; returns its id there.
  public String addNumber(String whatsapp) {
    throw new UnsupportedOperationException();
  }

  /// The pool's id of a number that is in it already, verified or not.
  public Optional<String> findNumber(String whatsapp) {
    throw new UnsupportedOperationException();
  }

  /// `id`: of the pool. `language`: such as "en_US".
  public void requestCode(String id, CodeMethod method, String language) {
    throw new UnsupportedOperationException();
  }

  /// Confirms the code; done also when the number is verified already (136024).
  public void verifyCode(String id, String code) {
    throw new UnsupportedOperationException();
  }

  /// Takes a number out of the pool.
  public void removeNumber(String id) {
    throw new UnsupportedOperationException();
  }

  /// Puts the Solution Partner's system user onto a client's WABA.
  public void assignSystemUser(Secret token, String wabaId) {
    throw new UnsupportedOperationException();
  }

  /// Shares the Solution Partner's credit line with a WABA and attaches it; done also when it is
  /// attached already.
  public void shareCredit(Secret token, String wabaId, String currency) {
    throw new UnsupportedOperationException();
  }
}
