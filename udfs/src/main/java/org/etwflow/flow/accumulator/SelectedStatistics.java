package org.etwflow.flow.accumulator;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;

/**
 * Selected groups of statistics.
 *
 * @param groups groups in the order of their declaration, always with the core
 */
@Internal
public record SelectedStatistics(Set<StatisticsGroup> groups) implements Serializable {

  /** The core alone. */
  public static final SelectedStatistics CORE = new SelectedStatistics(Set.of());

  private static final String ALL = "all";

  private static final long serialVersionUID = 1L;

  /** Copies the groups, and adds the core. */
  public SelectedStatistics {
    final EnumSet<StatisticsGroup> copy = EnumSet.of(StatisticsGroup.CORE);
    copy.addAll(groups);
    groups = Collections.unmodifiableSet(copy);
  }

  /** Names that {@link #parse} accepts. */
  public static List<String> names() {
    return Stream.concat(
            Arrays.stream(StatisticsGroup.values()).map(StatisticsGroup::toString), Stream.of(ALL))
        .toList();
  }

  /**
   * Parses a list of {@linkplain #names() names}, separated by commas.
   *
   * @throws IllegalArgumentException if a name is unknown, with a message for users
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
                    "'%s' is not a group of statistics: choose some of %s"
                        .formatted(name, String.join(", ", names()))));
  }

  /** Whether the core alone is selected. */
  public boolean isCore() {
    return groups.size() == 1;
  }

  /** Whether a group is selected. */
  public boolean has(final StatisticsGroup group) {
    return groups.contains(group);
  }

  /** Layout of the counters of the selected groups. */
  public CounterLayout layout() {
    return CounterLayout.of(groups);
  }

  /** Creates an empty accumulator of the selected groups. */
  public FlowAccumulator newAccumulator() {
    return new FlowAccumulator(layout());
  }
}
