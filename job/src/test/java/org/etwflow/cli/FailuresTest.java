package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class FailuresTest {

  /** Like that of the process: without a flush, nothing is there. */
  private static String answer(final Exception failure) {
    final StringWriter printed = new StringWriter();
    final PrintWriter err = new PrintWriter(new java.io.BufferedWriter(printed), true);
    final CommandLine commandLine = EtwflowCommand.commandLine().setErr(err);

    assertThat(Failures.printFailure(failure, commandLine, null)).isEqualTo(1);

    return printed.toString();
  }

  @Test
  void failureWithoutAMessage_isNamed() {
    assertThat(answer(new EOFException())).isEqualTo("etwflow: the run failed: EOFException\n");
  }

  @Test
  void unexpectedFailure_isPrintedWholly() {
    assertThat(answer(new IllegalStateException("of the test")))
        .contains(
            "etwflow: internal error: please report this stack trace:\n",
            "IllegalStateException: of the test",
            "FailuresTest");
  }
}
