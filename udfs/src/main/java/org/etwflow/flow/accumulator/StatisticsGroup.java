package org.etwflow.flow.accumulator;

import java.util.Locale;

/** Statistics that are counted only if they are asked for. */
public enum StatisticsGroup {
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
