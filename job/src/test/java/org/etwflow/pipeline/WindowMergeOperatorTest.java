package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.assertj.core.groups.Tuple;
import org.etwflow.etl.FileTime;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.FlowTable;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.LossInterval;
import org.etwflow.quality.LossReport;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.Partials;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Windows of one key, whose sends are in partial flows of several tasks. */
class WindowMergeOperatorTest {

  private static final Windowing.Aligned TUMBLING = new Windowing.Tumbling(Duration.ofMillis(100));
  private static final Windowing.Aligned SLIDING =
      new Windowing.Sliding(Duration.ofMillis(300), Duration.ofMillis(100));
  private static final Windowing.Aligned CUMULATIVE =
      new Windowing.Cumulative(Duration.ofMillis(300), Duration.ofMillis(100));

  private SelectedStatistics selected = SelectedStatistics.CORE;
  private Windowing.Aligned windowing;
  private KeyedTwoInputStreamOperatorTestHarness<
          Integer, PartialFlowBatch, LossReport, WindowedFlow>
      harness;

  private void open(final Windowing.Aligned kind) throws Exception {
    windowing = kind;
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new WindowMergeOperator(selected, kind),
            PartialFlowBatch::bucket,
            null,
            Types.INT,
            1,
            1,
            0);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private void process(final long... millis) throws Exception {
    process(Partials.ofSendsAt(windowing, selected, millis));
  }

  private void process(final List<PartialFlowBatch> partials) throws Exception {
    for (final PartialFlowBatch group : partials) {
      harness.processElement1(new StreamRecord<>(group));
    }
  }

  private List<Tuple> windows() {
    return harness.extractOutputValues().stream()
        .map(
            flow ->
                tuple(
                    flow.windowStart(),
                    flow.windowEnd(),
                    flow.statistics().get(Counter.SEND_COUNT)))
        .toList();
  }

  private static Tuple window(final long start, final long end, final long sends) {
    return tuple(start, end, sends);
  }

  @Test
  void partials_ofOneWindow_addUp() throws Exception {
    open(TUMBLING);
    process(110, 120);
    process(199, 200);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(windows()).containsExactly(window(100, 200, 3), window(200, 300, 1));
  }

  @Test
  void window_isEmittedAtItsEnd() throws Exception {
    open(TUMBLING);
    process(110);
    harness.processBothWatermarks(new Watermark(198));
    assertThat(windows()).isEmpty();

    harness.processBothWatermarks(new Watermark(199));
    assertThat(windows()).containsExactly(window(100, 200, 1));
  }

  @Test
  void send_isInAllOverlappingWindows() throws Exception {
    open(SLIDING);
    process(110, 350);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(windows())
        .containsExactly(
            window(-100, 200, 1),
            window(0, 300, 1),
            window(100, 400, 2),
            window(200, 500, 1),
            window(300, 600, 1));
  }

  @Test
  void cumulativeWindows_growAndRestart() throws Exception {
    open(CUMULATIVE);
    process(10, 250, 310);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(windows())
        .containsExactly(
            window(0, 100, 1),
            window(0, 200, 1),
            window(0, 300, 2),
            window(300, 400, 1),
            window(300, 500, 1),
            window(300, 600, 1));
  }

  @Test
  void windowsWithoutSends_areNotEmitted() throws Exception {
    open(SLIDING);
    process(10, 1_000_000_010);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(windows()).hasSize(6).allMatch(window -> window.toList().get(2).equals(1L));
  }

  @Test
  void endedWindows_leaveNoState() throws Exception {
    for (final Windowing.Aligned kind :
        List.of(TUMBLING, SLIDING, CUMULATIVE, new Windowing.WholeRun())) {
      open(kind);
      process(10, 110, 450);
      harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

      assertThat(KeyedState.entries(harness)).as("%s", kind).isZero();
      assertThat(harness.numEventTimeTimers()).as("%s", kind).isZero();
      harness.close();
    }
  }

  @Test
  void totals_ofOverlappingWindows_containEachSendOnce() throws Exception {
    for (final Windowing.Aligned kind :
        List.of(TUMBLING, SLIDING, CUMULATIVE, new Windowing.WholeRun())) {
      open(kind);
      process(10, 110, 450, 460, 1_999);
      harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

      assertThat(harness.getSideOutput(SideOutputs.TOTALS))
          .as("%s", kind)
          .flatExtracting(total -> total.getValue())
          .extracting(total -> total.statistics().get(Counter.SEND_COUNT))
          .satisfies(counts -> assertThat(counts.stream().mapToLong(n -> n).sum()).isEqualTo(5));
      harness.close();
    }
  }

  /** More flows than there are partitions. */
  @Test
  void flows_areCountedSeparately() throws Exception {
    for (final Windowing.Aligned kind : List.of(TUMBLING, SLIDING, CUMULATIVE)) {
      open(kind);
      final FlowTable table = new FlowTable(Grouping.parse("service"), kind, selected);
      final NetworkEvent send = NetworkEvents.send(1, FileTime.ofUnixMillis(110));
      for (send.remotePort = 1; send.remotePort <= 5_000; send.remotePort++) {
        table.add(null, send, null);
      }
      process(Partials.of(table));
      harness.processBothWatermarks(new Watermark(199));

      assertThat(harness.extractOutputValues())
          .as("%s", kind)
          .allMatch(flow -> flow.statistics().get(Counter.SEND_COUNT) == 1)
          .extracting(flow -> flow.key().remotePort())
          .containsExactlyInAnyOrderElementsOf(IntStream.rangeClosed(1, 5_000).boxed().toList());
      harness.close();
    }
  }

  @Test
  void repeatedFlow_doesNotGrowState() throws Exception {
    open(TUMBLING);
    for (int time = 0; time < 20_000; time++) {
      process(110);
    }

    assertThat(harness.snapshot(0, 0).getStateSize()).isBetween(1_000L, 100_000L);
    harness.processBothWatermarks(new Watermark(199));
    assertThat(windows()).containsExactly(window(100, 200, 20_000));
  }

  private List<Boolean> completeness() {
    return harness.extractOutputValues().stream().map(WindowedFlow::dataComplete).toList();
  }

  @Test
  void window_isCompleteWithoutOverlappingLoss() throws Exception {
    open(TUMBLING);
    process(110, 210, 310, 410);
    harness.processElement2(LossReport.lasting(new LossInterval(null, 299, 310)), 0);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(completeness()).containsExactly(true, false, false, true);
  }

  @Test
  void loss_affectsOnlyItsHost() throws Exception {
    open(TUMBLING);
    process(110);
    harness.processElement2(LossReport.lasting(new LossInterval("another", 0, 1_000)), 0);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(completeness()).containsExactly(true);
  }

  private static LossReport soFar(final long upTo, final long... bounds) {
    return new LossReport(null, "live.etl", upTo, 0, bounds);
  }

  @Test
  void earlierReportOfATrace_afterItsFinalReport_hasNoEffect() throws Exception {
    open(TUMBLING);
    process(110, 210);
    harness.processElement2(soFar(Long.MAX_VALUE, 210, 220), 0);
    harness.processElement2(soFar(4_096, 110, 120), 0);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(completeness()).containsExactly(true, false);
  }

  @Test
  void report_isReplacedByLaterReportOfSameTrace() throws Exception {
    open(TUMBLING);
    process(110, 210, 310);
    harness.processElement2(soFar(4_096, 150, Long.MAX_VALUE), 0);
    harness.processBothWatermarks(new Watermark(199));
    harness.processElement2(soFar(8_192, 320, 330), 0);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(completeness()).containsExactly(false, true, false);
  }

  @Test
  void outdatedReport_isIgnored() throws Exception {
    open(TUMBLING);
    process(110, 210, 310);
    harness.processElement2(soFar(8_192, 210, Long.MAX_VALUE), 0);
    harness.processElement2(soFar(4_096), 0);
    harness.processElement2(soFar(8_192, 120, 130), 0);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(completeness()).containsExactly(false, false, false);
  }

  @Test
  void finalReport_isNotReplaced() throws Exception {
    open(TUMBLING);
    process(110, 210, 310);
    harness.processElement2(soFar(4_096, 310, Long.MAX_VALUE), 0);
    harness.processElement2(soFar(Long.MAX_VALUE, 210, 220), 0);
    harness.processElement2(soFar(Long.MAX_VALUE), 0);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(completeness()).containsExactly(true, false, true);
  }

  private static LossReport reportOf(
      final String trace, final long upTo, final long reached, final long... bounds) {
    return new LossReport(null, trace, upTo, reached, bounds);
  }

  private long stateSize() throws Exception {
    return harness.snapshot(0, 0).getStateSize();
  }

  @Test
  void reportsWithoutLosses_areRemovedWhenNoEarlierReportCanArrive() throws Exception {
    open(TUMBLING);
    harness.processElement2(reportOf("other.etl", 4_096, 0, 910, 920), 0);
    harness.processBothWatermarks(new Watermark(99));
    final long before = stateSize();
    for (int trace = 0; trace < 100; trace++) {
      harness.processElement2(reportOf("ended-" + trace, Long.MAX_VALUE, 300), 0);
      harness.processElement2(reportOf("growing-" + trace, 4_096, 310, 210, 220), 0);
      harness.processElement2(reportOf("growing-" + trace, 8_192, 400), 0);
    }
    assertThat(stateSize()).isGreaterThan(before + 5_000);

    harness.processBothWatermarks(new Watermark(399));
    harness.processElement2(reportOf("growing-1", 4_096, 310, 410, 420), 0);
    process(410, 910);
    harness.processBothWatermarks(new Watermark(899));
    assertThat(stateSize() - before).isLessThan(1_500);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));
    assertThat(completeness()).containsExactly(true, false);
  }

  @Test
  void window_waitsForWatermarkOfLosses() throws Exception {
    open(TUMBLING);
    process(110);
    harness.processWatermark1(new Watermark(Long.MAX_VALUE));
    assertThat(windows()).isEmpty();

    harness.processElement2(LossReport.lasting(new LossInterval(null, 199, 199)), 0);
    harness.processWatermark2(new Watermark(Long.MAX_VALUE));
    assertThat(completeness()).containsExactly(false);
  }

  @Test
  void wholeRun_withAnyLoss_isIncomplete() throws Exception {
    open(new Windowing.WholeRun());
    process(110);
    harness.processElement2(LossReport.lasting(new LossInterval(null, 9_000_000, 9_000_001)), 0);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(completeness()).containsExactly(false);
  }

  /** 1,000 times take more than a kilobyte. */
  @Test
  void timesOfSends_areReleasedAtEndOfPane() throws Exception {
    selected = SelectedStatistics.parse("gaps");
    for (final Windowing.Aligned kind : List.of(TUMBLING, SLIDING, CUMULATIVE)) {
      open(kind);
      process(new Random(1).longs(1_000, 0, 100).toArray());
      harness.processBothWatermarks(new Watermark(99));

      assertThat(harness.extractOutputValues())
          .as("%s", kind)
          .singleElement()
          .satisfies(flow -> assertThat(serializedSize(flow.statistics())).isLessThan(200));
      harness.close();
    }
  }

  private static int serializedSize(final FlowAccumulator statistics) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    TypeInformation.of(FlowAccumulator.class)
        .createSerializer(new SerializerConfigImpl())
        .serialize(statistics, out);
    return out.length();
  }
}
