package wabahub.secrets;

import com.google.crypto.tink.AccessesPartialKey;
import com.google.crypto.tink.Aead;
import com.google.crypto.tink.InsecureSecretKeyAccess;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AesGcmKey;
import com.google.crypto.tink.aead.AesGcmParameters;
import com.google.crypto.tink.util.SecretBytes;
import java.security.GeneralSecurityException;
import java.util.Base64;

/// 32 bytes, written as base64. It wraps data keys and does nothing else.
public record MasterKey(Secret base64) {
  private static final int BYTES = 32;

  /// @throws IllegalArgumentException when it is not 32 bytes in base64
  public MasterKey {
    if (decode(base64).length != BYTES) {
      throw new IllegalArgumentException("A master key is 32 bytes in base64 (44 characters).");
    }
  }

  private static byte[] decode(Secret base64) {
    try {
      return Base64.getDecoder().decode(base64.reveal().strip());
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  @AccessesPartialKey
  Aead aead() throws GeneralSecurityException {
    AesGcmParameters parameters =
        AesGcmParameters.builder()
            .setKeySizeBytes(BYTES)
            .setIvSizeBytes(12)
            .setTagSizeBytes(16)
            .setVariant(AesGcmParameters.Variant.NO_PREFIX)
            .build();
    AesGcmKey key =
        AesGcmKey.builder()
            .setParameters(parameters)
            .setKeyBytes(SecretBytes.copyFrom(decode(base64), InsecureSecretKeyAccess.get()))
            .build();
    return KeysetHandle.newBuilder()
        .addEntry(KeysetHandle.importKey(key).withRandomId().makePrimary())
        .build()
        .getPrimitive(RegistryConfiguration.get(), Aead.class);
  }
}
