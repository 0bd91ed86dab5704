package org.etwflow.flow.row;

import static org.etwflow.column.Column.optional;
import static org.etwflow.column.Column.required;
import static org.etwflow.column.ColumnType.INT64;
import static org.etwflow.column.ColumnType.TEXT;
import static org.etwflow.column.ColumnType.TIME;
import static org.etwflow.column.ColumnType.UINT16;
import static org.etwflow.column.ColumnType.UINT32;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.column.Column;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.key.KeyColumn;

/** Columns of flow statistics: window, key, and the selected {@linkplain Statistic statistics}. */
@Internal
public final class FlowColumns {

  private static final List<Column<FlowStatistics>> WINDOW =
      List.of(
          optional("windowStart", TIME, FlowStatistics::windowStart),
          optional("windowEnd", TIME, FlowStatistics::windowEnd));

  private static final Column<FlowStatistics> RANK = optional("rank", INT64, FlowStatistics::rank);

  private static final Column<FlowStatistics> HOST = required("host", TEXT, FlowStatistics::host);

  private FlowColumns() {}

  /** Columns of window, key and core statistics. */
  public static List<Column<FlowStatistics>> of(final Grouping grouping, final boolean withHost) {
    return of(grouping, SelectedStatistics.CORE, withHost);
  }

  /** Columns of window, key and selected statistics. */
  public static List<Column<FlowStatistics>> of(
      final Grouping grouping, final SelectedStatistics selected, final boolean withHost) {
    return withStatistics(ofKey(grouping, withHost), selected);
  }

  /**
   * Columns of the largest flows: with the rank. The row of all others has neither a rank nor a
   * key.
   */
  public static List<Column<FlowStatistics>> ofTop(
      final Grouping grouping, final SelectedStatistics selected, final boolean withHost) {
    final List<Column<FlowStatistics>> keys = new ArrayList<>();
    keys.add(RANK);
    ofKey(grouping, withHost)
        .forEach(key -> keys.add(optional(key.name(), key.type(), key.value())));
    return withStatistics(keys, selected);
  }

  /** Columns of the key. */
  public static List<Column<FlowStatistics>> ofKey(
      final Grouping grouping, final boolean withHost) {
    final List<Column<FlowStatistics>> columns = new ArrayList<>();
    if (withHost) {
      columns.add(HOST);
    }
    grouping.columns().forEach(key -> columns.add(of(key)));
    return columns;
  }

  private static List<Column<FlowStatistics>> withStatistics(
      final List<Column<FlowStatistics>> keys, final SelectedStatistics selected) {
    final List<Column<FlowStatistics>> columns = new ArrayList<>(WINDOW);
    columns.addAll(keys);
    Arrays.stream(Statistic.values())
        .filter(statistic -> selected.has(statistic.group()))
        .map(Statistic::column)
        .forEach(columns::add);
    return columns;
  }

  private static Column<FlowStatistics> of(final KeyColumn key) {
    final String name = key.columnName();
    return switch (key) {
      case PROCESS_ID -> required(name, UINT32, FlowStatistics::processId);
      case PROCESS_NAME -> optional(name, TEXT, FlowStatistics::processName);
      case LOCAL_ADDRESS -> required(name, TEXT, FlowStatistics::localAddress);
      case LOCAL_PORT -> required(name, UINT16, FlowStatistics::localPort);
      case REMOTE_ADDRESS -> required(name, TEXT, FlowStatistics::remoteAddress);
      case REMOTE_PORT -> required(name, UINT16, FlowStatistics::remotePort);
    };
  }
}
