package wabahub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Programs of the machine that some tests run. Where one is missing its tests are skipped and say
/// so; in CI, which installs them (`CI` is set there), they fail.
final class Tools {
  private Tools() {}

  /// Whether the machine can do what a test needs; `otherwise`: why it is skipped, or fails in CI.
  static void need(boolean able, String otherwise) {
    if (System.getenv("CI") == null) {
      assumeThat(able).as("skipped: " + otherwise).isTrue();
    }
    assertThat(able).as(otherwise).isTrue();
  }

  /// The program of this name on the PATH.
  static Path need(String name) {
    List<Path> folders =
        Stream.of(System.getenv().getOrDefault("PATH", "").split(":")).map(Path::of).toList();
    return need(name, folders);
  }

  /// The same in one of these folders.
  static Path need(String name, List<Path> folders) {
    Optional<Path> found =
        folders.stream()
            .map(folder -> folder.resolve(name))
            .filter(Files::isExecutable)
            .findFirst();
    need(found.isPresent(), "there is no " + name + " here");
    return found.orElseThrow();
  }
}
