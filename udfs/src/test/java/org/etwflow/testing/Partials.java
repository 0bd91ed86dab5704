package org.etwflow.testing;

import java.util.ArrayList;
import java.util.List;
import org.etwflow.etl.FileTime;
import org.etwflow.event.SendIPV4;
import org.etwflow.flow.FlowPartials;
import org.etwflow.flow.FlowPartialsWriter;
import org.etwflow.flow.FlowTable;
import org.etwflow.flow.Grouping;
import org.etwflow.flow.SelectedStatistics;
import org.etwflow.flow.Windowing;

/** Partials as one task sends them. */
public final class Partials {

  private Partials() {}

  /** All that a table holds: it is empty then. */
  public static List<FlowPartials> of(final FlowTable table) {
    final List<FlowPartials> partials = new ArrayList<>();
    final FlowPartialsWriter writer = new FlowPartialsWriter(partials::add);
    table.drain(writer::add);
    writer.flush();
    return partials;
  }

  /** Of one flow that sent a byte at each of these times: milliseconds since 1970-01-01 UTC. */
  public static List<FlowPartials> ofSendsAt(
      final Windowing windowing, final SelectedStatistics selected, final long... millis) {
    final FlowTable table = new FlowTable(Grouping.parse("total"), windowing, selected);
    final SendIPV4 send = new SendIPV4();
    send.size = 1;
    for (final long time : millis) {
      send.time = FileTime.ofUnixMillis(time);
      table.add(null, send, null);
    }
    return of(table);
  }
}
