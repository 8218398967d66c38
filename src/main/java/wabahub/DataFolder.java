package wabahub;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import wabahub.secrets.Secret;

/// The folder with the embedded database and generated secrets. Open, it is locked: one hub a
/// folder. The lock is the system's, so a killed hub does not leave it behind.
final class DataFolder implements AutoCloseable {
  private static final String LOCK_FILE = "lock";
  private static final String ADDRESS_FILE = "address";
  private static final String SANDBOX_FILE = "sandbox-address";
  private static final int MIN_SECRET = 24;
  private static final boolean IS_POSIX =
      FileSystems.getDefault().supportedFileAttributeViews().contains("posix");
  private static final Logger LOG = LoggerFactory.getLogger(DataFolder.class);

  private final Path path;
  private final FileChannel channel;

  private DataFolder(Path path, FileChannel channel) {
    this.path = path;
    this.channel = channel;
  }

  static DataFolder open(Path path) {
    try {
      if (!Files.isDirectory(path)) {
        Files.createDirectories(path, mode("rwx------"));
      } else if (isOpenToOthers(path)) {
        LOG.warn(
            "The data folder {} can be entered by other users. It holds secrets: chmod 700.", path);
      }
      FileChannel channel =
          FileChannel.open(
              path.resolve(LOCK_FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!lock(channel)) {
        channel.close();
        throw new ConfigException("Another hub runs on the data folder " + path + ".");
      }
      return new DataFolder(path, channel);
    } catch (IOException e) {
      throw new ConfigException("The data folder " + path + " cannot be used: " + e);
    }
  }

  private static boolean isOpenToOthers(Path path) throws IOException {
    return IS_POSIX
        && !Collections.disjoint(
            Files.getPosixFilePermissions(path),
            Set.of(PosixFilePermission.GROUP_EXECUTE, PosixFilePermission.OTHERS_EXECUTE));
  }

  private static boolean lock(FileChannel channel) throws IOException {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) {
      return false;
    }
  }

  /// Notes where the hub answers, for commands that talk to it.
  void answersAt(URI address) {
    note(ADDRESS_FILE, address);
  }

  /// Notes where the sandbox answers, for people.
  void sandboxAt(URI address) {
    note(SANDBOX_FILE, address);
  }

  private void note(String file, URI address) {
    try {
      Files.writeString(path.resolve(file), address + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Where the hub that has the folder answers; empty when none has it.
  static Optional<URI> runningAt(Path path) {
    Path lock = path.resolve(LOCK_FILE);
    if (!Files.exists(lock)) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return lock(channel)
          ? Optional.empty()
          : Optional.of(URI.create(read(path.resolve(ADDRESS_FILE)).reveal()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// The content of a small file, without the line end.
  static Secret read(Path file) {
    try {
      return new Secret(Files.readString(file).strip());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path path() {
    return path;
  }

  /// Whether a file of this name is there.
  boolean has(String name) {
    return Files.exists(path.resolve(name));
  }

  /// A secret kept in a file of its own, made at the first start.
  Secret secret(String name) {
    Path file = path.resolve(name);
    try {
      if (!Files.exists(file)) {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        Path fresh = Files.createTempFile(path, name, ".new", mode("rw-------"));
        // On disk before anything is encrypted with it, and whole or not at all.
        Files.writeString(
            fresh, Base64.getEncoder().encodeToString(bytes) + "\n", StandardOpenOption.SYNC);
        Files.move(fresh, file);
      }
      Secret secret = read(file);
      if (secret.reveal().length() < MIN_SECRET) {
        throw new ConfigException("The file " + file + " is damaged: it holds no secret.");
      }
      return secret;
    } catch (FileAlreadyExistsException e) {
      return secret(name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// What a new file or folder begins with, where the system knows such modes.
  static FileAttribute<?>[] mode(String permissions) {
    return IS_POSIX
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
