package org.etwflow.testing;

import java.util.ArrayList;
import java.util.List;
import org.etwflow.etl.FileTime;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.FlowTable;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.partial.PartialFlowBatchWriter;
import org.etwflow.flow.window.Windowing;

/** Partial flows as one task emits them. */
public final class Partials {

  private Partials() {}

  /** Drains a table. */
  public static List<PartialFlowBatch> of(final FlowTable table) {
    final List<PartialFlowBatch> partials = new ArrayList<>();
    final PartialFlowBatchWriter writer = new PartialFlowBatchWriter(partials::add);
    table.drain(writer::add);
    writer.flush();
    return partials;
  }

  /**
   * Counts one flow that sent one byte at each of these times: milliseconds since 1970-01-01 UTC.
   */
  public static List<PartialFlowBatch> ofSendsAt(
      final Windowing windowing, final SelectedStatistics selected, final long... millis) {
    final FlowTable table = new FlowTable(Grouping.parse("total"), windowing, selected);
    for (final long time : millis) {
      table.add(null, NetworkEvents.send(1, FileTime.ofUnixMillis(time)), null);
    }
    return of(table);
  }
}
