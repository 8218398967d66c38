package wabahub;

import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import wabahub.secrets.WrongMasterKey;

/// The command line.
@Command(
    name = "wabahub",
    description = "A self-hosted WhatsApp Business partner hub.",
    subcommands = {CommandLine.HelpCommand.class})
public final class Main implements Runnable {
  private static final int REFUSED = 2;

  public static void main(String[] arguments) {
    // Months, figures and names are written the same whatever the machine's language: some have
    // digits of their own.
    Locale.setDefault(Locale.ROOT);
    System.exit(run(arguments));
  }

  static int run(String... arguments) {
    CommandLine line = new CommandLine(new Main());
    line.setExecutionExceptionHandler((e, command, parsed) -> {
      System.err.println("wabahub: " + refusal(e).orElseThrow(() -> e));
      return REFUSED;
    });
    return line.execute(arguments);
  }

  /// Why the hub does not start, when it is not a mistake in the hub.
  private static Optional<String> refusal(Exception e) {
    return switch (e) {
      case ConfigException config -> Optional.ofNullable(config.getMessage());
      case WrongMasterKey key -> Optional.ofNullable(key.getMessage());
      case UncheckedIOException io when io.getCause() instanceof FileSystemException file ->
          Optional.of(file + ".");
      case UncheckedIOException io ->
          Optional.ofNullable(io.getCause()).map(cause -> cause.getMessage() + ".");
      default -> Optional.empty();
    };
  }

  static String version() {
    return Optional.ofNullable(Main.class.getPackage().getImplementationVersion()).orElse("dev");
  }

  @Override
  public void run() {
    CommandLine.usage(this, System.out);
  }

  @Command(name = "serve", description = "Starts the hub.")
  int serve() throws InterruptedException {
    LogLine.sendTo(System.out);
    App app = new App(Config.load(System.getenv()), InstantSource.system());
    closeAtExit(app.start());
    app.awaitNewerSchema();
    throw new ConfigException("A newer hub has changed the database; this one stops.");
  }

  @Command(
      name = "demo",
      description =
          "Shows everything on loopback, with nothing configured and a folder of its own.")
  int demo(
      @Option(names = "--exit", description = "Stop after printing.") boolean exit,
      @Option(names = "--port", description = "0 = any free one.") @Nullable Integer port)
      throws Exception {
    try (Demo demo = Demo.open(System.getenv(), port, System.out)) {
      closeAtExit(demo);
      demo.play();
      if (!exit) {
        demo.invite();
        new CountDownLatch(1).await();
      }
    }
    return 0;
  }

  @Command(name = "check-config", description = "Prints every setting and where it was set.")
  int checkConfig() {
    Config.load(System.getenv())
        .settings()
        .forEach((key, setting) ->
            System.out.printf(
                "%s = %s (%s)%n", key.variable(), Config.shown(key, setting), setting.source()));
    return 0;
  }

  @Command(name = "recount", description = "Rebuilds figures from facts.")
  int recount(
      @Option(names = "--partner", description = "Its id; all when left out.")
          @Nullable Long partner,
      @Option(names = "--month", description = "YYYY-MM; all when left out.")
          @Nullable String month)
      throws Exception {
    LogLine.sendTo(System.err);
    Logger.getLogger("wabahub").setLevel(Level.WARNING);
    new RecountCommand(System.getenv(), System.out).run(partner, month);
    return 0;
  }

  @Command(name = "backup", description = "Copies the embedded database while the hub runs.")
  int backup(@Parameters(paramLabel = "FILE") Path file) {
    new BackupCommand(System.getenv(), System.out, InstantSource.system()).backup(file);
    return 0;
  }

  @Command(name = "restore", description = "Brings a backup back; the hub is stopped.")
  int restore(@Parameters(paramLabel = "FILE") Path file) {
    LogLine.sendTo(System.err);
    Logger.getLogger("wabahub").setLevel(Level.WARNING);
    new BackupCommand(System.getenv(), System.out, InstantSource.system()).restore(file);
    return 0;
  }

  @Command(name = "version", description = "Prints the version.")
  int printVersion() {
    System.out.println("wabahub " + version());
    return 0;
  }

  /// SIGTERM and Ctrl-C end the process by this hook.
  private static void closeAtExit(AutoCloseable running) {
    Thread stop =
        Thread.ofPlatform()
            .name("stop")
            .unstarted(() -> {
              try {
                running.close();
              } catch (Exception e) {
                System.err.println("wabahub: " + e);
              }
            });
    Runtime.getRuntime().addShutdownHook(stop);
  }
}
