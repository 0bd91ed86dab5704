package org.etwflow.testing;

import java.util.List;
import java.util.Map;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.CounterLayout;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.FlowTable;
import org.etwflow.flow.window.Windowing;

/** Accumulators of one flow. */
public final class Accumulators {

  private Accumulators() {}

  /** Counts events in this order: not more than fit into one table. */
  public static FlowAccumulator of(
      final SelectedStatistics selected, final List<NetworkEvent> events) {
    final FlowTable table =
        new FlowTable(Grouping.parse("total"), new Windowing.WholeRun(), selected);
    events.forEach(event -> table.add(null, event, null));
    final FlowAccumulator counted = selected.newAccumulator();
    table.drain(partial -> counted.merge(partial.statistics()));
    return counted;
  }

  /** Counts one or a few events. */
  public static FlowAccumulator of(
      final SelectedStatistics selected, final NetworkEvent... events) {
    return of(selected, List.of(events));
  }

  /** Creates an accumulator of core statistics with these values; other counters are empty. */
  public static FlowAccumulator ofCore(final Map<Counter, Long> values) {
    final long[] counters = new long[CounterLayout.CORE.size()];
    CounterLayout.CORE.clear(counters, 0);
    values.forEach((counter, value) -> counters[CounterLayout.CORE.slot(counter)] = value);
    return new FlowAccumulator(CounterLayout.CORE, counters, CounterLayout.CORE.newDetails());
  }
}
