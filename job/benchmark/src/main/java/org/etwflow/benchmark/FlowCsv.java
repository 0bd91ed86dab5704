package org.etwflow.benchmark;

import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;

/** Lines of flows.csv, whose cells must not be quoted. */
final class FlowCsv {

  private static final long SECONDS_TO_1970 = 11_644_473_600L;
  private static final long SECOND = 10_000_000;
  private static final int NANOS = 100;

  private final List<String> columns;
  private final Yardstick yardstick;

  /**
   * Creates the reader.
   *
   * @param header first line of the file
   * @param yardstick program whose table the lines are converted to
   */
  FlowCsv(final String header, final Yardstick yardstick) {
    this.columns = List.of(header.split(",", -1));
    this.yardstick = yardstick;
  }

  /** Converts a line to that of the yardstick's table. */
  String tableLine(final String line) {
    final String[] cells = line.split(",", -1);
    return yardstick.columns().stream()
        .map(column -> tableCell(column, cells[columns.indexOf(column)]))
        .collect(Collectors.joining("\t"));
  }

  /** Times of windows are in seconds since 1970, those of events are FILETIMEs. */
  private static String tableCell(final String column, final String cell) {
    return switch (column) {
      case "windowStart" -> Long.toString(Instant.parse(cell).getEpochSecond());
      case "flowStart", "flowEnd" -> Long.toString(fileTime(cell));
      default -> cell;
    };
  }

  private static long fileTime(final String text) {
    final Instant time = Instant.parse(text);
    return (time.getEpochSecond() + SECONDS_TO_1970) * SECOND + time.getNano() / NANOS;
  }

  /** Adds a line to totals. */
  Totals add(final String line, final Totals totals) {
    final String[] cells = line.split(",", -1);
    return totals.plusRow(
        number(cells, "sendCount") + number(cells, "receiveCount"), number(cells, "octets"));
  }

  private long number(final String[] cells, final String column) {
    return Long.parseLong(cells[columns.indexOf(column)]);
  }
}
