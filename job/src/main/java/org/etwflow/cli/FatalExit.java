package org.etwflow.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.util.FatalExitExceptionHandler;
import org.etwflow.run.RemovalAtExit;
import picocli.CommandLine.ExitCode;

/**
 * Shutdown hook for an error in a thread of Flink whose handler ends the process at once, with an
 * exit code of its own and without a message on the console. In most cases memory is exhausted: the
 * hook needs little of it.
 */
final class FatalExit extends Thread {

  private static final String HANDLER = FatalExitExceptionHandler.class.getName();

  private static final long MAX_WAIT_SECONDS = 5;

  private final byte[] message =
      ("etwflow: out of memory, or another fatal error in a thread of Flink: keep open windows on"
              + " disk with --state disk, or allow more memory, for example 4 GB:"
              + " JDK_JAVA_OPTIONS=-Xmx4g etwflow ...\n")
          .getBytes(UTF_8);

  private FatalExit() {
    super("report a fatal error");
  }

  /** Installs the hook. */
  static void install() {
    Runtime.getRuntime().addShutdownHook(new FatalExit());
  }

  @Override
  public void run() {
    try {
      if (Thread.getAllStackTraces().values().stream()
          .flatMap(Arrays::stream)
          .noneMatch(FatalExit::isOfHandler)) {
        return;
      }
      print();
      RemovalAtExit.awaitAll(MAX_WAIT_SECONDS);
    } catch (final OutOfMemoryError | IOException | InterruptedException e) {
      // The exit code reports it.
    }
    Runtime.getRuntime().halt(ExitCode.SOFTWARE);
  }

  private static boolean isOfHandler(final StackTraceElement frame) {
    return frame.getClassName().equals(HANDLER);
  }

  @SuppressWarnings("resource") // The process ends.
  private void print() throws IOException {
    new FileOutputStream(FileDescriptor.err).write(message);
  }
}
