package org.etwflow.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.CloseableIterator;
import org.etwflow.flow.FlowStatistics;
import org.etwflow.flow.FlowSummary;
import org.etwflow.flow.LateSend;
import org.etwflow.pipeline.FlowSettings;
import org.etwflow.pipeline.FlowStreams;
import org.etwflow.quality.TraceQuality;
import org.etwflow.sink.Columns;
import org.etwflow.sink.RowFiles;
import org.etwflow.sink.RowFormat;

/** The job with what the command line attaches to its ends: files, and what it reports. */
final class FlowJob {

  private final StreamExecutionEnvironment environment;
  private final FlowSettings settings;
  private final boolean withHost;
  private final FlowStreams streams;
  private final CloseableIterator<FlowSummary> summary;
  private final CloseableIterator<TraceQuality> traces;

  FlowJob(
      final StreamExecutionEnvironment environment,
      final FlowSettings settings,
      final boolean withHost) {
    this.environment = environment;
    this.settings = settings;
    this.withHost = withHost;
    this.streams = FlowStreams.of(environment, settings);
    this.summary = streams.summary().collectAsync();
    this.traces = streams.traces().collectAsync();
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
    write(Output.LATE, streams.late(), lateFiles(format), partsFolder);
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
    lateFiles(output.format()).join(parts.resolve(Output.LATE), output.file(Output.LATE));
  }

  private RowFiles<FlowStatistics> flowFiles(final RowFormat format) {
    return new RowFiles<>(format, Columns.ofFlows(settings.grouping(), withHost));
  }

  private RowFiles<TraceQuality> traceFiles(final RowFormat format) {
    return new RowFiles<>(format, Columns.ofTraces(withHost));
  }

  private RowFiles<LateSend> lateFiles(final RowFormat format) {
    return new RowFiles<>(format, Columns.ofLate(withHost));
  }

  JobClient submit() throws Exception {
    return environment.executeAsync("etwflow");
  }

  RunResult await(final JobClient client) throws Exception {
    final FlowSummary total = summary.hasNext() ? summary.next() : new FlowSummary();
    final List<TraceQuality> rows = new ArrayList<>();
    traces.forEachRemaining(rows::add);
    client.getJobExecutionResult().get();
    rows.sort(Comparator.comparing(TraceQuality::path));
    return new RunResult(total, rows);
  }
}
