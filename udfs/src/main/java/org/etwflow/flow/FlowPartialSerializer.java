package org.etwflow.flow;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.types.VariableLengthSerializer;

/** The form of partials between tasks. */
final class FlowPartialSerializer extends VariableLengthSerializer<FlowPartial> {

  private static final long serialVersionUID = 1L;

  static final FlowPartialSerializer INSTANCE = new FlowPartialSerializer();

  private FlowPartialSerializer() {}

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public FlowPartial createInstance() {
    return new FlowPartial();
  }

  @Override
  public FlowPartial copy(final FlowPartial from) {
    return new FlowPartial(from.key, from.paneStart, from.statistics.copy());
  }

  @Override
  public void serialize(final FlowPartial partial, final DataOutputView out) throws IOException {
    FlowKeySerializer.INSTANCE.serialize(partial.key, out);
    out.writeLong(partial.paneStart);
    FlowAccumulatorSerializer.INSTANCE.serialize(partial.statistics, out);
  }

  @Override
  public FlowPartial deserialize(final DataInputView in) throws IOException {
    return new FlowPartial(
        FlowKeySerializer.INSTANCE.deserialize(in),
        in.readLong(),
        FlowAccumulatorSerializer.INSTANCE.deserialize(in));
  }

  @Override
  public TypeSerializerSnapshot<FlowPartial> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Says in a savepoint that its partials were written so. For Flink, which makes it by name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<FlowPartial> {

    /** For Flink. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
