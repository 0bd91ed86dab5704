package org.etwflow.testing;

import java.util.List;
import org.etwflow.event.SendIPV4;
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
}
