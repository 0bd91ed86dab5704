package org.etwflow.run;

import java.io.IOException;
import java.util.function.Function;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.fs.Path;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.pipeline.FlowSettings;
import org.etwflow.pipeline.FlowStreams;
import org.etwflow.quality.TraceQuality;
import org.etwflow.sink.RowFiles;

/** The job with what the command line attaches to its ends: files, and what it reports. */
final class FlowJob {

  private final ExecutionTarget target;
  private final RowLayout layout;
  private final FlowStreams streams;

  FlowJob(final ExecutionTarget target, final FlowSettings settings, final RowLayout layout) {
    this.target = target;
    this.layout = layout;
    this.streams = FlowStreams.of(target.environment(), settings);
  }

  /**
   * Adds sinks for all kinds of rows.
   *
   * @param partsFolder of one kind: one of {@link Output}'s names
   */
  void writeRows(final Function<String, Path> partsFolder) {
    write(Output.FLOWS, streams.statistics(), layout.flows(streams.settings()), partsFolder);
    write(Output.TRACES, streams.traces(), layout.traces(), partsFolder);
    write(Output.LATE, streams.late(), layout.sends(), partsFolder);
    if (streams.settings().events()) {
      write(Output.EVENTS, streams.events(), layout.sends(), partsFolder);
    }
  }

  private static <R> void write(
      final String kind,
      final DataStream<R> rows,
      final RowFiles<R> files,
      final Function<String, Path> partsFolder) {
    rows.sinkTo(files.sink(partsFolder.apply(kind))).name("write " + kind).uid("write-" + kind);
  }

  /** Makes one file of the parts of each kind. */
  void joinRows(final LocalRows rows) throws IOException {
    join(Output.FLOWS, layout.flows(streams.settings()), rows);
    join(Output.TRACES, layout.traces(), rows);
    join(Output.LATE, layout.sends(), rows);
    if (streams.settings().events()) {
      join(Output.EVENTS, layout.sends(), rows);
    }
  }

  private static void join(final String kind, final RowFiles<?> files, final LocalRows rows)
      throws IOException {
    files.join(rows.parts(kind), rows.joined(kind));
  }

  /** What the job will have found: to be asked for before it is submitted. */
  PendingResult result() {
    return new PendingResult(target.collect(streams.summary(), "collect summary"), traces());
  }

  /** The rows as they come: to be asked for before the job is submitted. */
  CloseableIterator<WindowedFlow> statistics() {
    return target.collect(streams.statistics(), "collect rows");
  }

  /** What was read of each trace, as it comes: to be asked for before the job is submitted. */
  CloseableIterator<TraceQuality> traces() {
    return target.collect(streams.traces(), "collect traces");
  }

  JobClient submit() throws Exception {
    return target.submit("etwflow");
  }
}
