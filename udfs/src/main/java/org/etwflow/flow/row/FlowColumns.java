package org.etwflow.flow.row;

import static org.etwflow.column.Column.optional;
import static org.etwflow.column.Column.required;
import static org.etwflow.column.ColumnType.INT64;
import static org.etwflow.column.ColumnType.TEXT;
import static org.etwflow.column.ColumnType.TIME;

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

  private static final List<Column<WindowedFlow>> WINDOW =
      List.of(
          optional("windowStart", TIME, WindowedFlow::startTime),
          optional("windowEnd", TIME, WindowedFlow::endTime));

  private static final Column<WindowedFlow> RANK = optional("rank", INT64, WindowedFlow::rank);

  private static final Column<WindowedFlow> HOST =
      required("host", TEXT, row -> row.key() == null ? null : row.key().host());

  private FlowColumns() {}

  /** Columns of window, key and core statistics. */
  public static List<Column<WindowedFlow>> of(final Grouping grouping, final boolean withHost) {
    return of(grouping, SelectedStatistics.CORE, withHost);
  }

  /** Columns of window, key and selected statistics. */
  public static List<Column<WindowedFlow>> of(
      final Grouping grouping, final SelectedStatistics selected, final boolean withHost) {
    return withStatistics(ofKey(grouping, withHost), selected);
  }

  /**
   * Columns of the largest flows, with the rank first. The row of all others has no rank and no
   * key.
   */
  public static List<Column<WindowedFlow>> ofTop(
      final Grouping grouping, final SelectedStatistics selected, final boolean withHost) {
    final List<Column<WindowedFlow>> keys = new ArrayList<>();
    keys.add(RANK);
    ofKey(grouping, withHost)
        .forEach(key -> keys.add(optional(key.name(), key.type(), key.value())));
    return withStatistics(keys, selected);
  }

  /** Columns of the key. */
  public static List<Column<WindowedFlow>> ofKey(final Grouping grouping, final boolean withHost) {
    final List<Column<WindowedFlow>> columns = new ArrayList<>();
    if (withHost) {
      columns.add(HOST);
    }
    grouping.columns().forEach(key -> columns.add(of(grouping, key)));
    return columns;
  }

  private static List<Column<WindowedFlow>> withStatistics(
      final List<Column<WindowedFlow>> keys, final SelectedStatistics selected) {
    final List<Column<WindowedFlow>> columns = new ArrayList<>(WINDOW);
    columns.addAll(keys);
    Arrays.stream(Statistic.values())
        .filter(statistic -> selected.has(statistic.group()))
        .map(Statistic::column)
        .forEach(columns::add);
    return columns;
  }

  private static Column<WindowedFlow> of(final Grouping grouping, final KeyColumn key) {
    return new Column<>(
        key.columnName(),
        key.type(),
        key.isOptional(),
        row -> row.key() == null ? null : key.value(grouping, row.key()));
  }
}
