package org.etwflow.benchmark;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the rows of a workload add up to. */
record Totals(long sends, long octets, long rows) {

  /**
   * What {@link #toString} gave.
   *
   * @throws IllegalArgumentException if it is something else
   */
  static Totals parse(final String text) {
    final List<Long> numbers = Stream.of(text.split(" ")).map(Long::valueOf).toList();
    if (numbers.size() != 3) {
      throw new IllegalArgumentException("not three numbers: " + text);
    }
    return new Totals(numbers.get(0), numbers.get(1), numbers.get(2));
  }

  /** Together with one more row. */
  Totals plus(final FlowRow row) {
    return new Totals(sends + row.sends(), octets + row.octets(), rows + 1);
  }

  /** As a person reads it. */
  String inWords() {
    return String.format(Locale.ROOT, "%,d sends with %,d bytes in %,d rows", sends, octets, rows);
  }

  @Override
  public String toString() {
    return sends + " " + octets + " " + rows;
  }
}
