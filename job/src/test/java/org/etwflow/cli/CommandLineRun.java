package org.etwflow.cli;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Result of one call of the command line.
 *
 * @param exitCode exit code of the process
 * @param out standard output
 * @param err standard error
 */
public record CommandLineRun(int exitCode, String out, String err) {

  public static CommandLineRun of(final Object... arguments) {
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    final CommandLineRun run = into(out, arguments);
    return new CommandLineRun(run.exitCode, out.toString(StandardCharsets.UTF_8), run.err);
  }

  /** Runs with a given standard output; {@link #out()} is empty then. */
  static CommandLineRun into(final OutputStream out, final Object... arguments) {
    final ByteArrayOutputStream err = new ByteArrayOutputStream();
    final int exitCode =
        Main.execute(
            EtwflowCommand.commandLine(),
            new StandardStream(out),
            new StandardStream(err),
            Arrays.stream(arguments).map(Object::toString).toArray(String[]::new));
    return new CommandLineRun(exitCode, "", err.toString(StandardCharsets.UTF_8));
  }
}
