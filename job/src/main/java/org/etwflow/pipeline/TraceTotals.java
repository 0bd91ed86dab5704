package org.etwflow.pipeline;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.MetricGroup;
import org.etwflow.quality.TraceQuality;
import org.jspecify.annotations.Nullable;

/**
 * Every {@link TraceMetric} over the rows of a task, as gauges: a row that replaces another one may
 * decrease them. They are part of the state, like the rows, so that the sum over all tasks is that
 * of all rows, also after a restart at another parallelism.
 */
final class TraceTotals {

  /** Type of numbers in states: by name of the metric, so that metrics can be added. */
  static final TypeInformation<Map<String, Long>> COUNTS = Types.MAP(Types.STRING, Types.LONG);

  private final Map<TraceMetric, AtomicLong> totals = new EnumMap<>(TraceMetric.class);
  private final ListState<Map<String, Long>> saved;

  /**
   * Restores the totals. After rescaling, a task may get those of several tasks, or none.
   *
   * @param group group of the gauges
   */
  TraceTotals(final OperatorStateStore states, final MetricGroup group) throws Exception {
    for (final TraceMetric metric : TraceMetric.values()) {
      final AtomicLong total = new AtomicLong();
      totals.put(metric, total);
      group.gauge(metric.metricName(), total::get);
    }
    saved = states.getListState(new ListStateDescriptor<>("trace-totals", COUNTS));
    for (final Map<String, Long> ofTask : saved.get()) {
      add(ofTask, 1);
    }
  }

  /**
   * Adds a row.
   *
   * @param replaced what the former row of the same trace added; null for a first row
   * @return what the row adds
   */
  Map<String, Long> add(final TraceQuality row, final @Nullable Map<String, Long> replaced) {
    final Map<String, Long> counts = new HashMap<>();
    for (final TraceMetric metric : TraceMetric.values()) {
      counts.put(metric.metricName(), metric.of(row));
    }
    if (replaced != null) {
      add(replaced, -1);
    }
    add(counts, 1);
    return counts;
  }

  private void add(final Map<String, Long> counts, final int sign) {
    totals.forEach(
        (metric, total) -> total.addAndGet(sign * counts.getOrDefault(metric.metricName(), 0L)));
  }

  /** Copies the totals to the state. */
  void save() throws Exception {
    final Map<String, Long> counts = new HashMap<>();
    totals.forEach((metric, total) -> counts.put(metric.metricName(), total.get()));
    saved.update(List.of(counts));
  }
}
