package org.etwflow.flow.accumulator;

import java.util.Locale;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Groups of statistics. All but the core are counted only if they are selected. Their order is part
 * of the form of saved states.
 */
@Internal
public enum StatisticsGroup {
  /** Numbers, sums and times, which every row has. */
  CORE,
  /** Percentiles of the sizes of the sends. */
  SIZES {
    @Override
    GroupCounts<?> newCounts() {
      return new SizeHistogram();
    }
  },
  /** Gaps between consecutive sends. */
  GAPS {
    @Override
    GroupCounts<?> newCounts() {
      return new SendGaps();
    }
  },
  /** How long the sends took. */
  TICKS,
  /** Numbers of different remotes and flows. */
  DISTINCT {
    @Override
    GroupCounts<?> newCounts() {
      return new DistinctCounts();
    }
  };

  /** What it counts besides its {@linkplain Counter counters}; null if nothing. */
  @Nullable GroupCounts<?> newCounts() {
    return null;
  }

  /** Index in arrays and sets of bits. */
  @SuppressWarnings("EnumOrdinal") // The order is fixed by saved states.
  int index() {
    return ordinal();
  }

  boolean hasDetails() {
    return newCounts() != null;
  }

  /** As it is asked for. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
