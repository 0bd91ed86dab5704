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
import org.etwflow.serialization.VariableLengthSerializer;
import org.etwflow.source.split.TraceSerializer;

/** Serializer of buffers for the network. Buffers are never part of a state. */
final class BufferWithProcessesSerializer extends VariableLengthSerializer<BufferWithProcesses> {

  private static final long serialVersionUID = 1L;

  static final BufferWithProcessesSerializer INSTANCE = new BufferWithProcessesSerializer();

  private BufferWithProcessesSerializer() {}

  @Override
  public boolean isImmutableType() {
    return false;
  }

  @Override
  public BufferWithProcesses createInstance() {
    return new BufferWithProcesses(new EtlBuffer(), null);
  }

  @Override
  public BufferWithProcesses copy(final BufferWithProcesses from) {
    return copy(from, createInstance());
  }

  @Override
  public BufferWithProcesses copy(final BufferWithProcesses from, final BufferWithProcesses reuse) {
    copy(from.buffer(), reuse.buffer());
    return new BufferWithProcesses(reuse.buffer(), from.processes());
  }

  private static void copy(final EtlBuffer from, final EtlBuffer into) {
    System.arraycopy(from.bytes(), 0, into.reserve(from.recordsEnd()), 0, from.recordsEnd());
    into.set(
        from.trace(),
        from.offset(),
        from.storedSize(),
        from.condition(),
        from.recordsEnd(),
        from.problem());
    into.setNotBefore(from.notBefore());
    into.setLowerBound(from.lowerBound());
  }

  /** Rejects process tables, which are far larger than buffers and stay with the readers. */
  @Override
  public void serialize(final BufferWithProcesses element, final DataOutputView out)
      throws IOException {
    if (element.processes() != null) {
      throw new IOException("buffers with process names must stay in the chain of their source");
    }
    final EtlBuffer buffer = element.buffer();
    TraceSerializer.write(buffer.trace(), out);
    out.writeLong(buffer.offset());
    out.writeLong(buffer.storedSize());
    out.writeLong(buffer.lowerBound());
    out.writeLong(buffer.notBefore());
    out.writeUTF(buffer.condition().name());
    StringValue.writeString(buffer.problem(), out);
    out.writeInt(buffer.recordsEnd());
    out.write(buffer.bytes(), 0, buffer.recordsEnd());
  }

  @Override
  public BufferWithProcesses deserialize(final DataInputView in) throws IOException {
    return deserialize(createInstance(), in);
  }

  @Override
  public BufferWithProcesses deserialize(final BufferWithProcesses reuse, final DataInputView in)
      throws IOException {
    final EtlBuffer buffer = reuse.buffer();
    final Trace trace = TraceSerializer.read(in);
    final long offset = in.readLong();
    final long storedSize = in.readLong();
    buffer.setLowerBound(in.readLong());
    final long notBefore = in.readLong();
    final BufferCondition condition = BufferCondition.valueOf(in.readUTF());
    final String problem = StringValue.readString(in);
    final int used = in.readInt();
    in.readFully(buffer.reserve(used), 0, used);
    buffer.set(trace, offset, storedSize, condition, used, problem);
    buffer.setNotBefore(notBefore);
    return new BufferWithProcesses(buffer, null);
  }

  @Override
  public TypeSerializerSnapshot<BufferWithProcesses> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the serializer. Flink creates it by its class name. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<BufferWithProcesses> {

    /** Required by Flink. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
