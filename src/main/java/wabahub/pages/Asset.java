package wabahub.pages;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/// A file that pages load. `name`: with a hash of the content in it.
record Asset(String name, String type, byte[] content) {
  private static final int HASH_BYTES = 8;
  private static final String WEBJARS = "webjars/";

  /// A file of the class path: of the folder `web`, or of a WebJar.
  static Asset load(String file) {
    String folder = file.startsWith(WEBJARS) ? "/META-INF/resources/" : "/web/";
    try (InputStream in = Asset.class.getResourceAsStream(folder + file)) {
      if (in == null) {
        throw new IllegalArgumentException("no file " + file);
      }
      byte[] content = in.readAllBytes();
      int dot = file.lastIndexOf('.');
      String name =
          file.substring(file.lastIndexOf('/') + 1, dot)
              + "-"
              + hash(content)
              + file.substring(dot);
      return new Asset(name, type(file.substring(dot)), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String type(String suffix) {
    return switch (suffix) {
      case ".css" -> "text/css; charset=utf-8";
      case ".js" -> "text/javascript; charset=utf-8";
      case ".svg" -> "image/svg+xml";
      default -> throw new IllegalArgumentException("no type for " + suffix);
    };
  }

  private static String hash(byte[] content) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
      return HexFormat.of().formatHex(Arrays.copyOf(hash, HASH_BYTES));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
