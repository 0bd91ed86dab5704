package org.etwflow.testing;

import java.util.List;
import java.util.Map;
import org.etwflow.event.SendIPV4;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.CounterLayout;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.FlowTable;
import org.etwflow.flow.window.Windowing;

/** Sends as they are counted of one flow. */
public final class Accumulators {

  private Accumulators() {}

  /** So many, in this order: not more than a table takes at once. */
  public static FlowAccumulator of(final SelectedStatistics selected, final List<SendIPV4> sends) {
    final FlowTable table =
        new FlowTable(Grouping.parse("total"), new Windowing.WholeRun(), selected);
    sends.forEach(send -> table.add(null, send, null));
    final FlowAccumulator counted = selected.newAccumulator();
    table.drain(partial -> counted.merge(partial.statistics()));
    return counted;
  }

  /** One or a few. */
  public static FlowAccumulator of(final SelectedStatistics selected, final SendIPV4... sends) {
    return of(selected, List.of(sends));
  }

  /** The core of one flow with these values, and nothing counted in other counters. */
  public static FlowAccumulator ofCore(final Map<Counter, Long> values) {
    final long[] counters = new long[CounterLayout.CORE.size()];
    CounterLayout.CORE.clear(counters, 0);
    values.forEach((counter, value) -> counters[CounterLayout.CORE.slot(counter)] = value);
    return new FlowAccumulator(CounterLayout.CORE, counters, CounterLayout.CORE.newDetails());
  }
}
