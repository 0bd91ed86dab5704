package org.etwflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.SerializedThrowable;
import org.etwflow.filter.SyntaxException;
import org.etwflow.pipeline.DamagedTraceException;
import org.etwflow.report.PrintableText;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** What a person is told when there are no rows. */
final class Failures {

  private Failures() {}

  static int answerWrongOption(final ParameterException exception, final String[] arguments) {
    final CommandLine commandLine = exception.getCommandLine();
    final PrintWriter err = commandLine.getErr();
    err.println("etwflow: " + PrintableText.of(exception.getMessage()));
    if (root(exception) instanceof SyntaxException syntax) {
      pointAtPlace(syntax, err);
    }
    UnmatchedArgumentException.printSuggestions(exception, err);
    err.println("Try 'etwflow --help' for all options.");
    return ExitCode.USAGE;
  }

  /** Prints the text, and a caret under the place that was not understood. */
  private static void pointAtPlace(final SyntaxException syntax, final PrintWriter err) {
    err.println("  " + onOneLine(syntax.text()));
    err.println(
        "  " + " ".repeat(onOneLine(syntax.text().substring(0, syntax.offset())).length()) + '^');
  }

  /** Line breaks would part the text and the caret. */
  private static String onOneLine(final String text) {
    return PrintableText.of(text.replaceAll("\\p{Cntrl}", " "));
  }

  static int answerFailedRun(
      final Throwable failure, final CommandLine commandLine, final ParseResult parsed) {
    final PrintWriter err = commandLine.getErr();
    final Throwable root = root(failure);
    if (root instanceof OutOfMemoryError) {
      err.println(
          "etwflow: the run failed: not enough memory. Allow more, for example 4 GB:"
              + " JDK_JAVA_OPTIONS=-Xmx4g etwflow ...");
    } else if (root instanceof DamagedTraceException || root instanceof IOException) {
      err.println("etwflow: the run failed: " + PrintableText.of(text(root)));
    } else {
      err.println("etwflow: the run failed, and this should not be. Please report all of it:");
      err.print(PrintableText.ofLines(ExceptionUtils.stringifyException(failure)));
      err.flush();
    }
    return ExitCode.SOFTWARE;
  }

  /** An exception need not have a message. */
  private static String text(final Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /** What came first. A cluster sends it as bytes, since a client need not know its class. */
  private static Throwable root(final Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root instanceof SerializedThrowable serialized
        ? serialized.deserializeError(Failures.class.getClassLoader())
        : root;
  }
}
