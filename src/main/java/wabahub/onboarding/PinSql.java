package wabahub.onboarding;

import org.jdbi.v3.core.Handle;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;

/// Table number_pin.
final class PinSql {
  private static final String PIN = "number_pin.pin";

  private PinSql() {}

  /// The PIN of a number: the one that it was given first, or else `fresh`.
  static Secret keep(Handle tx, Secrets secrets, String whatsapp, Secret fresh) {
    tx.createUpdate(
            """
            INSERT INTO number_pin (whatsapp, pin) VALUES (:whatsapp, :pin) ON CONFLICT DO NOTHING
            """)
        .bind("whatsapp", whatsapp)
        .bind("pin", secrets.encrypt(fresh, PIN))
        .execute();
    return tx.createQuery("SELECT pin FROM number_pin WHERE whatsapp = :whatsapp")
        .bind("whatsapp", whatsapp)
        .map((row, context) -> secrets.decryptSecret(row.getBytes("pin"), PIN))
        .one();
  }
}
