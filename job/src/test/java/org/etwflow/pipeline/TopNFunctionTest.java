package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.etwflow.flow.row.Statistic.FLOW_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_P50;

import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.assertj.core.groups.Tuple;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.RowCondition;
import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.topn.TopN;
import org.etwflow.flow.topn.TopNSelector;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.RowValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The two largest processes of windows, and the row of all others. */
class TopNFunctionTest {

  private static final Grouping PROCESS = Grouping.parse("process");

  private KeyedOneInputStreamOperatorTestHarness<Long, WindowedFlow, WindowedFlow> harness;

  private static KeyedOneInputStreamOperatorTestHarness<Long, WindowedFlow, WindowedFlow> create()
      throws Exception {
    final TopNSelector ranking =
        new TopNSelector(PROCESS, RowCondition.ALWAYS, new TopN(2, Statistic.number("sendOctets")));
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new TopNFunction(ranking)), WindowedFlow::windowEnd, Types.LONG);
  }

  @BeforeEach
  void open() throws Exception {
    harness = create();
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  /** Accumulator of a process with a number of bytes. */
  private static FlowAccumulator counted(final long octets) {
    return Accumulators.of(
        SelectedStatistics.parse("all"), NetworkEvents.send(octets, 134_000_000_000_000_000L));
  }

  private static FlowKey key(final long process) {
    final NetworkEvent send = NetworkEvents.send(1, 0);
    send.processId = process;
    return PROCESS.key(null, send, null);
  }

  /** Creates a row in the window of 100 ms that ends at a time. */
  private void process(final long process, final long windowEnd, final long octets)
      throws Exception {
    final WindowedFlow flow =
        new WindowedFlow(key(process), windowEnd - 100, windowEnd, counted(octets), true);
    harness.processElement(flow, windowEnd - 1);
  }

  private List<RowValues> values() {
    return RowValues.of(PROCESS, harness.extractOutputValues());
  }

  private List<Tuple> rows() {
    return values().stream()
        .map(
            row ->
                tuple(
                    row.windowEnd() == null ? null : row.windowEnd().toEpochMilli(),
                    row.rank(),
                    row.processId(),
                    row.integer(SEND_OCTETS)))
        .toList();
  }

  @Test
  void rows_areEmittedAtEndOfWindow() throws Exception {
    process(1, 200, 10);
    process(2, 200, 30);
    process(3, 200, 20);
    process(4, 200, 5);
    harness.processWatermark(198);
    assertThat(rows()).isEmpty();

    harness.processWatermark(199);
    assertThat(rows())
        .containsExactly(
            tuple(200L, 1L, 2L, 30L), tuple(200L, 2L, 3L, 20L), tuple(200L, null, null, 15L));
  }

  @Test
  void allFlowsRanked_noOtherRow() throws Exception {
    process(1, 200, 10);
    process(2, 200, 30);
    harness.processWatermark(199);

    assertThat(rows()).containsExactly(tuple(200L, 1L, 2L, 30L), tuple(200L, 2L, 1L, 10L));
  }

  @Test
  void windows_areRankedSeparately() throws Exception {
    process(1, 200, 10);
    process(1, 300, 1);
    process(2, 300, 3);
    process(2, 200, 30);
    process(3, 300, 2);
    harness.processWatermark(199);
    process(4, 300, 4);
    harness.processWatermark(Long.MAX_VALUE);

    assertThat(rows())
        .containsExactly(
            tuple(200L, 1L, 2L, 30L),
            tuple(200L, 2L, 1L, 10L),
            tuple(300L, 1L, 4L, 4L),
            tuple(300L, 2L, 2L, 3L),
            tuple(300L, null, null, 3L));
  }

  @Test
  void wholeRun_isRankedAtEndOfInput() throws Exception {
    for (long process = 1; process <= 5; process++) {
      harness.processElement(
          WindowedFlow.ofWholeRun(key(process), counted(10 * process)), Long.MAX_VALUE);
    }
    harness.processWatermark(1_000_000);
    assertThat(rows()).isEmpty();

    harness.processWatermark(Long.MAX_VALUE);
    assertThat(rows())
        .containsExactly(
            tuple(null, 1L, 5L, 50L), tuple(null, 2L, 4L, 40L), tuple(null, null, null, 60L));
  }

  @Test
  void endedWindows_leaveNoState() throws Exception {
    process(1, 200, 10);
    process(1, 300, 10);
    harness.processWatermark(299);

    assertThat(harness.numKeyedStateEntries()).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  @Test
  void openWindows_afterRestore_continue() throws Exception {
    process(1, 200, 10);
    process(2, 200, 30);
    process(3, 200, 20);
    process(1, 300, 7);
    final OperatorSubtaskState state = harness.snapshot(1, 1);
    process(4, 200, 1_000);
    harness.close();

    harness = create();
    harness.initializeState(state);
    harness.open();
    process(5, 200, 25);
    process(6, 300, 8);
    harness.processWatermark(Long.MAX_VALUE);

    assertThat(rows())
        .containsExactly(
            tuple(200L, 1L, 2L, 30L),
            tuple(200L, 2L, 5L, 25L),
            tuple(200L, null, null, 30L),
            tuple(300L, 1L, 6L, 8L),
            tuple(300L, 2L, 1L, 7L));
    assertThat(values().get(2).integer(FLOW_COUNT)).isEqualTo(1);
    assertThat(values().get(2).integer(SEND_OCTETS_P50)).isEqualTo(10);
  }
}
