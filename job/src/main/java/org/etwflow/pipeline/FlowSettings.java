package org.etwflow.pipeline;

import java.util.List;
import org.etwflow.flow.Grouping;
import org.etwflow.flow.SelectedStatistics;
import org.etwflow.flow.Windowing;
import org.etwflow.source.Following;
import org.etwflow.source.enumerator.HostNaming;

/**
 * What a run is to compute.
 *
 * @param inputs files, directories and globs
 * @param hostNaming which machine a trace is from
 * @param grouping which sends are one flow
 * @param windowing which stretches of time rows are about
 * @param statistics which of them rows have
 * @param topCount so many flows in the summary, at least 1
 * @param strict whether damage in a trace fails the run
 * @param following how the inputs are followed; null if they are closed files
 */
public record FlowSettings(
    List<String> inputs,
    HostNaming hostNaming,
    Grouping grouping,
    Windowing windowing,
    SelectedStatistics statistics,
    int topCount,
    boolean strict,
    Following following) {

  /** Of closed files, with the core of the statistics. */
  public FlowSettings(
      final List<String> inputs,
      final HostNaming hostNaming,
      final Grouping grouping,
      final Windowing windowing,
      final int topCount,
      final boolean strict) {
    this(inputs, hostNaming, grouping, windowing, SelectedStatistics.CORE, topCount, strict, null);
  }
}
