package org.etwflow.report;

import java.io.PrintWriter;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.quality.TraceQuality;

/** Prints a warning for each trace with a problem, while the job is running. */
public final class TraceWarnings {

  private final Thread thread;
  private long traces;
  private long readable;
  private long storageErrors;

  /**
   * Creates the warnings of a job.
   *
   * @param rows quality of its traces, as the job emits them
   */
  public TraceWarnings(final CloseableIterator<TraceQuality> rows, final PrintWriter err) {
    thread = new Thread(() -> rows.forEachRemaining(trace -> print(trace, err)), "warnings");
    thread.setDaemon(true);
    // The main thread reports the failure of the job.
    thread.setUncaughtExceptionHandler((failed, failure) -> {});
  }

  /** Starts printing. Call this after submitting the job. */
  public void start() {
    thread.start();
  }

  private void print(final TraceQuality trace, final PrintWriter err) {
    traces++;
    storageErrors += trace.storageErrors();
    readable += RunResult.isRead(trace) ? 1 : 0;
    if (trace.concern() != null) {
      err.println(Report.warning(trace));
      err.flush();
    }
  }

  /** Waits for the last trace. Whether files were skipped because of their file system. */
  public boolean areOfStorageErrors() throws InterruptedException {
    thread.join();
    return storageErrors > 0;
  }

  /** Waits for the last trace. Whether there were traces, but none of them could be read. */
  public boolean areOfUnreadableTracesOnly() throws InterruptedException {
    thread.join();
    return traces > 0 && readable == 0;
  }
}
