package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.flink.api.common.state.ListState;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;

/** Sums over the last panes, compared with sums computed from scratch. */
class PaneSumsTest {

  private static final Grouping BY_PROCESS = Grouping.parse("processId");

  private final NavigableMap<Long, Map<FlowKey, FlowAccumulator>> panes = new TreeMap<>();
  private final MemoryStates states = new MemoryStates();
  private final PaneSums sums = new PaneSums(states);

  private Map<FlowKey, FlowAccumulator> add(final long paneStart, final long... processIds)
      throws Exception {
    if (processIds.length > 0) {
      panes.put(paneStart, pane(paneStart, processIds));
    }
    return sums.add(paneStart, pane(paneStart, processIds));
  }

  private static Map<FlowKey, FlowAccumulator> pane(
      final long paneStart, final long... processIds) {
    final Map<FlowKey, FlowAccumulator> pane = new HashMap<>();
    for (final long processId : processIds) {
      final NetworkEvent send = NetworkEvents.send(paneStart, paneStart);
      send.processId = processId;
      final FlowAccumulator one = Accumulators.of(SelectedStatistics.CORE, send);
      pane.put(BY_PROCESS.key(null, send, null), one);
    }
    return pane;
  }

  private boolean removeBefore(final long time) throws Exception {
    panes.headMap(time).clear();
    return sums.removeBefore(time);
  }

  private static Map<FlowKey, List<Long>> numbers(final Map<FlowKey, FlowAccumulator> flows) {
    final Map<FlowKey, List<Long>> numbers = new HashMap<>();
    flows.forEach(
        (key, sum) ->
            numbers.put(
                key,
                List.of(
                    sum.get(Counter.SEND_COUNT),
                    sum.get(Counter.SEND_OCTETS),
                    sum.get(Counter.FLOW_START),
                    sum.get(Counter.FLOW_END))));
    return numbers;
  }

  private Map<FlowKey, FlowAccumulator> addedUp() {
    final Map<FlowKey, FlowAccumulator> all = new HashMap<>();
    for (final Map<FlowKey, FlowAccumulator> pane : panes.values()) {
      pane.forEach(
          (key, sum) ->
              all.computeIfAbsent(key, missing -> SelectedStatistics.CORE.newAccumulator())
                  .merge(sum));
    }
    return all;
  }

  @Test
  void totals_equalSumsOfRemainingPanes() throws Exception {
    final Random random = new Random(1);
    for (long paneStart = 0; paneStart < 2_000; paneStart++) {
      final int keys = random.nextInt(3) == 0 ? 0 : random.nextInt(4);
      final Map<FlowKey, FlowAccumulator> total =
          add(paneStart, random.longs(keys, 0, 5).distinct().toArray());
      assertThat(numbers(total)).isEqualTo(numbers(addedUp()));

      assertThat(removeBefore(paneStart - random.nextInt(40))).isEqualTo(!panes.isEmpty());
    }
  }

  @Test
  void removedPanes_leaveNothingBehind() throws Exception {
    for (long paneStart = 0; paneStart < 100; paneStart++) {
      add(paneStart, 1, paneStart);
      removeBefore(paneStart - 10);
    }
    assertThat(states.bytes()).isPositive();

    assertThat(removeBefore(100)).isFalse();
    assertThat(states.bytes()).isZero();
  }

  @Test
  void readsPerWindow_areIndependentOfNumberOfPanes() throws Exception {
    final List<Integer> reads = new ArrayList<>();
    for (final int overlap : new int[] {10, 1_000}) {
      removeBefore(Long.MAX_VALUE);
      states.batchesRead = 0;
      for (long paneStart = 0; paneStart < 5_000; paneStart++) {
        add(paneStart, 1, 2);
        removeBefore(paneStart + 2 - overlap);
      }
      reads.add(states.batchesRead);
    }

    assertThat(reads.get(1)).isLessThanOrEqualTo(reads.get(0));
  }

  /** States that count how many batches of flows are read. */
  private static final class MemoryStates implements PaneSums.States {

    private final Map<Long, ListState<PartialFlowBatch>> panes = new HashMap<>();
    private final ListState<PartialFlowBatch> front = new MemoryList<>(this::countRead);
    private final ListState<PartialFlowBatch> back = new MemoryList<>(this::countRead);
    private final ListState<Long> frontPanes = new MemoryList<>(() -> {});
    private final ListState<Long> backPanes = new MemoryList<>(() -> {});
    private int batchesRead;

    private void countRead() {
      batchesRead++;
    }

    @Override
    public FlowList pane(final long paneStart) {
      return new FlowList(
          panes.computeIfAbsent(paneStart, start -> new MemoryList<>(this::countRead)));
    }

    @Override
    public FlowList front() {
      return new FlowList(front);
    }

    @Override
    public FlowList back() {
      return new FlowList(back);
    }

    @Override
    public ListState<Long> frontPanes() {
      return frontPanes;
    }

    @Override
    public ListState<Long> backPanes() {
      return backPanes;
    }

    int bytes() throws Exception {
      int bytes = size(front) + size(back);
      for (final ListState<PartialFlowBatch> pane : panes.values()) {
        bytes += size(pane);
      }
      return bytes;
    }

    private static int size(final ListState<PartialFlowBatch> list) throws Exception {
      int size = 0;
      for (final PartialFlowBatch batch : list.get()) {
        size += batch.size();
      }
      return size;
    }
  }

  /** A list state without a backend. */
  private record MemoryList<T>(List<T> elements, Runnable onRead) implements ListState<T> {

    MemoryList(final Runnable onRead) {
      this(new ArrayList<>(), onRead);
    }

    @Override
    public Iterable<T> get() {
      elements.forEach(element -> onRead.run());
      return elements;
    }

    @Override
    public void add(final T element) {
      elements.add(element);
    }

    @Override
    public void update(final List<T> all) {
      elements.clear();
      elements.addAll(all);
    }

    @Override
    public void addAll(final List<T> more) {
      elements.addAll(more);
    }

    @Override
    public void clear() {
      elements.clear();
    }
  }
}
