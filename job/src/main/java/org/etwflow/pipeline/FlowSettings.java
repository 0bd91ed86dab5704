package org.etwflow.pipeline;

import java.util.List;
import org.etwflow.etl.BufferReader;
import org.etwflow.filter.SendFilter;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.RowCondition;
import org.etwflow.flow.topn.TopN;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;

/**
 * What a run is to compute.
 *
 * @param inputs files, directories and globs
 * @param hostNaming which machine a trace is from
 * @param grouping which sends are one flow
 * @param windowing which stretches of time rows are about
 * @param statistics which of them rows have
 * @param ranking which flows are in the summary
 * @param topOnly whether rows, too, are of the largest flows alone, and of all others as one
 * @param strict whether damage in a trace fails the run
 * @param following how the inputs are followed; null if they are closed files
 * @param filter which sends are counted
 * @param having which rows are wanted of those that come of them
 * @param events whether the sends themselves are wanted, too
 * @param maxExpansion how many times its size a buffer or a packed file may expand to
 */
public record FlowSettings(
    List<String> inputs,
    HostNaming hostNaming,
    Grouping grouping,
    Windowing windowing,
    SelectedStatistics statistics,
    TopN ranking,
    boolean topOnly,
    boolean strict,
    ContinuousMonitoring following,
    SendFilter filter,
    RowCondition having,
    boolean events,
    int maxExpansion) {

  /**
   * Of closed files: all their sends, and the core of the statistics in all rows. In the summary
   * are so many flows, those with most sendOctets.
   */
  public FlowSettings(
      final List<String> inputs,
      final HostNaming hostNaming,
      final Grouping grouping,
      final Windowing windowing,
      final int topCount,
      final boolean strict) {
    this(
        inputs,
        hostNaming,
        grouping,
        windowing,
        SelectedStatistics.CORE,
        new TopN(topCount, TopN.DEFAULT_BY),
        false,
        strict,
        null,
        SendFilter.ALL,
        RowCondition.ALWAYS,
        false,
        BufferReader.DEFAULT_MAX_EXPANSION);
  }

  /** The same with other statistics. */
  public FlowSettings withStatistics(final SelectedStatistics selected) {
    return with(selected, ranking, topOnly, following, filter, having, events, maxExpansion);
  }

  /** The same with other flows in the summary, and in rows, if they are to be of these alone. */
  public FlowSettings withRanking(final TopN chosen, final boolean ofRows) {
    return with(statistics, chosen, ofRows, following, filter, having, events, maxExpansion);
  }

  /** The same of files that are followed. */
  public FlowSettings withFollowing(final ContinuousMonitoring how) {
    return with(statistics, ranking, topOnly, how, filter, having, events, maxExpansion);
  }

  /** The same of some sends. */
  public FlowSettings withFilter(final SendFilter wanted) {
    return with(statistics, ranking, topOnly, following, wanted, having, events, maxExpansion);
  }

  /** The same with some rows. */
  public FlowSettings withHaving(final RowCondition wanted) {
    return with(statistics, ranking, topOnly, following, filter, wanted, events, maxExpansion);
  }

  /** The same with the sends themselves, if they are asked for. */
  public FlowSettings withEvents(final boolean areAsked) {
    return with(statistics, ranking, topOnly, following, filter, having, areAsked, maxExpansion);
  }

  /** The same with another limit of expansion. */
  public FlowSettings withMaxExpansion(final int ratio) {
    return with(statistics, ranking, topOnly, following, filter, having, events, ratio);
  }

  /** Whether the traces must be asked which processes there are: then they are read twice. */
  public boolean needsProcesses() {
    return grouping.needsProcesses() || filter.processes().needsNames();
  }

  private FlowSettings with(
      final SelectedStatistics selected,
      final TopN chosen,
      final boolean ofRows,
      final ContinuousMonitoring how,
      final SendFilter wantedSends,
      final RowCondition wantedRows,
      final boolean areEventsAsked,
      final int ratio) {
    return new FlowSettings(
        inputs,
        hostNaming,
        grouping,
        windowing,
        selected,
        chosen,
        ofRows,
        strict,
        how,
        wantedSends,
        wantedRows,
        areEventsAsked,
        ratio);
  }
}
