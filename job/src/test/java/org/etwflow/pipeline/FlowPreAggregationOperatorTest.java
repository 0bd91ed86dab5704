package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;
import org.etwflow.event.EventRow;
import org.etwflow.event.EventSelection;
import org.etwflow.event.NetworkEvent;
import org.etwflow.filter.EventFilter;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.PartialFlow;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.QualityPartial;
import org.etwflow.source.BufferWithProcesses;
import org.etwflow.testing.TraceFiles;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.testing.WrittenEvents;
import org.etwflow.traces.Flow;
import org.etwflow.traces.HeaderKind;
import org.etwflow.traces.RecordEncoding;
import org.etwflow.traces.Send;
import org.etwflow.traces.TraceSession;
import org.etwflow.traces.TrafficFlow;
import org.etwflow.traces.TrafficType.Kind;
import org.etwflow.traces.TrafficType.Protocol;
import org.etwflow.traces.WrittenEvent;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Output of the operator in the task of the source, and when it is emitted. */
class FlowPreAggregationOperatorTest {

  /** Number of keys for which the table becomes full. */
  private static final int MANY_FLOWS = 70_000;

  private static final List<Counter> COUNTS =
      List.of(
          Counter.SEND_COUNT,
          Counter.RECEIVE_COUNT,
          Counter.CONNECT_COUNT,
          Counter.ACCEPT_COUNT,
          Counter.DISCONNECT_COUNT,
          Counter.RECONNECT_COUNT,
          Counter.RETRANSMIT_COUNT);

  private static final long START = Instant.parse("2026-03-02T09:00:00Z").toEpochMilli();

  private static final WrittenTrace TRACE =
      TrafficTraces.inMemory("--sends=2000", "--buffer-size=8K");

  /** Events of the trace that are in rows. */
  private static final List<WrittenEvent> COUNTED = TrafficTraces.counted(TRACE);

  private OneInputStreamOperatorTestHarness<BufferWithProcesses, PartialFlowBatch> operator;

  @BeforeEach
  void open() throws Exception {
    open(new Windowing.Tumbling(Duration.ofSeconds(10)));
  }

  private void open(final Windowing windowing) throws Exception {
    open(windowing, true);
  }

  private void open(final Windowing windowing, final boolean emitsEvents) throws Exception {
    operator =
        new OneInputStreamOperatorTestHarness<>(
            new FlowPreAggregationOperator(
                Grouping.parse("flow"),
                windowing,
                SelectedStatistics.parse("connections"),
                EventSelection.ALL,
                EventFilter.ALL,
                emitsEvents));
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  private static List<EtlBuffer> buffers(final String path, final WrittenTrace written)
      throws IOException {
    final byte[] bytes = written.bytes();
    final Trace trace = new Trace(path, "desk", bytes.length, TraceFiles.trace(bytes).header());
    final BufferReader reader =
        BufferReader.of(trace, new ByteArrayInputStream(bytes), 0, bytes.length);
    final List<EtlBuffer> buffers = new ArrayList<>();
    EtlBuffer buffer = new EtlBuffer();
    while (reader.read(buffer)) {
      buffers.add(buffer);
      buffer = new EtlBuffer();
    }
    return buffers;
  }

  private void process(final List<EtlBuffer> buffers) throws Exception {
    for (final EtlBuffer buffer : buffers) {
      operator.processElement(new StreamRecord<>(new BufferWithProcesses(buffer, null)));
    }
  }

  private void processWhole() throws Exception {
    process(buffers("a.etl", TRACE));
  }

  private List<PartialFlow> partials() {
    final List<PartialFlow> partials = new ArrayList<>();
    operator.extractOutputValues().forEach(group -> group.forEach(partials::add));
    return partials;
  }

  private long eventsEmitted() {
    return partials().stream().mapToLong(partial -> events(partial.statistics())).sum();
  }

  private static long events(final FlowAccumulator statistics) {
    return COUNTS.stream().mapToLong(statistics::get).sum();
  }

  private List<QualityPartial> quality() {
    final Collection<StreamRecord<QualityPartial>> emitted =
        operator.getSideOutput(SideOutputs.QUALITY);
    return emitted == null ? List.of() : emitted.stream().map(StreamRecord::getValue).toList();
  }

  @Test
  void buffersOfOneTrace_emitNothing() throws Exception {
    processWhole();

    assertThat(operator.getOutput()).isEmpty();
    assertThat(quality()).isEmpty();
  }

  @Test
  void watermark_isPrecededByTheQualityOfATraceWithoutIndex() throws Exception {
    final List<EtlBuffer> buffers = buffers("a.etl", TRACE);
    process(buffers.subList(0, 3));

    operator.processWatermark(new Watermark(0));

    assertThat(quality()).singleElement().returns(3L, partial -> partial.buffers);
    process(buffers.subList(3, buffers.size()));
    operator.endInput();
    assertThat(quality()).hasSize(2);
  }

  @Test
  void barrier_isPrecededByAllPartialsOnce() throws Exception {
    processWhole();

    operator.prepareSnapshotPreBarrier(1);
    assertThat(eventsEmitted()).isEqualTo(COUNTED.size());
    assertThat(quality()).hasSize(1);

    operator.prepareSnapshotPreBarrier(2);
    operator.processWatermark(Watermark.MAX_WATERMARK);
    operator.endInput();
    assertThat(eventsEmitted()).isEqualTo(COUNTED.size());
    assertThat(quality()).hasSize(1);
  }

  @Test
  void lastWatermark_isPrecededByAllPartials() throws Exception {
    processWhole();

    operator.processWatermark(Watermark.MAX_WATERMARK);

    assertThat(eventsEmitted()).isEqualTo(COUNTED.size());
    assertThat(quality()).hasSize(1);
    final List<Object> output = List.copyOf(operator.getOutput());
    assertThat(output).filteredOn(Watermark.class::isInstance).hasSize(1);
    assertThat(output.get(output.size() - 1)).isEqualTo(Watermark.MAX_WATERMARK);
  }

  private List<Long> watermarks() {
    return operator.getOutput().stream()
        .filter(Watermark.class::isInstance)
        .map(element -> ((Watermark) element).getTimestamp())
        .toList();
  }

  private void processWatermarks(final long... times) throws Exception {
    for (final long time : times) {
      operator.processWatermark(new Watermark(time));
    }
  }

  @Test
  void watermark_isPrecededByClosedPanes() throws Exception {
    processWhole();

    processWatermarks(START + 29_999);

    assertThat(eventsEmitted())
        .isEqualTo(COUNTED.stream().filter(event -> millis(event.time()) < START + 30_000).count())
        .isPositive();
    final List<Object> output = List.copyOf(operator.getOutput());
    assertThat(output.get(output.size() - 1)).isEqualTo(new Watermark(START + 29_999));
  }

  @Test
  void watermark_isHeldBackToFirstOpenPane() throws Exception {
    processWatermarks(
        START - 1, START, START + 9_998, START + 9_999, START + 10_000, START + 45_678);

    assertThat(watermarks()).containsExactly(START - 1, START + 9_999, START + 39_999);
  }

  @Test
  void panes_areAsLongAsSlideOrStep() throws Exception {
    open(new Windowing.Sliding(Duration.ofSeconds(10), Duration.ofSeconds(2)));
    processWatermarks(START + 3_000);
    assertThat(watermarks()).containsExactly(START + 1_999);

    open(new Windowing.Cumulative(Duration.ofSeconds(10), Duration.ofSeconds(5)));
    processWatermarks(START + 6_000);
    assertThat(watermarks()).containsExactly(START + 4_999);
  }

  @Test
  void watermark_ofSessions_isOfClosedPanes() throws Exception {
    open(new Windowing.Session(Duration.ofSeconds(1)));

    processWatermarks(START + 999, START + 1_998, START + 1_999);

    assertThat(watermarks()).containsExactly(START + 999, START + 1_999);
  }

  @Test
  void wholeRun_endsWithLastWatermark() throws Exception {
    open(new Windowing.WholeRun());
    processWhole();
    processWatermarks(0, START + 3_600_000, Instant.parse("9999-12-31T23:59:59Z").toEpochMilli());
    processWhole();
    assertThat(operator.getOutput()).isEmpty();

    operator.processWatermark(Watermark.MAX_WATERMARK);

    assertThat(eventsEmitted()).isEqualTo(2L * COUNTED.size());
    assertThat(watermarks()).containsExactly(Long.MAX_VALUE);
    assertThat(late()).isEmpty();
  }

  private List<EventRow> late() {
    final Collection<StreamRecord<EventRow>> emitted =
        operator.getSideOutput(SideOutputs.LATE_EVENTS);
    return emitted == null ? List.of() : emitted.stream().map(StreamRecord::getValue).toList();
  }

  @Test
  void eventOfClosedPane_isLateAndNotCounted() throws Exception {
    processWatermarks(START + 19_999);
    processWhole();
    operator.endInput();

    final List<NetworkEvent> late =
        COUNTED.stream()
            .filter(event -> millis(event.time()) < START + 20_000)
            .map(WrittenEvents::asRead)
            .toList();
    assertThat(late()).hasSizeGreaterThan(500);
    assertThat(late()).extracting(EventRow::event).containsExactlyElementsOf(late);
    assertThat(late()).extracting(EventRow::path).containsOnly("a.etl");
    assertThat(late()).extracting(EventRow::host).containsOnly("desk");
    assertThat(eventsEmitted()).isEqualTo(COUNTED.size() - late.size());
    assertThat(quality())
        .singleElement()
        .returns((long) late.size(), partial -> partial.lateEvents);
  }

  @Test
  void endOfInput_emitsAll() throws Exception {
    processWhole();

    operator.endInput();

    assertThat(eventsEmitted()).isEqualTo(COUNTED.size());
    assertThat(quality()).hasSize(1);
  }

  @Test
  void eventsAroundBarrier_areCountedOnce() throws Exception {
    final List<EtlBuffer> buffers = buffers("a.etl", TRACE);
    process(buffers.subList(0, 10));
    operator.prepareSnapshotPreBarrier(1);
    process(buffers.subList(10, buffers.size()));
    operator.endInput();

    assertThat(eventsEmitted()).isEqualTo(COUNTED.size());
    assertThat(quality()).hasSize(2);
    assertThat(quality().get(0))
        .returns(0L, partial -> partial.from)
        .returns(10L * 8_192, partial -> partial.to);
    assertThat(quality().get(1))
        .returns(10L * 8_192, partial -> partial.from)
        .returns((long) TRACE.bytes().length, partial -> partial.to);
  }

  /** Expected numbers of events, bytes sent and bytes received, by window and key. */
  private static Map<List<Object>, List<Long>> expectedPartials() {
    return COUNTED.stream()
        .collect(
            Collectors.groupingBy(
                FlowPreAggregationOperatorTest::windowAndFlow,
                Collectors.collectingAndThen(
                    Collectors.toList(),
                    events ->
                        List.of(
                            (long) events.size(),
                            octets(events, Kind.SEND),
                            octets(events, Kind.RECEIVE)))));
  }

  private static long octets(final List<WrittenEvent> events, final Kind kind) {
    return events.stream()
        .filter(event -> event.event().type().kind() == kind)
        .mapToLong(TrafficTraces::octets)
        .sum();
  }

  private static long millis(final long fileTime) {
    return (fileTime - 116_444_736_000_000_000L) / 10_000;
  }

  private static List<Object> windowAndFlow(final WrittenEvent event) {
    final long millis = millis(event.time());
    final TrafficFlow flow = event.event().flow();
    return List.of(
        millis / 10_000 * 10_000,
        event.event().type().protocol() == Protocol.TCP ? 6 : 17,
        Integer.toUnsignedLong(flow.processId()),
        flow.isIpv6(),
        flow.local().address().high(),
        flow.local().address().low(),
        flow.local().port(),
        flow.remote().address().high(),
        flow.remote().address().low(),
        flow.remote().port());
  }

  private static List<Object> windowAndFlow(final PartialFlow partial) {
    final FlowKey key = partial.key();
    return List.of(
        partial.paneStart(),
        key.protocol(),
        key.processId(),
        key.isIpv6(),
        key.localAddressHigh(),
        key.localAddressLow(),
        key.localPort(),
        key.remoteAddressHigh(),
        key.remoteAddressLow(),
        key.remotePort());
  }

  @Test
  void partials_areOnePerKeyAndWindow() throws Exception {
    processWhole();
    operator.endInput();

    final Map<List<Object>, List<Long>> emitted =
        partials().stream()
            .collect(
                Collectors.toMap(
                    FlowPreAggregationOperatorTest::windowAndFlow,
                    partial ->
                        List.of(
                            events(partial.statistics()),
                            partial.statistics().get(Counter.SEND_OCTETS),
                            partial.statistics().get(Counter.RECEIVE_OCTETS))));
    assertThat(emitted).isEqualTo(expectedPartials());
  }

  @Test
  void partial_hasHostOfTrace() throws Exception {
    processWhole();
    operator.endInput();

    assertThat(partials()).isNotEmpty().allMatch(partial -> partial.key().host().equals("desk"));
  }

  @Test
  void nextTrace_emitsQuality() throws Exception {
    processWhole();
    process(buffers("b.etl", TRACE));

    assertThat(quality())
        .singleElement()
        .returns("a.etl", partial -> partial.trace.path())
        .returns((long) TRACE.readableEvents().size(), partial -> partial.selectedEvents)
        .returns(TRACE.buffers().size() + 1L, partial -> partial.buffers);

    operator.endInput();
    assertThat(quality())
        .extracting(partial -> partial.trace.path())
        .containsExactly("a.etl", "b.etl");
  }

  @Test
  void nextRange_emitsQuality() throws Exception {
    final List<EtlBuffer> buffers = buffers("a.etl", TRACE);
    process(buffers.subList(0, 3));
    process(buffers.subList(6, 8));
    operator.endInput();

    assertThat(quality())
        .extracting(partial -> partial.from / 8_192, partial -> partial.to / 8_192)
        .containsExactly(tuple(0L, 3L), tuple(6L, 8L));
  }

  @Test
  void unreadableBuffers_areCountedByCondition() throws Exception {
    final Trace trace = buffers("a.etl", TRACE).get(0).trace();
    long offset = 0;
    for (final BufferCondition condition :
        List.of(
            BufferCondition.DAMAGED_HEADER,
            BufferCondition.DAMAGED_HEADER,
            BufferCondition.DAMAGED_COMPRESSION,
            BufferCondition.UNUSED,
            BufferCondition.TRUNCATED,
            BufferCondition.UNREADABLE)) {
      final EtlBuffer buffer = new EtlBuffer();
      final String problem = condition == BufferCondition.UNREADABLE ? "disk on fire" : null;
      buffer.setUnreadable(trace, offset, 100, condition, problem);
      operator.processElement(new StreamRecord<>(new BufferWithProcesses(buffer, null)));
      offset += 100;
    }
    operator.endInput();

    assertThat(partials()).isEmpty();
    assertThat(quality())
        .singleElement()
        .returns(0L, partial -> partial.buffers)
        .returns(2L, partial -> partial.damagedHeaders.count())
        .returns(0L, partial -> partial.damagedHeaders.first())
        .returns(1L, partial -> partial.damagedCompression.count())
        .returns(200L, partial -> partial.damagedCompression.first())
        .returns(1L, partial -> partial.holes.count())
        .returns(1L, partial -> partial.truncated.count())
        .returns(400L, partial -> partial.truncated.first())
        .returns("disk on fire", partial -> partial.problem);
  }

  private static List<NetworkEvent> events(final Collection<StreamRecord<EventRow>> emitted) {
    return emitted.stream().map(StreamRecord::getValue).map(EventRow::event).toList();
  }

  @Test
  void events_haveTimeAndTrace() throws Exception {
    processWhole();

    final Collection<StreamRecord<EventRow>> events = operator.getSideOutput(SideOutputs.EVENTS);
    assertThat(events(events)).isEqualTo(WrittenEvents.of(TRACE));
    assertThat(events)
        .allSatisfy(
            event -> {
              assertThat(event.getValue().path()).isEqualTo("a.etl");
              assertThat(event.getValue().host()).isEqualTo("desk");
              assertThat(event.getTimestamp())
                  .isEqualTo(event.getValue().event().timestampMillis());
            });
    assertThat(operator.getSideOutput(SideOutputs.LATE_EVENTS)).isNull();
  }

  /** Copies and failures are in no row, and therefore never late. */
  @Test
  void events_includeLateEvents() throws Exception {
    operator.processWatermark(new Watermark(Instant.parse("2026-03-02T10:00:00Z").toEpochMilli()));
    processWhole();

    assertThat(late())
        .extracting(EventRow::event)
        .isEqualTo(COUNTED.stream().map(WrittenEvents::asRead).toList());
    assertThat(events(operator.getSideOutput(SideOutputs.EVENTS)))
        .isEqualTo(WrittenEvents.of(TRACE))
        .hasSizeGreaterThan(COUNTED.size());
    assertThat(eventsEmitted()).isZero();
  }

  @Test
  void events_notSelected_areNotEmitted() throws Exception {
    operator.close();
    open(new Windowing.Tumbling(Duration.ofSeconds(10)), false);
    processWhole();
    operator.endInput();

    assertThat(operator.getSideOutput(SideOutputs.EVENTS)).isNull();
    assertThat(eventsEmitted()).isEqualTo(COUNTED.size());
  }

  private static WrittenTrace traceOfManyFlows() {
    return WrittenTrace.of(
        TraceSession.builder().cpuCount(1).build(),
        writer -> {
          final RecordEncoding encoding = RecordEncoding.of(HeaderKind.PERFINFO);
          for (int process = 1; process <= MANY_FLOWS; process++) {
            final Flow flow = Flow.of(process, "10.0.0.1", 50_000, "198.18.0.1", 443);
            writer.send(0, writer.session().ticksAt(process), encoding, new Send(flow, 1, 0, 0));
          }
        });
  }

  @Test
  void fullTable_isEmittedAndRefilled() throws Exception {
    process(buffers("a.etl", traceOfManyFlows()));
    final long beforeTheEnd = eventsEmitted();
    operator.endInput();

    assertThat(beforeTheEnd).isPositive().isLessThan(MANY_FLOWS);
    assertThat(partials())
        .hasSize(MANY_FLOWS)
        .extracting(partial -> partial.key().processId())
        .doesNotHaveDuplicates();
    assertThat(eventsEmitted()).isEqualTo(MANY_FLOWS);
  }
}
