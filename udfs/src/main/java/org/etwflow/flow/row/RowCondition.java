package org.etwflow.flow.row;

import java.io.Serializable;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.annotation.Internal;

/**
 * Condition that selects rows: it holds if all comparisons of at least one alternative hold.
 *
 * @param alternatives at least one
 */
@Internal
public record RowCondition(List<List<Comparison>> alternatives) implements Serializable {

  /** Condition that selects every row. */
  public static final RowCondition ALWAYS = new RowCondition(List.of(List.of()));

  /** Copies the lists. */
  public RowCondition {
    alternatives = alternatives.stream().map(List::copyOf).toList();
  }

  /** Whether the condition selects every row without a comparison. */
  public boolean isAlways() {
    return equals(ALWAYS);
  }

  /** Statistics that are compared. */
  public Set<Statistic> statistics() {
    return alternatives.stream()
        .flatMap(List::stream)
        .map(Comparison::statistic)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** Whether the condition selects a row. */
  public boolean holdsFor(final WindowedFlow row) {
    return alternatives.stream()
        .anyMatch(all -> all.stream().allMatch(comparison -> comparison.holdsFor(row)));
  }
}
