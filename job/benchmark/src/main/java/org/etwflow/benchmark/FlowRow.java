package org.etwflow.benchmark;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;

/**
 * Flow in one window, with the columns that both programs print.
 *
 * @param key start of the window in seconds since 1970, PID, addresses and ports
 * @param first FILETIME of the first send
 * @param last FILETIME of the last send
 */
record FlowRow(
    String key, long sends, long octets, long first, long last, long smallest, long largest) {

  private static final long SECONDS_TO_1970 = 11_644_473_600L;
  private static final long SECOND = 10_000_000;
  private static final int NANOS = 100;
  private static final int KEYS_OF_WALK = 6;
  private static final int COLUMNS_OF_WALK = 12;

  /** Parses a line of etlwalk's table. */
  static FlowRow ofWalk(final String line) {
    final String[] cells = line.split("\t", -1);
    if (cells.length != COLUMNS_OF_WALK) {
      throw new IllegalArgumentException("not a row of etlwalk: " + line);
    }
    return new FlowRow(
        String.join(" ", Arrays.asList(cells).subList(0, KEYS_OF_WALK)),
        Long.parseLong(cells[6]),
        Long.parseLong(cells[7]),
        Long.parseLong(cells[8]),
        Long.parseLong(cells[9]),
        Long.parseLong(cells[10]),
        Long.parseLong(cells[11]));
  }

  /** Header of flows.csv, with the position of each column. */
  static final class Csv {

    private final List<String> columns;

    Csv(final String header) {
      columns = List.of(header.split(",", -1));
    }

    /** Parses a line, whose cells must not be quoted. */
    FlowRow row(final String line) {
      final String[] cells = line.split(",", -1);
      return new FlowRow(
          String.join(
              " ",
              Long.toString(Instant.parse(cell(cells, "windowStart")).getEpochSecond()),
              cell(cells, "processId"),
              cell(cells, "localAddress"),
              cell(cells, "localPort"),
              cell(cells, "remoteAddress"),
              cell(cells, "remotePort")),
          Long.parseLong(cell(cells, "sendCount")),
          Long.parseLong(cell(cells, "sendOctets")),
          fileTime(cell(cells, "flowStart")),
          fileTime(cell(cells, "flowEnd")),
          Long.parseLong(cell(cells, "sendOctetsMin")),
          Long.parseLong(cell(cells, "sendOctetsMax")));
    }

    private String cell(final String[] cells, final String column) {
      return cells[columns.indexOf(column)];
    }

    private static long fileTime(final String text) {
      final Instant time = Instant.parse(text);
      return (time.getEpochSecond() + SECONDS_TO_1970) * SECOND + time.getNano() / NANOS;
    }
  }
}
