package org.etwflow.benchmark;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.etwflow.report.TextTable;

/**
 * Results of one workload: a table with a line for each contender.
 *
 * @param yardstick program that counts the same
 * @param octets size of its files in bytes
 * @param events number of sends and receives that are counted
 * @param medians medians by contender, in the order of the table
 */
record Results(Yardstick yardstick, long octets, long events, Map<Contender, Measured> medians) {

  @Override
  public String toString() {
    final OptionalDouble walk = walk();
    return new TextTable<>(List.copyOf(medians.entrySet()))
        .text("mode", line -> line.getKey().name())
        .number("tasks", line -> Integer.toString(line.getKey().parallelism()))
        .number("wall s", line -> Figures.seconds(line.getValue().wall()))
        .number("job s", line -> Figures.seconds(line.getValue().job()))
        .number("CPU s", line -> Figures.seconds(line.getValue().cpu()))
        .number("peak MB", line -> Figures.megabytes(line.getValue().peak()))
        .number("MB/s", line -> Figures.millionsPerSecond(octets, line.getValue().wall()))
        .number("M events/s", line -> Figures.millionsPerSecond(events, line.getValue().wall()))
        .number("wall/" + yardstick.program(), line -> Figures.ratio(line.getValue().wall(), walk))
        .number("job/" + yardstick.program(), line -> Figures.ratio(line.getValue().job(), walk))
        .toString();
  }

  /** Seconds of the yardstick; empty if it was not run. */
  private OptionalDouble walk() {
    return medians.entrySet().stream()
        .filter(line -> line.getKey() instanceof Walk)
        .map(line -> line.getValue().wall())
        .findAny()
        .orElse(OptionalDouble.empty());
  }
}
