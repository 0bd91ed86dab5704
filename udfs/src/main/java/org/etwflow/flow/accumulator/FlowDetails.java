package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/** The {@link GroupCounts} of one key. */
@Internal
public final class FlowDetails {

  /** The details where no group of the layout has any. */
  static final FlowDetails NONE = new FlowDetails(0);

  /** Indexed by group; null for a group that is not selected or has counters only. */
  private final @Nullable GroupCounts<?>[] counts;

  private FlowDetails(final int groups) {
    counts = new GroupCounts<?>[groups];
  }

  FlowDetails(final CounterLayout layout) {
    this(StatisticsGroup.values().length);
    for (final StatisticsGroup group : layout.detailed()) {
      counts[group.index()] = group.newCounts();
    }
  }

  /** Details of a group that is counted. */
  GroupCounts<?> get(final StatisticsGroup group) {
    return counts[group.index()];
  }

  void remove(final StatisticsGroup group) {
    counts[group.index()] = null;
  }

  void add(final EventBatch events, final int from, final int to) {
    for (final GroupCounts<?> group : counts) {
      if (group != null) {
        group.add(events, from, to);
      }
    }
  }

  /**
   * Merges a group that both objects have.
   *
   * @return false if the two cannot be merged
   */
  boolean merge(final StatisticsGroup group, final FlowDetails other) {
    return merge(get(group), other.get(group));
  }

  @SuppressWarnings("unchecked") // One group has one class of counts.
  private static <C extends GroupCounts<C>> boolean merge(
      final GroupCounts<C> into, final GroupCounts<?> from) {
    return into.merge((C) from);
  }

  void close() {
    for (final GroupCounts<?> group : counts) {
      if (group != null) {
        group.close();
      }
    }
  }

  void write(final DataOutputView out) throws IOException {
    for (final GroupCounts<?> group : counts) {
      if (group != null) {
        group.write(out);
      }
    }
  }

  void read(final DataInputView in) throws IOException {
    for (final GroupCounts<?> group : counts) {
      if (group != null) {
        group.read(in);
      }
    }
  }
}
