package org.etwflow.report;

import java.io.PrintWriter;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.quality.TraceQuality;

/** Tells of each trace that ends, while the job goes on, what a person should know of it. */
public final class TraceWarnings {

  private final Thread thread;
  private long traces;
  private long readable;

  /**
   * Warnings of a job.
   *
   * @param rows of its traces, as they come
   */
  public TraceWarnings(final CloseableIterator<TraceQuality> rows, final PrintWriter err) {
    thread = new Thread(() -> rows.forEachRemaining(trace -> tell(trace, err)), "warnings");
    thread.setDaemon(true);
    // That the job has failed the main thread tells.
    thread.setUncaughtExceptionHandler((failed, failure) -> {});
  }

  /** To be called when the job was submitted. */
  public void start() {
    thread.start();
  }

  private void tell(final TraceQuality trace, final PrintWriter err) {
    traces++;
    readable += trace.buffers() > 0 ? 1 : 0;
    if (trace.concern() != null) {
      err.println(Report.warning(trace));
      err.flush();
    }
  }

  /** Waits for the last one. Whether there were traces, and none that could be read. */
  public boolean areOfUnreadableTracesOnly() throws InterruptedException {
    thread.join();
    return traces > 0 && readable == 0;
  }
}
