package org.etwflow.testing;

import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.etwflow.column.Column;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.accumulator.StatisticsGroup;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.row.WindowedFlow;

/**
 * Values of a row, copied when it was read. Rows are equal if all their values are equal.
 *
 * @param values values by column name
 */
public record RowValues(Map<String, Object> values) {

  /** Reads a row. */
  public static RowValues of(final Grouping grouping, final WindowedFlow row) {
    final Map<String, Object> values = new HashMap<>();
    for (final Column<WindowedFlow> column : FlowColumns.ofTop(grouping, selected(row), true)) {
      values.put(column.name(), column.value().apply(row));
    }
    return new RowValues(values);
  }

  private static SelectedStatistics selected(final WindowedFlow row) {
    return new SelectedStatistics(
        Arrays.stream(StatisticsGroup.values())
            .filter(row.statistics()::has)
            .collect(Collectors.toSet()));
  }

  /** Reads rows. */
  public static List<RowValues> of(final Grouping grouping, final List<WindowedFlow> rows) {
    return rows.stream().map(row -> of(grouping, row)).toList();
  }

  /** Value of a statistic that is an integer; null if it is not selected. */
  public Long integer(final Statistic statistic) {
    final Number value = (Number) values.get(statistic.toString());
    return value == null ? null : value.longValue();
  }

  /** Value of a statistic that is a decimal number; null if it is not selected. */
  public Double decimal(final Statistic statistic) {
    return (Double) values.get(statistic.toString());
  }

  /** Value of a statistic that is a time. */
  public Instant time(final Statistic statistic) {
    return (Instant) values.get(statistic.toString());
  }

  /** Value of {@link Statistic#DATA_COMPLETE}. */
  public boolean dataComplete() {
    return (Boolean) values.get(Statistic.DATA_COMPLETE.toString());
  }

  /** Start of the window; null for the whole run. */
  public Instant windowStart() {
    return (Instant) values.get("windowStart");
  }

  /** End of the window; null for the whole run. */
  public Instant windowEnd() {
    return (Instant) values.get("windowEnd");
  }

  /** Rank; null without one. */
  public Long rank() {
    return (Long) values.get("rank");
  }

  /** Host; null without one. Key columns that are not part of the grouping are null, too. */
  public String host() {
    return (String) values.get("host");
  }

  public String protocol() {
    return (String) values.get("protocol");
  }

  public Long processId() {
    return (Long) values.get("processId");
  }

  public String processName() {
    return (String) values.get("processName");
  }

  public String localAddress() {
    return (String) values.get("localAddress");
  }

  public Integer localPort() {
    return (Integer) values.get("localPort");
  }

  public String remoteAddress() {
    return (String) values.get("remoteAddress");
  }

  public Integer remotePort() {
    return (Integer) values.get("remotePort");
  }
}
