package org.etwflow.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine;

/**
 * What one call of the command line did.
 *
 * @param exitCode of the process, had it been one
 * @param out what it printed on stdout
 * @param err what it printed on stderr
 */
record CommandLineRun(int exitCode, String out, String err) {

  static CommandLineRun of(final Object... arguments) {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    final CommandLine commandLine =
        EtwflowCommand.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true));
    final String[] texts = new String[arguments.length];
    for (int i = 0; i < arguments.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return new CommandLineRun(commandLine.execute(texts), out.toString(), err.toString());
  }
}
