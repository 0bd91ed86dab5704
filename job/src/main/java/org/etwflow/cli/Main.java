package org.etwflow.cli;

import java.io.FileDescriptor;
import java.util.Locale;
import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;

/** Entry point of etwflow, on one machine or submitted to a cluster. */
public final class Main {

  /** Exit code of a process that was ended by SIGPIPE, which Java ignores. */
  static final int BROKEN_PIPE = 128 + 13;

  private Main() {}

  /** Runs the command and exits with one of the codes that {@code --help} lists. */
  public static void main(final String[] arguments) {
    final CommandLine commandLine = EtwflowCommand.commandLine();
    // A JobManager that runs this method has its own.
    if (Thread.getDefaultUncaughtExceptionHandler() == null) {
      Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> end(failure, commandLine));
      FatalExit.install();
    }
    final int exitCode =
        execute(
            commandLine,
            StandardStream.of(FileDescriptor.out, 1),
            StandardStream.of(FileDescriptor.err, 2),
            arguments);
    // After --help and --version, Flink's classes need not be loaded for isLocal().
    final boolean isRun = commandLine.getExecutionResult() != null;
    // A client that submits to a cluster goes on after main() returns: exit only on failure.
    if (exitCode != ExitCode.OK || (isRun && isLocal())) {
      System.exit(exitCode);
    }
  }

  /** Runs the command and returns the exit code. A failed write to standard output is a failure. */
  static int execute(
      final CommandLine commandLine,
      final StandardStream out,
      final StandardStream err,
      final String... arguments) {
    // Flink formats numbers of its settings in the default locale, but cannot parse all digits.
    Locale.setDefault(Locale.ROOT);
    commandLine.setOut(out.writer()).setErr(err.writer());
    final int exitCode = commandLine.execute(arguments);
    commandLine.getOut().flush();
    if (out.failure() == null) {
      return exitCode;
    }
    if (out.isBrokenPipe()) {
      return BROKEN_PIPE;
    }
    commandLine
        .getErr()
        .println("etwflow: cannot write to standard output: " + out.failure().getMessage());
    return ExitCode.SOFTWARE;
  }

  /** Ends the process after a failure that nothing waits for. */
  private static void end(final Throwable failure, final CommandLine commandLine) {
    System.exit(Failures.printFailure(failure, commandLine, commandLine.getParseResult()));
  }

  /** Whether Flink runs in this process: then its idle threads need not be waited for. */
  private static boolean isLocal() {
    return StreamExecutionEnvironment.getExecutionEnvironment() instanceof LocalStreamEnvironment;
  }
}
