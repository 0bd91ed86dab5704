package org.etwflow.flow.accumulator;

import org.etwflow.serialization.VersionedSnapshot;

/** Form of the accumulators of a savepoint. Flink creates it by its name. */
public final class FlowAccumulatorSerializerSnapshot extends VersionedSnapshot<FlowAccumulator> {

  /**
   * Version of the form. 1 to 5 had the ticks behind the sizes, and 0 as the maximum of no send.
   */
  public static final int VERSION = 6;

  /** For Flink. */
  public FlowAccumulatorSerializerSnapshot() {
    super(VERSION, "flow statistics", FlowAccumulatorSerializer.INSTANCE);
  }
}
