package org.etwflow.flow.accumulator;

import org.apache.flink.annotation.Internal;
import org.etwflow.serialization.VersionedSnapshot;

/** Form of the accumulators of a savepoint. Flink creates it by its name. */
@Internal
public final class FlowAccumulatorSerializerSnapshot extends VersionedSnapshot<FlowAccumulator> {

  /**
   * Version of the format. Versions 1 to 5 had the ticks after the sizes, and 0 as the maximum
   * without sends; version 6 had sends only.
   */
  public static final int VERSION = 7;

  /** Required by Flink. */
  public FlowAccumulatorSerializerSnapshot() {
    super(VERSION, "flow statistics", FlowAccumulatorSerializer.INSTANCE);
  }
}
