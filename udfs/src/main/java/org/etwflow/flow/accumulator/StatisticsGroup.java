package org.etwflow.flow.accumulator;

import java.util.Locale;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Groups of statistics. All except the core are counted only if selected. Their order is part of
 * the format of saved states.
 */
@Internal
public enum StatisticsGroup {
  /** Counts, sums and times, which every row has. */
  CORE,
  /** Sizes of sends and of receives. */
  SIZES {
    @Override
    GroupCounts<?> newCounts() {
      return new SizeHistograms();
    }
  },
  /** Events of TCP connections. */
  CONNECTIONS,
  /** Gaps between consecutive sends. */
  GAPS {
    @Override
    GroupCounts<?> newCounts() {
      return new SendGaps();
    }
  },
  /** Duration of the sends, in ticks. */
  TICKS,
  /** Numbers of distinct remotes and flows. */
  DISTINCT {
    @Override
    GroupCounts<?> newCounts() {
      return new DistinctCounts();
    }
  };

  /**
   * Creates the details of the group besides its {@linkplain Counter counters}; null if it has
   * none.
   */
  @Nullable GroupCounts<?> newCounts() {
    return null;
  }

  /** Index in arrays and bit sets. */
  @SuppressWarnings("EnumOrdinal") // The order is fixed by saved states.
  int index() {
    return ordinal();
  }

  boolean hasDetails() {
    return newCounts() != null;
  }

  /** The name in options. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
