package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.serialization.VariableLengthSerializer;

/**
 * Serializer of accumulators for the network and for states. The format is the set of groups, their
 * {@linkplain CounterLayout counters}, and their {@linkplain GroupCounts details}.
 */
@Internal
public final class FlowAccumulatorSerializer extends VariableLengthSerializer<FlowAccumulator> {

  private static final long serialVersionUID = 1L;

  public static final FlowAccumulatorSerializer INSTANCE = new FlowAccumulatorSerializer();

  private FlowAccumulatorSerializer() {}

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public FlowAccumulator createInstance() {
    return new FlowAccumulator();
  }

  @Override
  public FlowAccumulator copy(final FlowAccumulator from) {
    return from.copy();
  }

  @Override
  public void serialize(final FlowAccumulator from, final DataOutputView out) throws IOException {
    from.write(out);
  }

  @Override
  public FlowAccumulator deserialize(final DataInputView in) throws IOException {
    return FlowAccumulator.read(in);
  }

  @Override
  public TypeSerializerSnapshot<FlowAccumulator> snapshotConfiguration() {
    return new FlowAccumulatorSerializerSnapshot();
  }
}
