package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;

/** Sums over the last panes, compared with sums computed from scratch. */
class PaneSumsTest {

  private static final Grouping BY_PROCESS = Grouping.parse("processId");

  private final NavigableMap<Long, Map<FlowKey, FlowAccumulator>> panes = new TreeMap<>();
  private final PaneSums.Panes stored = new StoredPanes();
  private int copies;
  private final PaneSums sums = new PaneSums(this::nothing);

  private FlowAccumulator nothing() {
    copies++;
    return SelectedStatistics.CORE.newAccumulator();
  }

  private final class StoredPanes implements PaneSums.Panes {

    @Override
    public Iterable<Map.Entry<FlowKey, FlowAccumulator>> flows(final long paneStart) {
      return panes.get(paneStart).entrySet();
    }

    @Override
    public void remove(final long paneStart) {
      assertThat(panes.remove(paneStart)).isNotNull();
    }
  }

  private void add(final long paneStart, final long... processIds) {
    final Map<FlowKey, FlowAccumulator> pane = new HashMap<>();
    for (final long processId : processIds) {
      final NetworkEvent send = NetworkEvents.send(paneStart, paneStart);
      send.processId = processId;
      final FlowAccumulator one = Accumulators.of(SelectedStatistics.CORE, send);
      pane.put(BY_PROCESS.key(null, send, null), one);
    }
    panes.put(paneStart, pane);
    sums.add(paneStart, pane.entrySet());
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
      if (random.nextInt(3) > 0) {
        add(paneStart, random.longs(random.nextInt(4), 0, 5).distinct().toArray());
      }
      assertThat(numbers(sums.total())).isEqualTo(numbers(addedUp()));

      final long from = paneStart - random.nextInt(40);
      sums.removeBefore(from, stored);
      panes.keySet().forEach(left -> assertThat(left).isGreaterThanOrEqualTo(from));
      assertThat(sums.isEmpty()).isEqualTo(panes.isEmpty());
    }
  }

  @Test
  void mergesPerWindow_areIndependentOfNumberOfPanes() throws Exception {
    final List<Integer> copiesOfAll = new ArrayList<>();
    for (final int overlap : new int[] {10, 1_000}) {
      sums.removeBefore(Long.MAX_VALUE, stored);
      copies = 0;
      for (long paneStart = 0; paneStart < 5_000; paneStart++) {
        add(paneStart, 1, 2);
        sums.total();
        sums.removeBefore(paneStart + 2 - overlap, stored);
      }
      copiesOfAll.add(copies);
    }

    assertThat(copiesOfAll.get(1)).isLessThanOrEqualTo(copiesOfAll.get(0) + 2);
  }
}
