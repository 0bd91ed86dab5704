package org.etwflow.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Sums over the rows of a workload.
 *
 * @param events number of sends and receives
 */
record Totals(long events, long octets, long rows) {

  /**
   * Parses the result of {@link #toString}.
   *
   * @throws IllegalArgumentException if the text has another format
   */
  static Totals parse(final String text) {
    final List<Long> numbers = Stream.of(text.split(" ")).map(Long::valueOf).toList();
    if (numbers.size() != 3) {
      throw new IllegalArgumentException("not three numbers: " + text);
    }
    return new Totals(numbers.get(0), numbers.get(1), numbers.get(2));
  }

  /** Adds a row. */
  Totals plusRow(final long moreEvents, final long moreOctets) {
    return new Totals(events + moreEvents, octets + moreOctets, rows + 1);
  }

  /** Formats the totals for users. */
  String inWords() {
    return String.format(
        Locale.ROOT, "%,d sends and receives with %,d bytes in %,d rows", events, octets, rows);
  }

  @Override
  public String toString() {
    return events + " " + octets + " " + rows;
  }
}
