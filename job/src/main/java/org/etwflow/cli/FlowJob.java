package org.etwflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.event.TracedSend;
import org.etwflow.flow.FlowStatistics;
import org.etwflow.pipeline.FlowSettings;
import org.etwflow.pipeline.FlowStreams;
import org.etwflow.quality.TraceQuality;
import org.etwflow.run.ExecutionTarget;
import org.etwflow.sink.Column;
import org.etwflow.sink.Columns;
import org.etwflow.sink.RowFiles;
import org.etwflow.sink.RowFormat;

/** The job with what the command line attaches to its ends: files, and what it reports. */
final class FlowJob {

  private final ExecutionTarget target;
  private final boolean withHost;
  private final FlowStreams streams;

  FlowJob(final ExecutionTarget target, final FlowSettings settings, final boolean withHost) {
    this.target = target;
    this.withHost = withHost;
    this.streams = FlowStreams.of(target.environment(), settings);
  }

  /**
   * Adds sinks for all kinds of rows.
   *
   * @param partsFolder of one kind: one of {@link Output}'s names
   */
  void writeRows(
      final RowFormat format, final Function<String, org.apache.flink.core.fs.Path> partsFolder) {
    write(Output.FLOWS, streams.statistics(), flowFiles(format), partsFolder);
    write(Output.TRACES, streams.traces(), traceFiles(format), partsFolder);
    write(Output.LATE, streams.late(), sendFiles(format), partsFolder);
    if (streams.settings().events()) {
      write(Output.EVENTS, streams.events(), sendFiles(format), partsFolder);
    }
  }

  private static <R> void write(
      final String kind,
      final DataStream<R> rows,
      final RowFiles<R> files,
      final Function<String, org.apache.flink.core.fs.Path> partsFolder) {
    rows.sinkTo(files.sink(partsFolder.apply(kind))).name("write " + kind).uid("write-" + kind);
  }

  void joinRows(final Output output, final Path parts) throws IOException {
    flowFiles(output.format()).join(parts.resolve(Output.FLOWS), output.file(Output.FLOWS));
    traceFiles(output.format()).join(parts.resolve(Output.TRACES), output.file(Output.TRACES));
    sendFiles(output.format()).join(parts.resolve(Output.LATE), output.file(Output.LATE));
    if (streams.settings().events()) {
      sendFiles(output.format()).join(parts.resolve(Output.EVENTS), output.file(Output.EVENTS));
    }
  }

  private RowFiles<FlowStatistics> flowFiles(final RowFormat format) {
    return new RowFiles<>(format, columns(streams.settings(), withHost));
  }

  /** Of the rows of flows. */
  static List<Column<FlowStatistics>> columns(final FlowSettings settings, final boolean withHost) {
    return settings.topOnly()
        ? Columns.ofTopFlows(settings.grouping(), settings.statistics(), withHost)
        : Columns.ofFlows(settings.grouping(), settings.statistics(), withHost);
  }

  private RowFiles<TraceQuality> traceFiles(final RowFormat format) {
    return new RowFiles<>(format, Columns.ofTraces(withHost));
  }

  private RowFiles<TracedSend> sendFiles(final RowFormat format) {
    return new RowFiles<>(format, Columns.ofSends(withHost));
  }

  /** What the job will have found: to be asked for before it is submitted. */
  PendingResult result() {
    return new PendingResult(target.collect(streams.summary(), "collect summary"), traces());
  }

  /** The rows as they come: to be asked for before the job is submitted. */
  CloseableIterator<FlowStatistics> statistics() {
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
