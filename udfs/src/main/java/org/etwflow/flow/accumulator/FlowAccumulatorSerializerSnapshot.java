package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Says in a savepoint how its accumulators were written. For Flink, which makes it by its name.
 *
 * <p>The version goes up with each group of statistics, so that an older etwflow refuses what it
 * cannot read.
 */
@Internal
public final class FlowAccumulatorSerializerSnapshot
    implements TypeSerializerSnapshot<FlowAccumulator> {

  /**
   * 1: the core and the sizes. 2: also the distinct counts. 3: also the ticks. 5: also the gaps, of
   * which 4 wrote the times in another form, and was never released.
   */
  private static final int VERSION = 5;

  private static final int NEVER_RELEASED = 4;

  @Override
  public int getCurrentVersion() {
    return VERSION;
  }

  @Override
  public void writeSnapshot(final DataOutputView out) {
    // The version, which Flink writes, tells all.
  }

  @Override
  public void readSnapshot(
      final int readVersion, final DataInputView in, final ClassLoader classLoader)
      throws IOException {
    if (readVersion > VERSION || readVersion == NEVER_RELEASED) {
      throw new IOException("flow statistics of another version of etwflow: " + readVersion);
    }
  }

  @Override
  public TypeSerializer<FlowAccumulator> restoreSerializer() {
    return FlowAccumulatorSerializer.INSTANCE;
  }

  @Override
  public TypeSerializerSchemaCompatibility<FlowAccumulator> resolveSchemaCompatibility(
      final TypeSerializerSnapshot<FlowAccumulator> old) {
    return old instanceof FlowAccumulatorSerializerSnapshot
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
