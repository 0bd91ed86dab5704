package org.etwflow.pipeline;

import java.util.List;
import java.util.Optional;
import org.etwflow.etl.BufferReader;
import org.etwflow.event.EventSelection;
import org.etwflow.filter.EventFilter;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.RowCondition;
import org.etwflow.flow.topn.TopN;
import org.etwflow.flow.window.Windowing;
import org.etwflow.source.config.ContinuousMonitoring;
import org.etwflow.source.config.HostNaming;

/**
 * Settings of the computation.
 *
 * @param inputs files, folders and globs
 * @param hostNaming how the host of a trace is named
 * @param grouping key of a flow
 * @param windowing kind and length of the windows
 * @param statistics selected groups of statistics
 * @param ranking statistic and number of the largest flows, in the summary and for {@code topOnly}
 * @param topOnly whether rows are limited to the largest flows of a window, and one of all others
 * @param strict whether a damaged or incomplete trace fails the run
 * @param following settings for growing files; empty if the inputs are closed files
 * @param counted types of the events that are counted
 * @param filter condition on the events that are counted
 * @param having condition on the rows
 * @param events whether the counted events themselves are emitted, too
 * @param maxExpansion maximum ratio of decompressed to compressed size, of a buffer or a packed
 *     file
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
    Optional<ContinuousMonitoring> following,
    EventSelection counted,
    EventFilter filter,
    RowCondition having,
    boolean events,
    int maxExpansion) {

  /**
   * Creates settings for closed files, with defaults for all that is not a parameter: no filter,
   * core statistics, and a summary of the flows with the largest octets.
   *
   * @param topCount number of flows in the summary
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
        Optional.empty(),
        EventSelection.ALL,
        EventFilter.ALL,
        RowCondition.ALWAYS,
        false,
        BufferReader.DEFAULT_MAX_EXPANSION);
  }

  /** Returns a copy with other statistics. */
  public FlowSettings withStatistics(final SelectedStatistics selected) {
    return with(
        selected, ranking, topOnly, following, counted, filter, having, events, maxExpansion);
  }

  /** Returns a copy with another ranking, which limits the rows, too, if {@code ofRows}. */
  public FlowSettings withRanking(final TopN chosen, final boolean ofRows) {
    return with(
        statistics, chosen, ofRows, following, counted, filter, having, events, maxExpansion);
  }

  /** Returns a copy for growing files. */
  public FlowSettings withFollowing(final ContinuousMonitoring how) {
    return with(
        statistics,
        ranking,
        topOnly,
        Optional.of(how),
        counted,
        filter,
        having,
        events,
        maxExpansion);
  }

  /** Returns a copy with another selection of the events that are counted. */
  public FlowSettings withCounted(final EventSelection chosen) {
    return with(
        statistics, ranking, topOnly, following, chosen, filter, having, events, maxExpansion);
  }

  /** Returns a copy with another filter. */
  public FlowSettings withFilter(final EventFilter chosen) {
    return with(
        statistics, ranking, topOnly, following, counted, chosen, having, events, maxExpansion);
  }

  /** Returns a copy with another condition on rows. */
  public FlowSettings withHaving(final RowCondition chosen) {
    return with(
        statistics, ranking, topOnly, following, counted, filter, chosen, events, maxExpansion);
  }

  /** Returns a copy with or without the events themselves. */
  public FlowSettings withEvents(final boolean emitted) {
    return with(
        statistics, ranking, topOnly, following, counted, filter, having, emitted, maxExpansion);
  }

  /** Returns a copy in which a damaged trace does not fail the run. */
  public FlowSettings lenient() {
    return new FlowSettings(
        inputs,
        hostNaming,
        grouping,
        windowing,
        statistics,
        ranking,
        topOnly,
        false,
        following,
        counted,
        filter,
        having,
        events,
        maxExpansion);
  }

  /** Returns a copy with another limit of expansion. */
  public FlowSettings withMaxExpansion(final int ratio) {
    return with(statistics, ranking, topOnly, following, counted, filter, having, events, ratio);
  }

  /** Whether process names are needed: then each trace is read twice. */
  public boolean needsProcesses() {
    return grouping.needsProcesses() || filter.processes().needsNames();
  }

  private FlowSettings with(
      final SelectedStatistics selected,
      final TopN chosen,
      final boolean ofRows,
      final Optional<ContinuousMonitoring> how,
      final EventSelection selection,
      final EventFilter eventFilter,
      final RowCondition rowCondition,
      final boolean withEvents,
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
        selection,
        eventFilter,
        rowCondition,
        withEvents,
        ratio);
  }
}
