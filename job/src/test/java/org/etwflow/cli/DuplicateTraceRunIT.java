package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs over inputs that contain a session twice: it is counted once, and the other file is named.
 */
class DuplicateTraceRunIT {

  @TempDir private Path folder;
  @TempDir private Path output;

  /** Ways to put a second copy of a file into a folder. */
  private enum Copying {
    COPY {
      @Override
      void copy(final Path from, final Path to) throws IOException {
        Files.copy(from, to);
      }
    },
    GZIP {
      @Override
      void copy(final Path from, final Path to) throws IOException {
        try (OutputStream out =
            new GZIPOutputStream(Files.newOutputStream(sibling(to, "copy.etl.gz")))) {
          Files.copy(from, out);
        }
      }
    },
    ZIP {
      @Override
      void copy(final Path from, final Path to) throws IOException {
        try (ZipOutputStream out =
            new ZipOutputStream(
                Files.newOutputStream(sibling(to, "copy.etl.zip")), StandardCharsets.UTF_8)) {
          out.putNextEntry(new ZipEntry("inside.etl"));
          Files.copy(from, out);
        }
      }
    },
    CUT_GZIP {
      @Override
      void copy(final Path from, final Path to) throws IOException {
        GZIP.copy(from, to);
        final Path whole = sibling(to, "copy.etl.gz");
        final byte[] packed = Files.readAllBytes(whole);
        Files.write(whole, Arrays.copyOf(packed, packed.length * 3 / 4));
      }
    },
    HARD_LINK {
      @Override
      void copy(final Path from, final Path to) throws IOException {
        Files.createLink(to, from);
      }
    },
    FIRST_HALF {
      @Override
      void copy(final Path from, final Path to) throws IOException {
        final byte[] all = Files.readAllBytes(from);
        Files.write(to, Arrays.copyOf(all, all.length / 131_072 * 65_536));
      }
    };

    abstract void copy(Path from, Path to) throws IOException;

    private static Path sibling(final Path file, final String name) {
      return file.resolveSibling(name);
    }
  }

  private CommandLineRun run(final Object... options) {
    final CommandLineRun run =
        CommandLineRun.of(
            Stream.concat(Stream.of(folder, "--output", output), Stream.of(options)).toArray());
    assertThat(run.exitCode()).as(run.err()).isZero();
    return run;
  }

  private List<String> rows() {
    return SampleTraces.sortedLines(output.resolve("flows.csv"));
  }

  private List<String> rowsOf(final byte[]... traces) throws IOException {
    final Path alone = Files.createDirectories(output.resolve("alone"));
    for (int i = 0; i < traces.length; i++) {
      Files.write(alone.resolve(i + ".etl"), traces[i]);
    }
    CommandLineRun.of(alone, "--output", alone);
    return SampleTraces.sortedLines(alone.resolve("flows.csv"));
  }

  private static String counted(final long count, final String what) {
    return String.format(Locale.ROOT, "%,d %s with ", count, what);
  }

  private void write(final String name, final byte[] trace) throws IOException {
    Files.write(folder.resolve(name), trace);
  }

  @ParameterizedTest
  @EnumSource
  void session_inTwoFiles_isCountedOnce(final Copying copying) throws IOException {
    Files.copy(SampleTraces.trace("desktop"), folder.resolve("trace.etl"));
    copying.copy(folder.resolve("trace.etl"), folder.resolve("copy.etl"));

    final CommandLineRun run = run("--strict");

    assertThat(rows()).isEqualTo(SampleTraces.expectedRows("desktop"));
    assertThat(run.out()).contains(" in 1 trace.");
    assertThat(run.err()).containsOnlyOnce("not counted: all of its records are also in ");
    assertThat(SampleTraces.sortedLines(output.resolve("traces.csv")))
        .hasSize(3)
        .filteredOn(row -> row.startsWith(folder.toString()))
        .satisfiesOnlyOnce(row -> assertThat(row.substring(1)).contains("," + folder));
  }

  @Test
  void session_linkedInFolder_isCountedOnce() throws IOException {
    Files.copy(SampleTraces.trace("desktop"), folder.resolve("trace.etl"));
    Files.createSymbolicLink(folder.resolve("copy.etl"), folder.resolve("trace.etl"));

    final CommandLineRun run = run("--strict");

    assertThat(rows()).isEqualTo(SampleTraces.expectedRows("desktop"));
    assertThat(run.err())
        .containsOnlyOnce(
            "skipped: further names of files or folders that are already read (1): "
                + folder.resolve("copy.etl"));
  }

  @Test
  void session_linkedAsInput_isCountedOnce() throws IOException {
    final Path trace = SampleTraces.trace("desktop").toAbsolutePath();
    final Path link = Files.createSymbolicLink(folder.resolve("copy.etl"), trace);

    final CommandLineRun run = CommandLineRun.of(trace, link, "--output", output);

    assertThat(rows()).isEqualTo(SampleTraces.expectedRows("desktop"));
    assertThat(run.err()).containsOnlyOnce("copy.etl");
  }

  @ParameterizedTest
  @ValueSource(strings = {"batch", "streaming"})
  void mergedTrace_withItsParts_isCountedAlone(final String mode) throws IOException {
    write("kernel.etl", ParallelSessions.kernel().bytes());
    write("user.etl", ParallelSessions.user().bytes());
    write("merged.etl", ParallelSessions.merged().bytes());

    final CommandLineRun run = run("--mode", mode);

    assertThat(rows()).isEqualTo(rowsOf(ParallelSessions.merged().bytes()));
    assertThat(run.err())
        .contains("kernel.etl: not counted: all of its records are also in ")
        .contains("user.etl: not counted: all of its records are also in ");
  }

  @Test
  void parts_withoutMergedTrace_areBothCounted() throws IOException {
    write("kernel.etl", ParallelSessions.kernel().bytes());
    write("user.etl", ParallelSessions.user().bytes());

    final CommandLineRun run = run();

    assertThat(rows()).isEqualTo(rowsOf(ParallelSessions.merged().bytes()));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void part_withAdditionalEvents_isCountedWithWarning() throws IOException {
    write("kernel.etl", ParallelSessions.kernel().bytes());
    write("merged.etl", ParallelSessions.mergedWithout(1_000).bytes());

    final CommandLineRun run = run("--group-by", "total", "--window", "whole");

    assertThat(run.out()).contains("11,000 sends").contains(" in 2 traces.");
    assertThat(run.err())
        .contains("kernel.etl: 75 % of its network events are also in ")
        .contains("counted twice");
  }

  /** Sessions like those of simulated hosts with the same start, clock and processes. */
  @Test
  void sessions_withSameStartButDifferentEvents_areAllCounted() throws IOException {
    long sends = 0;
    for (int seed = 1; seed <= 3; seed++) {
      final WrittenTrace trace = TrafficTraces.inMemory("--sends=5000", "--seed=" + seed);
      write(seed + ".etl", trace.bytes());
      sends +=
          trace.readableEvents().stream()
              .filter(event -> event.event().type().kind() == Kind.SEND)
              .count();
    }

    final CommandLineRun run = run();

    assertThat(run.out()).contains(counted(sends, "sends"));
    assertThat(run.err()).isEmpty();
  }

  @Test
  void copies_ofDifferentHosts_areAllCounted() throws IOException {
    for (final String host : List.of("one", "two")) {
      Files.createDirectories(folder.resolve(host));
      Files.copy(SampleTraces.trace("desktop"), folder.resolve(host).resolve("trace.etl"));
    }

    final CommandLineRun run = run("--host", "folder");

    assertThat(run.out())
        .contains(counted(2 * SampleTraces.sum("desktop", "sendCount"), "sends"))
        .contains(counted(2 * SampleTraces.sum("desktop", "receiveCount"), "receives"))
        .contains(" in 2 traces.");
    assertThat(run.err()).isEmpty();
  }
}
