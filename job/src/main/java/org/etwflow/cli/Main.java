package org.etwflow.cli;

import java.io.FileDescriptor;
import java.util.Locale;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** Starts etwflow: by itself on one machine, or submitted to a cluster. */
public final class Main {

  /** Exit code of a shell for a process that SIGPIPE has ended, which Java ignores. */
  static final int NO_READER = 128 + 13;

  private Main() {}

  /** Exits with one of the codes that the help lists. */
  public static void main(final String[] arguments) {
    final CommandLine commandLine = EtwflowCommand.commandLine();
    final int exitCode =
        execute(
            commandLine,
            StandardStream.of(FileDescriptor.out, 1),
            StandardStream.of(FileDescriptor.err, 2),
            arguments);
    // Help is no run, and need not wait for Flink to be asked whether it is alone.
    final boolean isRun = commandLine.getExecutionResult() != null;
    // The client of a cluster has things to do after this returns: it is left only for a failure.
    if (exitCode != ExitCode.OK || (isRun && isAlone())) {
      System.exit(exitCode);
    }
  }

  /** The exit code. Whatever was to be printed and could not be makes a run fail. */
  static int execute(
      final CommandLine commandLine,
      final StandardStream out,
      final StandardStream err,
      final String... arguments) {
    // Flink writes numbers into its own settings by the default locale, and cannot read all digits.
    Locale.setDefault(Locale.ROOT);
    commandLine.setOut(out.writer()).setErr(err.writer());
    final int exitCode = commandLine.execute(arguments);
    commandLine.getOut().flush();
    if (out.failure() == null) {
      return exitCode;
    }
    if (out.hasNoReader()) {
      return NO_READER;
    }
    commandLine
        .getErr()
        .println("etwflow: cannot write to standard output: " + out.failure().getMessage());
    return ExitCode.SOFTWARE;
  }

  /** Then nothing is left to do, and idle threads of Flink need not hold up the end. */
  private static boolean isAlone() {
    return StreamExecutionEnvironment.getExecutionEnvironment() instanceof LocalStreamEnvironment;
  }
}
