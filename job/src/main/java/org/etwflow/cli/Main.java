package org.etwflow.cli;

import org.apache.flink.streaming.api.environment.LocalStreamEnvironment;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import picocli.CommandLine;

/** Starts etwflow: by itself on one machine, or submitted to a cluster. */
public final class Main {

  private Main() {}

  /** Exits with 0 if the rows are there, 1 if the run failed, 2 if it could not be begun. */
  public static void main(final String[] arguments) {
    final CommandLine commandLine = EtwflowCommand.commandLine();
    final int exitCode = commandLine.execute(arguments);
    // Help is no run, and need not wait for Flink to be asked whether it is alone.
    final boolean isRun = commandLine.getExecutionResult() != null;
    // The client of a cluster has things to do after this returns: it is left only for a failure.
    if (exitCode != CommandLine.ExitCode.OK || (isRun && isAlone())) {
      System.exit(exitCode);
    }
  }

  /** Then nothing is left to do, and Netty's idle threads would keep the process for a second. */
  private static boolean isAlone() {
    return StreamExecutionEnvironment.getExecutionEnvironment() instanceof LocalStreamEnvironment;
  }
}
