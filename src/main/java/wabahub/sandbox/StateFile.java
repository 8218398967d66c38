package wabahub.sandbox;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/// Keeps the state in a file, whole or not at all; without a path it keeps nothing.
final class StateFile {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .changeDefaultVisibility(checker -> checker.withFieldVisibility(Visibility.NON_PRIVATE))
          .build();

  private final @Nullable Path path;

  StateFile(@Nullable Path path) {
    this.path = path;
  }

  /// @throws IllegalStateException when the file holds something else
  State read() {
    if (path == null || !Files.exists(path)) {
      return new State();
    }
    try {
      return JSON.readValue(Files.readAllBytes(path), State.class);
    } catch (JacksonException e) {
      throw new IllegalStateException("The sandbox's file " + path + " is damaged.", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void write(State state) {
    if (path == null) {
      return;
    }
    try {
      Path folder = Objects.requireNonNull(path.toAbsolutePath().getParent());
      // Readable by its owner only, as temporary files are: tokens are in it.
      Path fresh = Files.createTempFile(folder, "sandbox", ".new");
      Files.write(fresh, JSON.writeValueAsBytes(state));
      Files.move(fresh, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
