package wabahub.secrets;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.Mac;
import com.google.crypto.tink.Parameters;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import com.google.crypto.tink.mac.HmacParameters;
import com.google.crypto.tink.mac.MacConfig;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import wabahub.storage.Storage;

/// Encryption at rest and keyed hashes. The keys that do the work are data keys; they live in the
/// database, wrapped by the master key, so that the master key can be changed and hashes stay.
public final class Secrets {
  private static final String ENCRYPTION = "encryption";

  private final Aead data;
  private final Map<Hashed, Mac> hashes = new EnumMap<>(Hashed.class);

  private Secrets(DataKeys keys) throws GeneralSecurityException {
    data =
        keys.handle(ENCRYPTION, PredefinedAeadParameters.AES256_GCM)
            .getPrimitive(RegistryConfiguration.get(), Aead.class);
    for (Hashed kind : Hashed.values()) {
      hashes.put(
          kind,
          keys.handle(kind.purpose(), hmac()).getPrimitive(RegistryConfiguration.get(), Mac.class));
    }
  }

  /// Opens the data keys of a database, making those that it does not have yet.
  ///
  /// @throws WrongMasterKey when the database belongs to another master key
  public static Secrets open(Storage storage, MasterKey master) {
    try {
      AeadConfig.register();
      MacConfig.register();
      return new Secrets(new DataKeys(storage, master.aead()));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Parameters hmac() throws GeneralSecurityException {
    return HmacParameters.builder()
        .setKeySizeBytes(32)
        .setTagSizeBytes(32)
        .setHashType(HmacParameters.HashType.SHA256)
        .setVariant(HmacParameters.Variant.NO_PREFIX)
        .build();
  }

  /// Encrypts. `what` binds the ciphertext to its place ("number.api_key"): it cannot be read as
  /// anything else.
  public byte[] encrypt(byte[] plain, String what) {
    try {
      return data.encrypt(plain, bytes(what));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  public byte[] encrypt(Secret secret, String what) {
    return encrypt(bytes(secret.reveal()), what);
  }

  /// @throws IllegalStateException when the ciphertext was changed or belongs elsewhere
  public byte[] decrypt(byte[] encrypted, String what) {
    try {
      return data.decrypt(encrypted, bytes(what));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("cannot decrypt " + what, e);
    }
  }

  public Secret decryptSecret(byte[] encrypted, String what) {
    return new Secret(new String(decrypt(encrypted, what), StandardCharsets.UTF_8));
  }

  /// A keyed hash (HMAC-SHA256), 32 bytes.
  public byte[] hash(Hashed kind, String text) {
    return hash(kind, bytes(text));
  }

  public byte[] hash(Hashed kind, byte[] bytes) {
    try {
      return Objects.requireNonNull(hashes.get(kind)).computeMac(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /// The first 16 bytes of [#hash]: enough that 10 billion of them hold no two alike.
  public byte[] shortHash(Hashed kind, String text) {
    return Arrays.copyOf(hash(kind, text), 16);
  }

  /// SHA-256 of a text that is random itself (a token, a client secret) and needs no key.
  public static byte[] digest(String random) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes(random));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
