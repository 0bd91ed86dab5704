package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.etwflow.testing.RealTraces;

/**
 * A trace reader in C, in an optional folder beside the repository. It shares no code with ours.
 */
final class Netwalk {

  private final Path folder;
  private final Path program;

  private Netwalk(final Path folder) {
    this.folder = folder;
    this.program = folder.resolve("netwalk");
  }

  /** Compiles the program into a folder. Skips the test if its source or a compiler is absent. */
  static Netwalk in(final Path folder) throws IOException, InterruptedException {
    final Path traces = RealTraces.named("KernelNetwork.etl").getParent();
    final Path source = traces.resolveSibling("tools").resolve("netwalk.c");
    assumeTrue(Files.exists(source), "skipped: needs " + source);
    final Netwalk netwalk = new Netwalk(folder);
    try {
      netwalk.run("gcc", "-O2", "-o", netwalk.program.toString(), source.toString());
    } catch (final IOException e) {
      abort("skipped: needs a C compiler: " + e.getMessage());
    }
    return netwalk;
  }

  /** Lines of the table of a trace, with windows of 10 s. */
  List<String> table(final Path trace) throws IOException, InterruptedException {
    return run(program.toString(), trace.toString(), "10", "--table");
  }

  private List<String> run(final String... command) throws IOException, InterruptedException {
    final Path out = folder.resolve("out");
    final Process process =
        new ProcessBuilder(command)
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertThat(process.waitFor()).as(command[0]).isZero();
    return Files.readAllLines(out);
  }
}
