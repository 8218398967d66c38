package wabahub.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/// The least that an acknowledgement can take: bytes appended to a file and forced to the disk, one
/// after the other.
final class FsyncLoop {
  private static final int BYTES = 4_096;

  private FsyncLoop() {}

  /// How long each took, in nanoseconds, ascending.
  static long[] run(int seconds) {
    Path folder = Folders.fresh("fsync");
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      long end = System.nanoTime() + seconds * 1_000_000_000L;
      long[] times = new long[1_024];
      int count = 0;
      while (System.nanoTime() < end) {
        long begin = System.nanoTime();
        file.write(ByteBuffer.allocate(BYTES));
        file.force(false);
        if (count == times.length) {
          times = Arrays.copyOf(times, count * 2);
        }
        times[count++] = System.nanoTime() - begin;
      }
      long[] all = Arrays.copyOf(times, count);
      Arrays.sort(all);
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      Folders.delete(folder);
    }
  }
}
