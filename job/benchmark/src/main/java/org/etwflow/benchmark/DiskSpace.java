package org.etwflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Check for disk space at the start, rather than a failure in the middle of a benchmark. */
final class DiskSpace {

  private static final double GIGABYTE = 1e9;

  private DiskSpace() {}

  /**
   * Checks that there is enough space.
   *
   * @throws BenchmarkException if there is not
   */
  static void require(final Path folder, final long octets) throws IOException {
    final long usable = Files.getFileStore(folder).getUsableSpace();
    if (usable < octets) {
      throw new BenchmarkException(
          String.format(
              Locale.ROOT,
              "%s needs %.1f GB of free space, but has %.1f GB: set another folder with"
                  + " -Dbenchmark.folder=DIR, or generate smaller traces with -Dbenchmark.scale=0.1",
              folder,
              octets / GIGABYTE,
              usable / GIGABYTE));
    }
  }
}
