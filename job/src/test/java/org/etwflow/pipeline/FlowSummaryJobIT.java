package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.flow.row.Statistic.OCTETS;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.topn.FlowSummary;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.HostNaming;
import org.etwflow.testing.RowValues;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TraceWriter;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Totals and largest flows of a run. */
class FlowSummaryJobIT {

  @RegisterExtension private static final JobCluster CLUSTER = new JobCluster();

  @TempDir private Path folder;

  private FlowSummary run(
      final RuntimeExecutionMode mode,
      final int parallelism,
      final String grouping,
      final int topCount)
      throws Exception {
    final FlowResult result =
        FlowResult.of(CLUSTER.environment(mode, parallelism), settings(grouping, topCount));
    assertThat(result.summaries()).hasSize(1);
    return result.summaries().get(0);
  }

  private FlowSettings settings(final String grouping, final int topCount) {
    return new FlowSettings(
        List.of(folder.toString()),
        new HostNaming.OneMachine(),
        Grouping.parse(grouping),
        new Windowing.Tumbling(Duration.ofSeconds(1)),
        topCount,
        false);
  }

  private void write(final WrittenTrace trace) throws IOException {
    Files.write(folder.resolve("trace.etl"), trace.bytes());
  }

  private static long octets(final List<WrittenEvent> events, final Kind kind) {
    return events.stream()
        .filter(event -> event.event().type().kind() == kind)
        .mapToLong(TrafficTraces::octets)
        .sum();
  }

  /** Bytes of a send or receive. */
  private static long data(final WrittenEvent event) {
    return switch (event.event().type().kind()) {
      case SEND, RECEIVE -> TrafficTraces.octets(event);
      default -> 0;
    };
  }

  private static Object key(final WrittenEvent event) {
    return List.of(event.event().type().protocol(), event.event().flow());
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 4", "STREAMING, 1", "STREAMING, 4"})
  void total_isOverAllEvents(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final WrittenTrace trace = TrafficTraces.inMemory("--sends=3000", "--malformed-sends=20");
    final List<WrittenEvent> events = TrafficTraces.counted(trace);
    write(trace);

    final FlowSummary summary = run(mode, parallelism, "flow", 10);

    assertThat(summary.flows)
        .isEqualTo(events.stream().map(FlowSummaryJobIT::key).distinct().count());
    assertThat(summary.total)
        .returns(octets(events, Kind.SEND), total -> total.get(Counter.SEND_OCTETS))
        .returns(octets(events, Kind.RECEIVE), total -> total.get(Counter.RECEIVE_OCTETS))
        .returns(
            events.stream().mapToLong(WrittenEvent::time).min().orElseThrow(),
            total -> total.get(Counter.FLOW_START))
        .returns(
            events.stream().mapToLong(WrittenEvent::time).max().orElseThrow(),
            total -> total.get(Counter.FLOW_END));
  }

  /** Values of the rows, for any grouping by columns. */
  private static List<RowValues> top(final FlowSummary summary) {
    return RowValues.of(Grouping.parse("processId"), summary.top);
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 4", "STREAMING, 4"})
  void top_areKeysWithMostBytes(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    final WrittenTrace trace = TrafficTraces.inMemory("--sends=3000", "--processes=40");
    write(trace);

    final FlowSummary summary = run(mode, parallelism, "processId", 7);

    assertThat(top(summary).stream().map(row -> row.integer(OCTETS)).toList())
        .isEqualTo(
            octetsByProcess(trace).values().stream()
                .sorted(Comparator.reverseOrder())
                .limit(7)
                .toList());
    assertThat(top(summary))
        .allSatisfy(
            top ->
                assertThat(top.integer(OCTETS))
                    .isEqualTo(octetsByProcess(trace).get(top.processId())));
  }

  private static Map<Long, Long> octetsByProcess(final WrittenTrace trace) {
    return TrafficTraces.counted(trace).stream()
        .collect(
            Collectors.groupingBy(
                event -> Integer.toUnsignedLong(event.processId()),
                Collectors.summingLong(FlowSummaryJobIT::data)));
  }

  /** A single record would be too large for Flink to pass to a client. */
  @Test
  void summary_ofManyFlows_isEmittedInParts() throws Exception {
    final WrittenTrace trace =
        TrafficTraces.inMemory("--sends=40000", "--send-share=1", "--flows=12000", "--zipf=0");
    final Map<Object, Long> octets =
        TrafficTraces.counted(trace).stream()
            .collect(
                Collectors.groupingBy(
                    FlowSummaryJobIT::key, Collectors.summingLong(FlowSummaryJobIT::data)));
    write(trace);

    final List<FlowSummary> parts =
        FlowResult.of(CLUSTER.environment(RuntimeExecutionMode.BATCH, 2), settings("flow", 10_000))
            .summaries();

    assertThat(parts).hasSize(100);
    final FlowSummary summary = new FlowSummary();
    parts.forEach(summary::append);
    assertThat(summary.flows).isEqualTo(octets.size()).isGreaterThan(10_500);
    assertThat(summary.total.get(Counter.SEND_COUNT) + summary.total.get(Counter.RECEIVE_COUNT))
        .isEqualTo(40_000);
    final List<Long> sorted = octets.values().stream().sorted(Comparator.reverseOrder()).toList();
    assertThat(top(summary).stream().map(row -> row.integer(OCTETS)).toList())
        .isEqualTo(sorted.subList(0, 10_000));
    assertThat(summary.other.statistics().octets())
        .isEqualTo(sorted.stream().skip(10_000).mapToLong(sum -> sum).sum());
  }

  /** From 16 MB per task, Flink would distribute a batch over tasks on its own. */
  @Test
  void total_ofManyRows_isOverAllEvents() throws Exception {
    final WrittenTrace trace =
        TrafficTraces.inMemory("--sends=300000", "--send-share=1", "--seconds=3600", "--zipf=0");
    write(trace);

    final FlowSettings settings = settings("flow", 1);
    final FlowStreams streams =
        FlowStreams.of(CLUSTER.environment(RuntimeExecutionMode.BATCH, 2), settings);

    assertThat(streams.summary().executeAndCollect(2))
        .singleElement()
        .returns(
            300_000L,
            summary ->
                summary.total.get(Counter.SEND_COUNT) + summary.total.get(Counter.RECEIVE_COUNT))
        .returns(200L, summary -> summary.flows);
  }

  /** Processes 1 to 12 except 7 send 100 bytes each, in ten windows. */
  private static void sendTheSame(final TraceWriter writer) {
    final RecordEncoding encoding = RecordEncoding.of(HeaderKind.PERFINFO);
    for (int second = 0; second < 10; second++) {
      for (int process = 1; process <= 12; process++) {
        final Flow flow = Flow.of(process, "10.0.0.1", 50_000, "198.18.0.1", 443);
        final Send send = new Send(flow, process == 7 ? 11 : 10, 0, 0);
        writer.send(0, writer.session().ticksAt(second * 10_000_000L), encoding, send);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"BATCH, 1", "BATCH, 4", "STREAMING, 1", "STREAMING, 4"})
  void equalFlows_areOrderedByText(final RuntimeExecutionMode mode, final int parallelism)
      throws Exception {
    write(
        WrittenTrace.of(TraceSession.builder().cpuCount(1).build(), FlowSummaryJobIT::sendTheSame));

    final FlowSummary summary = run(mode, parallelism, "processId", 6);

    assertThat(top(summary))
        .extracting(RowValues::processId)
        .containsExactly(7L, 1L, 10L, 11L, 12L, 2L);
    assertThat(top(summary)).extracting(row -> row.integer(SEND_COUNT)).containsOnly(10L);
    assertThat(summary.flows).isEqualTo(12);
  }
}
