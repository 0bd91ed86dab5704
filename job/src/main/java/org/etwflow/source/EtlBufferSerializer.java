package org.etwflow.source;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;
import org.etwflow.source.split.TraceSerializer;
import org.etwflow.types.VariableLengthSerializer;

/** The form of buffers between tasks: never in a state. */
final class EtlBufferSerializer extends VariableLengthSerializer<EtlBuffer> {

  private static final long serialVersionUID = 1L;

  static final EtlBufferSerializer INSTANCE = new EtlBufferSerializer();

  private EtlBufferSerializer() {}

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public EtlBuffer createInstance() {
    return new EtlBuffer();
  }

  @Override
  public EtlBuffer copy(final EtlBuffer from) {
    return copy(from, new EtlBuffer());
  }

  @Override
  public EtlBuffer copy(final EtlBuffer from, final EtlBuffer reuse) {
    System.arraycopy(from.bytes(), 0, reuse.reserve(from.used()), 0, from.used());
    reuse.set(
        from.trace(),
        from.offset(),
        from.storedSize(),
        from.condition(),
        from.used(),
        from.problem());
    reuse.setNotBefore(from.notBefore());
    reuse.setLowerBound(from.lowerBound());
    reuse.setProcesses(from.processes());
    return reuse;
  }

  /** Not with its processes: they are far more than the buffer, and stay where readers are. */
  @Override
  public void serialize(final EtlBuffer buffer, final DataOutputView out) throws IOException {
    if (buffer.processes() != null) {
      throw new IOException("processes are known in the task of the source: let it be chained");
    }
    TraceSerializer.write(buffer.trace(), out);
    out.writeLong(buffer.offset());
    out.writeLong(buffer.storedSize());
    out.writeLong(buffer.lowerBound());
    out.writeLong(buffer.notBefore());
    out.writeUTF(buffer.condition().name());
    StringValue.writeString(buffer.problem(), out);
    out.writeInt(buffer.used());
    out.write(buffer.bytes(), 0, buffer.used());
  }

  @Override
  public EtlBuffer deserialize(final DataInputView in) throws IOException {
    return deserialize(new EtlBuffer(), in);
  }

  @Override
  public EtlBuffer deserialize(final EtlBuffer reuse, final DataInputView in) throws IOException {
    final Trace trace = TraceSerializer.read(in);
    final long offset = in.readLong();
    final long storedSize = in.readLong();
    reuse.setLowerBound(in.readLong());
    final long notBefore = in.readLong();
    final BufferCondition condition = BufferCondition.valueOf(in.readUTF());
    final String problem = StringValue.readString(in);
    final int used = in.readInt();
    in.readFully(reuse.reserve(used), 0, used);
    reuse.set(trace, offset, storedSize, condition, used, problem);
    reuse.setNotBefore(notBefore);
    reuse.setProcesses(null);
    return reuse;
  }

  @Override
  public TypeSerializerSnapshot<EtlBuffer> snapshotConfiguration() {
    return new Snapshot();
  }

  /** For Flink, which makes it by its name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<EtlBuffer> {

    /** Of the one instance there is. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
