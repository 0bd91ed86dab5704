package org.etwflow.flow.accumulator;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;

/**
 * Layout of counters in a long array: the slots of the core, then those of each other group. There
 * is one instance for each set of groups, so that layouts are compared by identity.
 *
 * <pre>
 *   core                             ticks
 *   | SEND_COUNT | SEND_OCTETS | … | SEND_TICKS_COUNT | SEND_TICKS | …
 *   0            1                   start(TICKS)
 * </pre>
 */
@Internal
public final class CounterLayout {

  private static final List<StatisticsGroup> GROUPS = List.of(StatisticsGroup.values());

  /** All layouts, indexed by {@link #bits()}. */
  private static final List<CounterLayout> LAYOUTS =
      IntStream.range(0, 1 << GROUPS.size()).mapToObj(CounterLayout::new).toList();

  /** Layout of the core alone. */
  public static final CounterLayout CORE = of(List.of());

  private static final int CORE_COUNTERS = CORE.counters.length;

  private final int bits;

  /** Counters in the order of their slots. */
  private final Counter[] counters;

  /** First slot of each element of {@link #counters}. */
  private final int[] slots;

  /** First slot, indexed by counter; -1 if the counter is not in the layout. */
  private final int[] slotOf = new int[Counter.values().length];

  private final long[] empty;
  private final List<StatisticsGroup> detailed;

  private CounterLayout(final int bits) {
    this.bits = bits;
    counters =
        groups()
            .flatMap(group -> Arrays.stream(Counter.values()).filter(c -> c.group() == group))
            .toArray(Counter[]::new);
    slots = new int[counters.length];
    Arrays.fill(slotOf, -1);
    int slot = 0;
    for (int i = 0; i < counters.length; i++) {
      slots[i] = slot;
      slotOf[counters[i].index()] = slot;
      slot += counters[i].merge().width();
    }
    empty = new long[slot];
    for (int i = 0; i < counters.length; i++) {
      final int end = slots[i] + counters[i].merge().width();
      Arrays.fill(empty, slots[i], end, counters[i].merge().empty());
    }
    detailed = groups().filter(StatisticsGroup::hasDetails).toList();
  }

  private Stream<StatisticsGroup> groups() {
    return GROUPS.stream().filter(this::has);
  }

  /** Returns the layout of the core and some groups. */
  static CounterLayout of(final Collection<StatisticsGroup> groups) {
    return ofBits(groups.stream().mapToInt(CounterLayout::bit).reduce(0, (a, b) -> a | b));
  }

  /** Returns the layout of the core and the groups whose {@linkplain #bits() bits} are set. */
  static CounterLayout ofBits(final int bits) {
    return LAYOUTS.get(bits | bit(StatisticsGroup.CORE));
  }

  /** The groups as a bit set. */
  int bits() {
    return bits;
  }

  private static int bit(final StatisticsGroup group) {
    return 1 << group.index();
  }

  /** Whether the layout contains a group. */
  public boolean has(final StatisticsGroup group) {
    return (bits & bit(group)) != 0;
  }

  /** The groups that have {@linkplain GroupCounts details} besides their counters. */
  List<StatisticsGroup> detailed() {
    return detailed;
  }

  /** Whether a group has {@linkplain GroupCounts details} besides its counters. */
  public boolean hasDetails() {
    return !detailed.isEmpty();
  }

  CounterLayout common(final CounterLayout other) {
    return ofBits(bits & other.bits);
  }

  CounterLayout without(final StatisticsGroup group) {
    return ofBits(bits & ~bit(group));
  }

  /** Number of slots. */
  public int size() {
    return empty.length;
  }

  /** First slot of a group that has counters; -1 if the group is not in the layout. */
  public int start(final StatisticsGroup group) {
    for (int i = 0; i < counters.length; i++) {
      if (counters[i].group() == group) {
        return slots[i];
      }
    }
    return -1;
  }

  /** First slot of a counter; -1 if the counter is not in the layout. */
  public int slot(final Counter counter) {
    return slotOf[counter.index()];
  }

  /** Creates counters with their initial values. */
  long[] newCounters() {
    return empty.clone();
  }

  /** Resets the counters that start at an index to their initial values. */
  public void clear(final long[] all, final int from) {
    System.arraycopy(empty, 0, all, from, empty.length);
  }

  /** Creates empty details. */
  public FlowDetails newDetails() {
    return hasDetails() ? new FlowDetails(this) : FlowDetails.NONE;
  }

  /** Merges counters of this layout into others of this layout. */
  void merge(final long[] into, final long[] from) {
    Counter.mergeCore(into, from);
    for (int i = CORE_COUNTERS; i < counters.length; i++) {
      counters[i].merge().merge(into, from, slots[i]);
    }
  }

  /**
   * Converts counters of another layout to this layout.
   *
   * @param values counters of the other layout
   * @param from the other layout, which contains all groups of this one
   * @return {@code values} itself if both layouts are the same
   */
  long[] select(final long[] values, final CounterLayout from) {
    if (from == this) {
      return values;
    }
    final long[] selected = new long[size()];
    for (int i = 0; i < counters.length; i++) {
      System.arraycopy(
          values, from.slot(counters[i]), selected, slots[i], counters[i].merge().width());
    }
    return selected;
  }
}
