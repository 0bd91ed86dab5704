package org.etwflow.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/** Traces recorded on Windows, in an optional folder beside the repository. */
public final class RealTraces {

  private RealTraces() {}

  /** Returns a file. Skips the test if the folder is absent. */
  public static Path named(final String fileName) {
    final Path folder = repository().resolveSibling("shared").resolve("traces");
    assumeTrue(Files.isDirectory(folder), "skipped: needs the real traces in ../shared/traces");
    return folder.resolve(fileName);
  }

  /** Returns the bytes of a file. Skips the test if the folder is absent. */
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
