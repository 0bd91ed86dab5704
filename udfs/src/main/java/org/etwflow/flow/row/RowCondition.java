package org.etwflow.flow.row;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which rows are wanted: those for which all comparisons of one alternative hold.
 *
 * @param alternatives at least one
 */
public record RowCondition(List<List<Comparison>> alternatives) implements Serializable {

  /** Every row is wanted: there is nothing to compare. */
  public static final RowCondition ALWAYS = new RowCondition(List.of(List.of()));

  /** Keeps copies of the lists. */
  public RowCondition {
    alternatives = alternatives.stream().map(List::copyOf).toList();
  }

  /** Whether it holds for every row. */
  public boolean isAlways() {
    return equals(ALWAYS);
  }

  /** The statistics that it compares. */
  public Set<Statistic> statistics() {
    return alternatives.stream()
        .flatMap(List::stream)
        .map(Comparison::statistic)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether it holds for a row. */
  public boolean holdsFor(final WindowedFlow row) {
    return alternatives.stream()
        .anyMatch(all -> all.stream().allMatch(comparison -> comparison.holdsFor(row)));
  }
}
