package org.etwflow.run;

import java.util.List;
import org.etwflow.column.Column;
import org.etwflow.event.EventColumns;
import org.etwflow.event.EventRow;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.pipeline.FlowSettings;
import org.etwflow.quality.TraceColumns;
import org.etwflow.quality.TraceQuality;
import org.etwflow.sink.FormulaEscape;
import org.etwflow.sink.RowFiles;
import org.etwflow.sink.RowFormat;

/**
 * Format and columns of rows.
 *
 * @param format format of files and of printed rows
 * @param withHost whether rows have a host column
 * @param escapesFormulas whether texts that look like formulas are escaped
 */
public record RowLayout(RowFormat format, boolean withHost, boolean escapesFormulas) {

  RowFiles<WindowedFlow> flows(final FlowSettings settings) {
    return new RowFiles<>(format, flowColumns(settings));
  }

  RowFiles<TraceQuality> traces() {
    return new RowFiles<>(format, columns(TraceColumns.of(withHost)));
  }

  RowFiles<EventRow> lateEvents() {
    return new RowFiles<>(format, columns(EventColumns.of(withHost)));
  }

  RowFiles<EventRow> events() {
    return new RowFiles<>(format, columns(EventColumns.ofDetailed(withHost)));
  }

  List<Column<WindowedFlow>> flowColumns(final FlowSettings settings) {
    return columns(
        settings.topOnly()
            ? FlowColumns.ofTop(settings.grouping(), settings.statistics(), withHost)
            : FlowColumns.of(settings.grouping(), settings.statistics(), withHost));
  }

  private <R> List<Column<R>> columns(final List<Column<R>> columns) {
    return escapesFormulas ? FormulaEscape.of(columns) : columns;
  }
}
