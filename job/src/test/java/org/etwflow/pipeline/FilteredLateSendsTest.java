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
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendRow;
import org.etwflow.filter.ProcessSelection;
import org.etwflow.filter.Selection;
import org.etwflow.filter.SendFilter;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.BufferWithProcesses;
import org.etwflow.testing.ExpectedSends;
import org.etwflow.testing.TraceFiles;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.Test;

/** Late sends that do not pass the filter. */
class FilteredLateSendsTest {

  private static final WrittenTrace TRACE = TraceGenerator.inMemory("--sends=1000", "--cpus=1");

  private static OneInputStreamOperatorTestHarness<BufferWithProcesses, PartialFlowBatch> operator()
      throws Exception {
    final SendFilter withPort443 =
        new SendFilter(
            Selection.ALL,
            Selection.ALL,
            Selection.ofPorts(List.of("443")),
            ProcessSelection.ALL,
            SendFilter.NO_START,
            SendFilter.NO_END);
    return new OneInputStreamOperatorTestHarness<>(
        new FlowPreAggregationOperator(
            Grouping.parse("flow"),
            new Windowing.Tumbling(Duration.ofSeconds(10)),
            SelectedStatistics.CORE,
            withPort443,
            false));
  }

  private static List<SendIPV4> wanted() {
    return TRACE.readableSends().stream()
        .map(ExpectedSends::of)
        .filter(send -> send.dport == 443 || send.sport == 443)
        .toList();
  }

  private static <T> List<T> values(final Queue<StreamRecord<T>> emitted) {
    return emitted.stream().map(StreamRecord::getValue).toList();
  }

  @Test
  void lateSends_outsideTheFilter_areNotEmitted() throws Exception {
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
      assertThat(values(operator.getSideOutput(SideOutputs.LATE_SENDS)))
          .extracting(SendRow::send)
          .isEqualTo(wanted())
          .hasSizeBetween(1, 999);
      assertThat(values(operator.getSideOutput(SideOutputs.QUALITY)))
          .singleElement()
          .returns(1_000L, partial -> partial.sends)
          .returns((long) wanted().size(), partial -> partial.lateSends);
    }
  }
}
