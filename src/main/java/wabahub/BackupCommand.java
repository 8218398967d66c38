package wabahub;

import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import wabahub.messages.Messages;
import wabahub.secrets.MasterKey;
import wabahub.secrets.Secret;
import wabahub.secrets.Secrets;
import wabahub.storage.Settings;
import wabahub.storage.Storage;

/// `backup` and `restore`: the embedded database as one file, a zip of its two files.
///
/// The hub's database is copied before the journal: what was dispatched in between is dispatched
/// again after a restore, which changes nothing. The other way round the journal would be behind
/// what the database says of it, and new webhooks would pass for old ones.
final class BackupCommand {
  private static final List<String> SCHEMAS = List.of("hub", "journal");

  /// A database of SQLite: the file, its log, the index of the log.
  private static final List<String> SUFFIXES = List.of("", "-wal", "-shm");

  private final Map<String, String> environment;
  private final PrintStream out;
  private final InstantSource clock;

  BackupCommand(Map<String, String> environment, PrintStream out, InstantSource clock) {
    this.environment = environment;
    this.out = out;
    this.clock = clock;
  }

  private static String file(String schema) {
    return schema + ".db";
  }

  /// @throws ConfigException when there is nothing to back up, or the file exists
  void backup(Path file) {
    Config config = config();
    Path data = config.data();
    for (String schema : SCHEMAS) {
      if (!Files.exists(data.resolve(file(schema)))) {
        throw new ConfigException("The data folder " + data + " holds no database.");
      }
    }
    if (Files.exists(file)) {
      throw new ConfigException("The file " + file + " exists already.");
    }
    try {
      Path work = Files.createTempDirectory(folder(file), ".backup");
      try {
        for (String schema : SCHEMAS) {
          Storage.copy(data, schema, work.resolve(file(schema)));
        }
        Path zip = work.resolve("zip");
        pack(work, zip);
        Files.move(zip, file, StandardCopyOption.ATOMIC_MOVE);
      } finally {
        clear(work);
      }
      out.printf("%s, %,d bytes.%n", file, Files.size(file));
      out.println(
          "The master key is not in it, and without that the backup cannot be read: keep both, in"
              + " two places.");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path folder(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    return folder == null ? Path.of("/") : folder;
  }

  private Config config() {
    Config config = Config.load(environment);
    if (!config.databaseUrl().isEmpty()) {
      throw new ConfigException(
          "The database is PostgreSQL: use its own programs, such as pg_dump and pg_restore.");
    }
    return config;
  }

  private static void pack(Path folder, Path zip) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            zip,
            Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
            DataFolder.mode("rw-------"))) {
      OutputStream bytes = Channels.newOutputStream(channel);
      ZipOutputStream packed = new ZipOutputStream(bytes);
      for (String schema : SCHEMAS) {
        packed.putNextEntry(new ZipEntry(file(schema)));
        Files.copy(folder.resolve(file(schema)), packed);
        packed.closeEntry();
      }
      packed.finish();
      channel.force(true);
    }
  }

  /// @throws ConfigException when the hub runs, the folder holds a database, the key is another
  ///   one, or the file is no backup
  void restore(Path file) {
    Config config = config();
    try (DataFolder data = DataFolder.open(config.data())) {
      refuseLeftovers(data);
      Secret key = masterKey(config, data);
      Path work = Files.createTempDirectory(data.path(), ".restore");
      int doubtful;
      try {
        unpack(file, work);
        doubtful = prepare(work, key);
        // The hub's database last: a folder without it is one that nothing was restored to.
        for (String schema : SCHEMAS.reversed()) {
          Files.move(work.resolve(file(schema)), data.path().resolve(file(schema)));
        }
      } finally {
        clear(work);
      }
      out.println("Restored to " + data.path() + ".");
      if (doubtful > 0) {
        out.printf(
            "Messages that waited when the backup was made: %,d. They may have gone out since, so they"
                + " are in doubt and not sent again.%n",
            doubtful);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A log that was left behind would be laid over the database that is restored beside it.
  private static void refuseLeftovers(DataFolder data) {
    List<String> left =
        SCHEMAS.stream()
            .flatMap(schema -> SUFFIXES.stream().map(suffix -> file(schema) + suffix))
            .filter(data::has)
            .toList();
    if (!left.isEmpty()) {
      throw new ConfigException(
          "The data folder "
              + data.path()
              + " holds a database; move it away first: "
              + String.join(", ", left)
              + ".");
    }
  }

  private static Secret masterKey(Config config, DataFolder data) {
    return config
        .secret(Key.MASTER_KEY)
        .orElseGet(() -> {
          if (!data.has(Ground.MASTER_KEY_FILE)) {
            throw new ConfigException(
                "There is no master key: put the one of the hub that was backed up into "
                    + data.path().resolve(Ground.MASTER_KEY_FILE)
                    + ".");
          }
          return data.secret(Ground.MASTER_KEY_FILE);
        });
  }

  private static void unpack(Path file, Path folder) throws IOException {
    Set<String> left = new HashSet<>(SCHEMAS.stream().map(BackupCommand::file).toList());
    try (ZipInputStream packed = new ZipInputStream(Files.newInputStream(file))) {
      for (@Nullable ZipEntry entry = packed.getNextEntry();
          entry != null;
          entry = packed.getNextEntry()) {
        if (!left.remove(entry.getName())) {
          throw noBackup(file);
        }
        Files.copy(packed, folder.resolve(entry.getName()));
      }
    } catch (ZipException | EOFException e) {
      throw noBackup(file);
    }
    if (!left.isEmpty()) {
      throw noBackup(file);
    }
  }

  private static ConfigException noBackup(Path file) {
    return new ConfigException("The file " + file + " is not a backup, or it is damaged.");
  }

  /// Opens both as the hub will, and keeps it from sending what may have gone out; returns how many
  /// messages that are.
  private int prepare(Path folder, Secret key) {
    Settings settings = new Settings(folder, "");
    int doubtful = 0;
    for (String schema : SCHEMAS) {
      try (Storage storage = Storage.open(settings, schema)) {
        storage.checkIntegrity();
        if (schema.equals("hub")) {
          Secrets.open(storage, new MasterKey(key));
          doubtful = Messages.restored(storage, clock);
        }
      }
    }
    return doubtful;
  }

  private static void clear(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}
