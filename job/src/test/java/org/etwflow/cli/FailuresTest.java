package org.etwflow.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.EOFException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.apache.flink.util.FlinkRuntimeException;
import org.junit.jupiter.api.Test;
import org.rocksdb.RocksDBException;
import picocli.CommandLine;

class FailuresTest {

  /** Output of the message for a failure. As in the process, it must be flushed. */
  private static String answer(final Exception failure) {
    final StringWriter printed = new StringWriter();
    final PrintWriter err = new PrintWriter(new java.io.BufferedWriter(printed), true);
    final CommandLine commandLine = EtwflowCommand.commandLine().setErr(err);

    assertThat(Failures.printFailure(failure, commandLine, null)).isEqualTo(1);

    return printed.toString();
  }

  @Test
  void failure_withoutMessage_isNamed() {
    assertThat(answer(new EOFException())).isEqualTo("etwflow: the run failed: EOFException\n");
  }

  @Test
  void unexpectedFailure_isPrintedWithStackTrace() {
    assertThat(answer(new IllegalStateException("of the test")))
        .contains(
            "etwflow: internal error: please report this stack trace:\n",
            "IllegalStateException: of the test",
            "FailuresTest");
  }

  @Test
  void outOfMemory_inAnyThread_namesTheStateOnDisk() {
    assertThat(answer(new IllegalStateException("job failed", new OutOfMemoryError("Java heap"))))
        .startsWith("etwflow: out of memory: keep open windows on disk with --state disk, or ")
        .hasLineCount(1);
  }

  @Test
  void fullDiskOfTheState_isReportedWithItsRemedy() {
    final String reason = "While appending to file: /tmp/x/000012.sst: No space left on device";

    assertThat(answer(new FlinkRuntimeException("adding to a list", new RocksDBException(reason))))
        .isEqualTo(
            "etwflow: the run failed: state on disk: "
                + reason
                + "; to keep it in another folder:"
                + " JDK_JAVA_OPTIONS=-Djava.io.tmpdir=DIR etwflow ...\n");
  }
}
