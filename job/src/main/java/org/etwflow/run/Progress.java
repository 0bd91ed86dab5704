package org.etwflow.run;

import java.io.Closeable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.ExecutionException;
import org.apache.flink.core.execution.JobClient;
import org.etwflow.flow.accumulator.SaturatedSum;
import org.etwflow.pipeline.FlowStreams;
import org.etwflow.report.Quantity;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.file.TraceInput;
import picocli.CommandLine.Help.Ansi;

/** Progress display on a terminal: how much of the traces has been read. */
final class Progress implements Closeable {

  private static final long INTERVAL_MILLIS = 500;
  private static final String CLEAR_LINE = "\r\u001b[K";

  private final Timer timer = new Timer("progress", true);
  private final JobClient client;
  private final long octetsTotal;
  private final PrintWriter terminal;

  /** Set before the report is printed: a running step must not print after it. */
  private boolean isClosed;

  private Progress(final JobClient client, final long octetsTotal, final PrintWriter terminal) {
    this.client = client;
    this.octetsTotal = octetsTotal;
    this.terminal = terminal;
    timer.schedule(new Step(), INTERVAL_MILLIS, INTERVAL_MILLIS);
  }

  /** Shows the progress of a job until it is closed, if the output is a terminal. */
  static Closeable show(
      final JobClient client,
      final Collection<TraceFile> traces,
      final TraceInput input,
      final PrintWriter err) {
    return Ansi.AUTO.enabled() ? new Progress(client, knownOctets(traces, input), err) : () -> {};
  }

  /** Total size; 0 if unknown, since the unpacked size of a packed file is not known in advance. */
  private static long knownOctets(final Collection<TraceFile> traces, final TraceInput input) {
    return traces.stream().anyMatch(trace -> isPacked(trace, input))
        ? 0
        : SaturatedSum.of(traces.stream().mapToLong(TraceFile::size));
  }

  private static boolean isPacked(final TraceFile trace, final TraceInput input) {
    try {
      return input.kind(trace.path()).isRead();
    } catch (final IOException | StorageException e) {
      return false;
    }
  }

  private final class Step extends TimerTask {

    @Override
    public void run() {
      try {
        show(client.getAccumulators().get());
      } catch (final ExecutionException | IllegalStateException e) {
        // The job has not started yet, or its cluster has just been stopped: nothing to show.
        return;
      } catch (final InterruptedException e) {
        cancel();
      }
    }
  }

  private synchronized void show(final Map<String, Object> accumulators) {
    if (!isClosed && accumulators.get(FlowStreams.OCTETS_READ) instanceof Long octets) {
      terminal.print(CLEAR_LINE + text(octets));
      terminal.flush();
    }
  }

  private String text(final long octets) {
    if (octetsTotal == 0) {
      return "read " + Quantity.octets(octets);
    }
    return String.format(
        Locale.ROOT,
        "read %s of %s, %d %%",
        Quantity.octets(octets),
        Quantity.octets(octetsTotal),
        percent(octets));
  }

  private long percent(final long octets) {
    return (long) (100 * (double) octets / octetsTotal);
  }

  @Override
  public synchronized void close() {
    isClosed = true;
    timer.cancel();
    terminal.print(CLEAR_LINE);
    terminal.flush();
  }
}
