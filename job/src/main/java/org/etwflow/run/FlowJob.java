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

/** The job of one run: the graph, the sinks of its files, and the rows that it returns. */
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
   * Adds a sink for each kind of rows.
   *
   * @param partsFolder folder of the part files, by the kind of rows: see {@link OutputFolder}
   */
  void addSinks(final Function<String, Path> partsFolder) {
    addSink(
        OutputFolder.FLOWS, streams.statistics(), layout.flows(streams.settings()), partsFolder);
    addSink(OutputFolder.TRACES, streams.traces(), layout.traces(), partsFolder);
    addSink(OutputFolder.LATE, streams.late(), layout.lateEvents(), partsFolder);
    if (streams.settings().events()) {
      addSink(OutputFolder.EVENTS, streams.events(), layout.events(), partsFolder);
    }
  }

  private static <R> void addSink(
      final String kind,
      final DataStream<R> rows,
      final RowFiles<R> files,
      final Function<String, Path> partsFolder) {
    rows.sinkTo(files.sink(partsFolder.apply(kind))).name("write " + kind).uid("write-" + kind);
  }

  /** Joins the part files of each kind of rows into one file. */
  void joinRows(final LocalRows rows) throws IOException {
    join(OutputFolder.FLOWS, layout.flows(streams.settings()), rows);
    join(OutputFolder.TRACES, layout.traces(), rows);
    join(OutputFolder.LATE, layout.lateEvents(), rows);
    if (streams.settings().events()) {
      join(OutputFolder.EVENTS, layout.events(), rows);
    }
  }

  private static void join(final String kind, final RowFiles<?> files, final LocalRows rows)
      throws IOException {
    files.join(rows.parts(kind), rows.joined(kind));
  }

  /** The result of the job, which is complete when the job ends. Call this before submitting it. */
  PendingResult result() {
    return new PendingResult(target.collect(streams.summary(), "collect summary"), traces());
  }

  /** The rows, as the job emits them. Call this before submitting it. */
  CloseableIterator<WindowedFlow> statistics() {
    return target.collect(streams.statistics(), "collect rows");
  }

  /** The quality of each trace, as the job emits it. Call this before submitting it. */
  CloseableIterator<TraceQuality> traces() {
    return target.collect(streams.traces(), "collect traces");
  }

  JobClient submit() throws Exception {
    return target.submit("etwflow");
  }
}
