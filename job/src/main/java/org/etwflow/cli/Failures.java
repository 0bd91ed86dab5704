package org.etwflow.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.SerializedThrowable;
import org.etwflow.filter.SyntaxException;
import org.etwflow.pipeline.DamagedTraceException;
import org.etwflow.report.PrintableText;
import org.etwflow.run.LostClusterException;
import org.etwflow.run.StateLocation;
import org.etwflow.source.file.StorageException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** Error messages and exit codes of failed runs. */
final class Failures {

  /** Exception of RocksDB, which is not on the class path of every run. */
  private static final String ROCKSDB_EXCEPTION = "org.rocksdb.RocksDBException";

  private Failures() {}

  static int printUsageError(final ParameterException exception, final String[] arguments) {
    final CommandLine commandLine = exception.getCommandLine();
    final PrintWriter err = commandLine.getErr();
    err.println("etwflow: " + PrintableText.of(Objects.requireNonNull(exception.getMessage())));
    if (root(exception) instanceof SyntaxException syntax) {
      printPosition(syntax, err);
    }
    UnmatchedArgumentException.printSuggestions(exception, err);
    err.println("Try 'etwflow --help' for all options.");
    return ExitCode.USAGE;
  }

  /** Prints the invalid text, and a caret below the error. */
  private static void printPosition(final SyntaxException syntax, final PrintWriter err) {
    err.println("  " + onOneLine(syntax.text()));
    err.println(
        "  " + " ".repeat(onOneLine(syntax.text().substring(0, syntax.offset())).length()) + '^');
  }

  /** Replaces line breaks, which would separate the text from the caret. */
  private static String onOneLine(final String text) {
    return PrintableText.of(text.replaceAll("\\p{Cntrl}", " "));
  }

  static int printFailure(
      final Throwable failure, final CommandLine commandLine, final @Nullable ParseResult parsed) {
    print(failure, isOnDisk(parsed), commandLine.getErr());
    commandLine.getErr().flush();
    return ExitCode.SOFTWARE;
  }

  private static boolean isOnDisk(final @Nullable ParseResult parsed) {
    return parsed != null
        && parsed.hasMatchedOption(EtwflowCommand.STATE)
        && parsed.matchedOptionValue(EtwflowCommand.STATE, StateLocation.HEAP)
            == StateLocation.DISK;
  }

  private static void print(
      final Throwable failure, final boolean isOnDisk, final PrintWriter err) {
    final Throwable root = root(failure);
    final Optional<StorageException> storage =
        ExceptionUtils.findSerializedThrowable(
            failure, StorageException.class, Failures.class.getClassLoader());
    if (storage.isPresent()) {
      err.println(
          "etwflow: the run failed: "
              + PrintableText.of(storage.get().getMessage())
              + "; to go on without such files, add --on-storage-error skip");
    } else if (isOutOfMemory(failure)) {
      err.println(
          "etwflow: out of memory: "
              + (isOnDisk ? "" : "keep open windows on disk with --state disk, or ")
              + "allow more, for example 4 GB: JDK_JAVA_OPTIONS=-Xmx4g etwflow ...");
    } else if (root.getClass().getName().equals(ROCKSDB_EXCEPTION)) {
      err.println(
          "etwflow: the run failed: state on disk: "
              + PrintableText.of(text(root))
              + "; to keep it in another folder: JDK_JAVA_OPTIONS=-Djava.io.tmpdir=DIR etwflow"
              + " ...");
    } else if (root instanceof DamagedTraceException damaged) {
      err.println("etwflow: " + PrintableText.of(text(damaged)));
      damaged.problems().forEach(problem -> err.println("  " + PrintableText.of(problem)));
    } else if (root instanceof IOException) {
      err.println("etwflow: the run failed: " + PrintableText.of(text(root)));
    } else {
      err.println("etwflow: internal error: please report this stack trace:");
      err.print(PrintableText.ofLines(ExceptionUtils.stringifyException(failure)));
    }
  }

  private static boolean isOutOfMemory(final Throwable failure) {
    return Stream.of(OutOfMemoryError.class, LostClusterException.class)
        .anyMatch(
            type ->
                ExceptionUtils.findSerializedThrowable(
                        failure, type, Failures.class.getClassLoader())
                    .isPresent());
  }

  /** The message, or the class of an exception without a message. */
  private static String text(final Throwable failure) {
    return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
  }

  /** The first cause. A cluster serializes it, because a client may not have its class. */
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
