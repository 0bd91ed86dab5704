package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;
import org.etwflow.event.EventRow;
import org.etwflow.event.EventSelection;
import org.etwflow.event.NetworkEvent;
import org.etwflow.filter.AddressSelection;
import org.etwflow.filter.EventFilter;
import org.etwflow.filter.PortSelection;
import org.etwflow.filter.ProcessSelection;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.BufferWithProcesses;
import org.etwflow.testing.TraceFiles;
import org.etwflow.testing.TrafficTraces;
import org.etwflow.testing.WrittenEvents;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;

/** Late events that do not pass the filter. */
class FilteredLateEventsTest {

  private static final WrittenTrace TRACE = TrafficTraces.inMemory("--sends=1000", "--cpus=1");

  private final OperatorMetrics metrics = new OperatorMetrics();

  private OneInputStreamOperatorTestHarness<BufferWithProcesses, PartialFlowBatch> operator()
      throws Exception {
    final EventFilter withPort443 =
        new EventFilter(
            AddressSelection.ALL,
            AddressSelection.ALL,
            PortSelection.of(List.of("443")),
            ProcessSelection.ALL,
            EventFilter.NO_START,
            EventFilter.NO_END);
    return new OneInputStreamOperatorTestHarness<>(
        new FlowPreAggregationOperator(
            Grouping.parse("flow"),
            new Windowing.Tumbling(Duration.ofSeconds(10)),
            SelectedStatistics.CORE,
            EventSelection.ALL,
            withPort443,
            false),
        metrics.environment());
  }

  private static List<NetworkEvent> wanted() {
    return TrafficTraces.counted(TRACE).stream()
        .map(WrittenEvents::asReadWithoutDetails)
        .filter(event -> event.localPort == 443 || event.remotePort == 443)
        .toList();
  }

  private static <T> List<T> values(final Queue<StreamRecord<T>> emitted) {
    return emitted.stream().map(StreamRecord::getValue).toList();
  }

  @Test
  void lateEvents_outsideTheFilter_areNotEmitted() throws Exception {
    try (var operator = operator()) {
      operator.open();
      operator.processWatermark(new Watermark(Long.MAX_VALUE - 1));
      final byte[] bytes = TRACE.bytes();
      final Trace trace = TraceFiles.trace(bytes);
      final BufferReader reader =
          BufferReader.of(trace, new ByteArrayInputStream(bytes), 0, bytes.length);
      EtlBuffer buffer = new EtlBuffer();
      while (reader.read(buffer)) {
        operator.processElement(new StreamRecord<>(new BufferWithProcesses(buffer, null)));
        buffer = new EtlBuffer();
      }
      operator.endInput();

      assertThat(operator.extractOutputValues()).isEmpty();
      assertThat(values(operator.getSideOutput(SideOutputs.LATE_EVENTS)))
          .extracting(EventRow::event)
          .isEqualTo(wanted())
          .hasSizeBetween(1, 999);
      assertThat(values(operator.getSideOutput(SideOutputs.QUALITY)))
          .singleElement()
          .returns((long) TRACE.readableEvents().size(), partial -> partial.selectedEvents)
          .returns((long) wanted().size(), partial -> partial.lateEvents);
      assertThat(metrics.value("lateEvents")).isEqualTo(wanted().size());
    }
  }
}
