package org.etwflow.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Traces recorded on Windows machines, in a folder beside the repository that not everyone has. */
public final class RealTraces {

  private RealTraces() {}

  /** The file, or the end of the test as skipped if the folder is absent. */
  public static Path named(final String fileName) {
    final Path folder = repository().resolveSibling("shared").resolve("traces");
    assumeTrue(Files.isDirectory(folder), "skipped: needs the real traces in ../shared/traces");
    return folder.resolve(fileName);
  }

  /** The bytes of a file, or the end of the test as skipped if the folder is absent. */
  public static byte[] bytes(final String fileName) {
    return TraceFiles.bytes(named(fileName));
  }

  private static Path repository() {
    Path folder = Path.of("").toAbsolutePath();
    while (!Files.isDirectory(folder.resolve("sample-traces"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
