package wabahub;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The program with its classes loaded beforehand: a process of it starts with half the work. For
/// tests that start it many times.
final class Snapshot implements AutoCloseable {
  private final Path folder;
  private final String classPath;

  Snapshot() {
    try {
      folder = Files.createTempDirectory("wabahub-snapshot");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    classPath =
        Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
            .map(Path::of)
            .map(path -> Files.isDirectory(path) ? jar(path) : path)
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator));
    HubProcess hub =
        HubProcess.serve(HubProcess.settings(folder.resolve("data")), options("Output"));
    hub.terminate().exitCode();
  }

  /// The JVM loads no classes beforehand that lie in a folder.
  private Path jar(Path classes) {
    Path jar = folder.resolve(Integer.toHexString(classes.hashCode()) + ".jar");
    ToolProvider tool = ToolProvider.findFirst("jar").orElseThrow();
    int code = tool.run(System.out, System.err, "-c0f", "" + jar, "-C", "" + classes, ".");
    if (code != 0) {
      throw new AssertionError("no jar of " + classes);
    }
    return jar;
  }

  /// Of the JVM, for [HubProcess#serve].
  List<String> options() {
    return options("");
  }

  private List<String> options(String output) {
    return List.of("-cp", classPath, "-XX:AOTCache" + output + "=" + folder.resolve("classes.aot"));
  }

  @Override
  public void close() {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
