package org.etwflow.traces;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Traces recorded by Windows. They are not part of the repository but of the folder {@code
 * shared/traces} beside it, or of the folder in the system property {@code etwflow.shared}.
 */
final class RealTraces {

  private RealTraces() {}

  /** Parses a trace; skips the test if the traces are absent. */
  static TraceParser parse(String name) throws IOException {
    final Path traces = shared().resolve("traces");
    assumeTrue(Files.isDirectory(traces), () -> "no real traces: " + traces + " is absent");
    return new TraceParser(Files.readAllBytes(traces.resolve(name)));
  }

  /** The folder beside the repository; it may be absent. */
  static Path shared() {
    final String property = System.getProperty("etwflow.shared");
    if (property != null) {
      return Path.of(property);
    }
    return repository().resolveSibling("shared");
  }

  private static Path repository() {
    Path folder = Path.of("").toAbsolutePath();
    while (folder.getParent() != null && !Files.exists(folder.resolve(".git"))) {
      folder = folder.getParent();
    }
    return folder;
  }
}
