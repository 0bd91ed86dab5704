package org.etwflow.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Asks for room before it is needed: in the middle of a benchmark would be too late. */
final class DiskSpace {

  private static final double GIGABYTE = 1e9;

  private DiskSpace() {}

  /**
   * Does nothing if there is room.
   *
   * @throws BenchmarkException if there is none
   */
  static void require(final Path folder, final long octets) throws IOException {
    final long usable = Files.getFileStore(folder).getUsableSpace();
    if (usable < octets) {
      throw new BenchmarkException(
          String.format(
              Locale.ROOT,
              "%s needs room for %.1f GB and has it for %.1f GB: give another folder by"
                  + " -Dbenchmark.folder=DIR, or smaller traces by -Dbenchmark.scale=0.1",
              folder,
              octets / GIGABYTE,
              usable / GIGABYTE));
    }
  }
}
