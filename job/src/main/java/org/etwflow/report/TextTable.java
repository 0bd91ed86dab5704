package org.etwflow.report;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A table of text whose columns are as wide as their longest cells.
 *
 * @param <R> type of the rows
 */
public final class TextTable<R> {

  private static final String GAP = "  ";

  private final List<List<String>> columns = new ArrayList<>();
  private final List<Integer> widths = new ArrayList<>();
  private final List<Boolean> alignRight = new ArrayList<>();
  private final List<R> rows;

  /** Creates a table without columns. */
  public TextTable(final List<R> rows) {
    this.rows = rows;
  }

  /**
   * Adds a column that is aligned to the left.
   *
   * @return this
   */
  public TextTable<R> text(final String heading, final Function<R, String> cell) {
    return add(heading, cell, false);
  }

  /**
   * Adds a column that is aligned to the right.
   *
   * @return this
   */
  public TextTable<R> number(final String heading, final Function<R, String> cell) {
    return add(heading, cell, true);
  }

  private TextTable<R> add(
      final String heading, final Function<R, String> cell, final boolean right) {
    final List<String> column = new ArrayList<>();
    column.add(heading);
    rows.forEach(row -> column.add(cell.apply(row)));
    columns.add(column);
    widths.add(column.stream().mapToInt(String::length).max().orElse(0));
    alignRight.add(right);
    return this;
  }

  /** A line of headings and a line for each row. All lines end with a line separator. */
  @Override
  public String toString() {
    final StringBuilder text = new StringBuilder();
    for (int line = 0; line <= rows.size(); line++) {
      appendLine(text, line);
    }
    return text.toString();
  }

  private void appendLine(final StringBuilder text, final int line) {
    final StringBuilder cells = new StringBuilder();
    for (int column = 0; column < columns.size(); column++) {
      final String cell = columns.get(column).get(line);
      final String padding = " ".repeat(widths.get(column) - cell.length());
      cells.append(column == 0 ? "" : GAP);
      cells.append(alignRight.get(column) ? padding + cell : cell + padding);
    }
    text.append(cells.toString().stripTrailing()).append(System.lineSeparator());
  }
}
