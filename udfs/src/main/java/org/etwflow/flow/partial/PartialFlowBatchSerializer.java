package org.etwflow.flow.partial;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.flow.accumulator.FlowAccumulatorSerializerSnapshot;
import org.etwflow.serialization.VariableLengthSerializer;
import org.etwflow.serialization.VersionedSnapshot;

/** Serializer of batches for the network and for states. */
final class PartialFlowBatchSerializer extends VariableLengthSerializer<PartialFlowBatch> {

  private static final long serialVersionUID = 1L;

  static final PartialFlowBatchSerializer INSTANCE = new PartialFlowBatchSerializer();

  private static final byte[] NONE = {};

  private PartialFlowBatchSerializer() {}

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public PartialFlowBatch createInstance() {
    return new PartialFlowBatch(0, 0, NONE);
  }

  @Override
  public PartialFlowBatch copy(final PartialFlowBatch from) {
    return from;
  }

  @Override
  public void serialize(final PartialFlowBatch partials, final DataOutputView out)
      throws IOException {
    partials.write(out);
  }

  @Override
  public PartialFlowBatch deserialize(final DataInputView in) throws IOException {
    return PartialFlowBatch.read(in);
  }

  @Override
  public TypeSerializerSnapshot<PartialFlowBatch> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the serializer in a savepoint. Flink creates it by its class name. */
  public static final class Snapshot extends VersionedSnapshot<PartialFlowBatch> {

    /** Required by Flink. */
    public Snapshot() {
      super(FlowAccumulatorSerializerSnapshot.VERSION, "partial flows", INSTANCE);
    }
  }
}
