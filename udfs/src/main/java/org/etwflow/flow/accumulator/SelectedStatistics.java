package org.etwflow.flow.accumulator;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;

/**
 * Which statistics rows have besides the core, which they always have.
 *
 * @param groups in the order of their declaration
 */
public record SelectedStatistics(Set<StatisticsGroup> groups) implements Serializable {

  /** Nothing besides the core. */
  public static final SelectedStatistics CORE = new SelectedStatistics(Set.of());

  /** What {@link #parse} takes, for messages. */
  public static final String NAMES = "core, sizes, gaps, ticks, distinct, all";

  private static final long serialVersionUID = 1L;

  /** Copies the groups. */
  public SelectedStatistics {
    final EnumSet<StatisticsGroup> copy = EnumSet.noneOf(StatisticsGroup.class);
    copy.addAll(groups);
    groups = Collections.unmodifiableSet(copy);
  }

  /**
   * The selection of a list of names, separated by commas: see {@link #NAMES}.
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
    return switch (name) {
      case "core" -> Set.of();
      case "all" -> EnumSet.allOf(StatisticsGroup.class);
      default -> Set.of(group(name));
    };
  }

  private static StatisticsGroup group(final String name) {
    return Arrays.stream(StatisticsGroup.values())
        .filter(group -> group.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' names no statistics: choose some of %s".formatted(name, NAMES)));
  }

  /** Whether nothing is selected besides the core. */
  public boolean isCore() {
    return groups.isEmpty();
  }

  /** Whether rows have the columns of a group. */
  public boolean has(final StatisticsGroup group) {
    return groups.contains(group);
  }

  /** Nothing counted yet, and what is not selected never will be. */
  public FlowAccumulator newAccumulator() {
    return new FlowAccumulator(newDetails());
  }

  /** Nothing counted yet; null if nothing is to be. */
  public FlowDetails newDetails() {
    return isCore() ? null : new FlowDetails(this);
  }
}
