package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with standard streams that cannot be written. */
@Timeout(180)
class StandardStreamIT {

  private static final Path TRACE = SampleTraces.trace("desktop");

  @TempDir private Path folder;

  /** Stream that accepts a number of bytes, and then fails. */
  private static OutputStream failingAfter(final int room, final String message) {
    return new OutputStream() {
      private int written;

      @Override
      public void write(final int one) throws IOException {
        written++;
        if (written > room) {
          throw new IOException(message);
        }
      }
    };
  }

  @ParameterizedTest
  @ValueSource(strings = {"--group-by=process", "--follow", "--help", "--version"})
  void fullOutput_failsRunWithReason(final String option) {
    final CommandLineRun run =
        CommandLineRun.into(failingAfter(5, "No space left on device"), TRACE, option);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err())
        .isEqualTo("etwflow: cannot write to standard output: No space left on device\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"--group-by=process", "--follow", "--help"})
  void closedPipe_endsRunSilently(final String option) {
    final CommandLineRun run = CommandLineRun.into(failingAfter(300, "Broken pipe"), TRACE, option);

    assertThat(run.exitCode()).isEqualTo(141);
    assertThat(run.err()).isEmpty();
  }

  @Test
  void fullOutput_ofFollowingRun_failsBeforeStart() {
    final CommandLineRun run =
        CommandLineRun.into(
            failingAfter(0, "No space left on device"), TRACE, "--follow", "--output", folder);

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(folder.resolve("flows")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--group-by=total", "--follow --idle-timeout=1s"})
  void brokenErrorStream_losesNoRow(final String options) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();

    final int exitCode =
        Main.execute(
            EtwflowCommand.commandLine(),
            new StandardStream(out),
            new StandardStream(failingAfter(0, "Bad file descriptor")),
            (SampleTraces.trace("damaged") + " " + options).split(" ", -1));

    assertThat(exitCode).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("2026-03-02");
  }
}
