package org.etwflow.sink;

import java.util.List;
import org.etwflow.column.Column;
import org.etwflow.column.ColumnType;

/**
 * Escapes texts that spreadsheets would run as formulas: an apostrophe is put before them, as OWASP
 * recommends for CSV.
 */
public final class FormulaEscape {

  private static final String STARTS_OF_FORMULAS = "=+-@\t\r\n";

  private FormulaEscape() {}

  /** Returns the same columns with escaped texts. */
  public static <R> List<Column<R>> of(final List<Column<R>> columns) {
    return columns.stream().map(FormulaEscape::of).toList();
  }

  private static <R> Column<R> of(final Column<R> column) {
    return column.type() == ColumnType.TEXT
        ? new Column<>(
            column.name(),
            column.type(),
            column.isOptional(),
            row -> escaped((String) column.value().apply(row)))
        : column;
  }

  private static String escaped(final String text) {
    return text != null && !text.isEmpty() && STARTS_OF_FORMULAS.indexOf(text.charAt(0)) >= 0
        ? '\'' + text
        : text;
  }
}
