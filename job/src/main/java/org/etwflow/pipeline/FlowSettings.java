package org.etwflow.pipeline;

import java.util.List;
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
 * @param source settings of the source
 * @param grouping key of a flow
 * @param windowing kind and length of the windows
 * @param statistics selected groups of statistics
 * @param ranking statistic and number of the largest flows, in the summary and for {@code topOnly}
 * @param topOnly whether rows are limited to the largest flows of a window, and one of all others
 * @param strict whether a damaged or incomplete trace fails the run
 * @param counted types of the events that are counted
 * @param filter condition on the events that are counted
 * @param having condition on the rows
 * @param events whether the counted events themselves are emitted, too
 */
public record FlowSettings(
    SourceSettings source,
    Grouping grouping,
    Windowing windowing,
    SelectedStatistics statistics,
    TopN ranking,
    boolean topOnly,
    boolean strict,
    EventSelection counted,
    EventFilter filter,
    RowCondition having,
    boolean events) {

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
        new SourceSettings(inputs, hostNaming),
        grouping,
        windowing,
        SelectedStatistics.CORE,
        new TopN(topCount, TopN.DEFAULT_BY),
        false,
        strict,
        EventSelection.ALL,
        EventFilter.ALL,
        RowCondition.ALWAYS,
        false);
  }

  /** Returns a copy with other statistics. */
  public FlowSettings withStatistics(final SelectedStatistics selected) {
    return with(source, selected, ranking, topOnly, strict, counted, filter, having, events);
  }

  /** Returns a copy with another ranking, which limits the rows, too, if {@code ofRows}. */
  public FlowSettings withRanking(final TopN chosen, final boolean ofRows) {
    return with(source, statistics, chosen, ofRows, strict, counted, filter, having, events);
  }

  /** Returns a copy for growing files. */
  public FlowSettings withFollowing(final ContinuousMonitoring how) {
    return withSource(source.withFollowing(how));
  }

  /** Returns a copy with another source. */
  public FlowSettings withSource(final SourceSettings chosen) {
    return with(chosen, statistics, ranking, topOnly, strict, counted, filter, having, events);
  }

  /** Returns a copy with another selection of the events that are counted. */
  public FlowSettings withCounted(final EventSelection chosen) {
    return with(source, statistics, ranking, topOnly, strict, chosen, filter, having, events);
  }

  /** Returns a copy with another filter. */
  public FlowSettings withFilter(final EventFilter chosen) {
    return with(source, statistics, ranking, topOnly, strict, counted, chosen, having, events);
  }

  /** Returns a copy with another condition on rows. */
  public FlowSettings withHaving(final RowCondition chosen) {
    return with(source, statistics, ranking, topOnly, strict, counted, filter, chosen, events);
  }

  /** Returns a copy with or without the events themselves. */
  public FlowSettings withEvents(final boolean emitted) {
    return with(source, statistics, ranking, topOnly, strict, counted, filter, having, emitted);
  }

  /** Returns a copy in which a damaged trace does not fail the run. */
  public FlowSettings lenient() {
    return with(source, statistics, ranking, topOnly, false, counted, filter, having, events);
  }

  /** Whether process names are needed: then each trace is read twice. */
  public boolean needsProcesses() {
    return grouping.needsProcesses() || filter.processes().needsNames();
  }

  private FlowSettings with(
      final SourceSettings traces,
      final SelectedStatistics selected,
      final TopN chosen,
      final boolean ofRows,
      final boolean isStrict,
      final EventSelection selection,
      final EventFilter eventFilter,
      final RowCondition rowCondition,
      final boolean withEvents) {
    return new FlowSettings(
        traces,
        grouping,
        windowing,
        selected,
        chosen,
        ofRows,
        isStrict,
        selection,
        eventFilter,
        rowCondition,
        withEvents);
  }
}
