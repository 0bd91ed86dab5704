package org.etwflow.flow.accumulator;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Groups of statistics that rows have.
 *
 * @param groups in the order of their declaration; the core is always among them
 */
public record SelectedStatistics(Set<StatisticsGroup> groups) implements Serializable {

  /** Nothing besides the core. */
  public static final SelectedStatistics CORE = new SelectedStatistics(Set.of());

  private static final String ALL = "all";

  private static final long serialVersionUID = 1L;

  /** Copies the groups, and adds the core. */
  public SelectedStatistics {
    final EnumSet<StatisticsGroup> copy = EnumSet.of(StatisticsGroup.CORE);
    copy.addAll(groups);
    groups = Collections.unmodifiableSet(copy);
  }

  /** The names that {@link #parse} takes. */
  public static List<String> names() {
    return Stream.concat(
            Arrays.stream(StatisticsGroup.values()).map(StatisticsGroup::toString), Stream.of(ALL))
        .toList();
  }

  /**
   * The selection of a list of {@linkplain #names() names}, separated by commas.
   *
   * @throws IllegalArgumentException if one is unknown, with a message for a person
   */
  public static SelectedStatistics parse(final String names) {
    final Set<StatisticsGroup> groups = EnumSet.noneOf(StatisticsGroup.class);
    for (final String name : names.split(",", -1)) {
      groups.addAll(groups(name.strip()));
    }
    return new SelectedStatistics(groups);
  }

  private static Set<StatisticsGroup> groups(final String name) {
    return name.equals(ALL) ? EnumSet.allOf(StatisticsGroup.class) : Set.of(group(name));
  }

  private static StatisticsGroup group(final String name) {
    return Arrays.stream(StatisticsGroup.values())
        .filter(group -> group.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' names no statistics: choose some of %s"
                        .formatted(name, String.join(", ", names()))));
  }

  /** Whether nothing is selected besides the core. */
  public boolean isCore() {
    return groups.size() == 1;
  }

  /** Whether rows have the columns of a group. */
  public boolean has(final StatisticsGroup group) {
    return groups.contains(group);
  }

  /** The counters of the groups. */
  public CounterLayout layout() {
    return CounterLayout.of(groups);
  }

  /** Nothing counted yet, and what is not selected never will be. */
  public FlowAccumulator newAccumulator() {
    return new FlowAccumulator(layout());
  }
}
