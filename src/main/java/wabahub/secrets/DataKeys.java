package wabahub.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.TinkProtoKeysetFormat;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Optional;
import wabahub.storage.Storage;

/// The wrapped data keys in the database. That they unwrap is also the check value of the master
/// key: with another one none of them does.
final class DataKeys {
  private final Storage storage;
  private final Aead master;

  DataKeys(Storage storage, Aead master) {
    this.storage = storage;
    this.master = master;
  }

  /// The key for a purpose; a first one is made when there is none.
  KeysetHandle handle(String purpose, Parameters parameters) throws GeneralSecurityException {
    KeysetHandle fresh = KeysetHandle.generateNew(parameters, RegistryConfiguration.get());
    byte[] associated = purpose.getBytes(StandardCharsets.UTF_8);
    byte[] wrapped =
        TinkProtoKeysetFormat.serializeEncryptedKeyset(
            fresh, master, associated, RegistryConfiguration.get());
    byte[] stored = find(purpose).orElseGet(() -> keep(purpose, wrapped));
    try {
      return TinkProtoKeysetFormat.parseEncryptedKeyset(
          stored, master, associated, RegistryConfiguration.get());
    } catch (GeneralSecurityException e) {
      throw new WrongMasterKey();
    }
  }

  private Optional<byte[]> find(String purpose) {
    return storage.read(tx ->
        tx.createQuery("SELECT wrapped FROM data_key WHERE purpose = :purpose")
            .bind("purpose", purpose)
            .mapTo(byte[].class)
            .findOne());
  }

  /// Two hubs may start at once on an empty database: the first one's key stays.
  private byte[] keep(String purpose, byte[] wrapped) {
    storage.write(tx ->
        tx.createUpdate(
                """
                INSERT INTO data_key (purpose, wrapped) VALUES (:purpose, :wrapped)
                ON CONFLICT (purpose) DO NOTHING
                """)
            .bind("purpose", purpose)
            .bind("wrapped", wrapped)
            .execute());
    return find(purpose).orElseThrow();
  }
}
