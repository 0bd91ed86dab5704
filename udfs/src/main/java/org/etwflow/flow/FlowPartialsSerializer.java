package org.etwflow.flow;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.types.VariableLengthSerializer;

/** The form of partials between tasks and in states. */
final class FlowPartialsSerializer extends VariableLengthSerializer<FlowPartials> {

  private static final long serialVersionUID = 1L;

  static final FlowPartialsSerializer INSTANCE = new FlowPartialsSerializer();

  private static final byte[] NONE = {};

  private FlowPartialsSerializer() {}

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public FlowPartials createInstance() {
    return new FlowPartials(0, 0, NONE);
  }

  @Override
  public FlowPartials copy(final FlowPartials from) {
    return from;
  }

  @Override
  public void serialize(final FlowPartials partials, final DataOutputView out) throws IOException {
    partials.write(out);
  }

  @Override
  public FlowPartials deserialize(final DataInputView in) throws IOException {
    return FlowPartials.read(in);
  }

  @Override
  public TypeSerializerSnapshot<FlowPartials> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Says in a savepoint that its partials were written so. For Flink, which makes it by name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<FlowPartials> {

    /** For Flink. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
