package org.etwflow.flow.accumulator;

import java.util.Locale;
import org.apache.flink.annotation.Internal;

/** Groups of statistics. All but the core are counted only if they are selected. */
@Internal
public enum StatisticsGroup {
  /** Numbers, sums and times, which every row has. */
  CORE,
  /** Percentiles of the sizes of the sends. */
  SIZES,
  /** Gaps between consecutive sends. */
  GAPS,
  /** How long the sends took. */
  TICKS,
  /** Numbers of different remotes and flows. */
  DISTINCT;

  /** As it is asked for. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
