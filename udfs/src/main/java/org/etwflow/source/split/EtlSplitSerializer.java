package org.etwflow.source.split;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.file.ZipEntry;

/** The form of splits in checkpoints and on the way to readers. */
@Internal
public final class EtlSplitSerializer implements SimpleVersionedSerializer<EtlSplit> {

  private static final int VERSION = 6;
  private static final int TYPICAL_SIZE = 256;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(final EtlSplit split) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(TYPICAL_SIZE);
    write(split, out);
    return out.getCopyOfBuffer();
  }

  @Override
  public EtlSplit deserialize(final int version, final byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException("Splits of version " + version + " are of another etwflow.");
    }
    return read(new DataInputDeserializer(serialized));
  }

  private static void write(final EtlSplit split, final DataOutputView out) throws IOException {
    out.writeUTF(split.splitId());
    TraceSerializer.write(split.trace(), out);
    out.writeLong(split.offset());
    out.writeLong(split.resumeOffset());
    out.writeLong(split.end());
    writeLongs(split.bounds().offsets(), out);
    writeLongs(split.bounds().times(), out);
    out.writeLong(split.timeReached());
    out.writeLong(split.boundOfRest());
    out.writeBoolean(split.endOfTrace());
    StringValue.writeString(split.problem(), out);
    out.writeUTF(split.purpose().name());
    write(split.location(), out);
    StringValue.writeString(split.remark().duplicateOf(), out);
    StringValue.writeString(split.remark().note(), out);
  }

  private static void write(final TraceLocation location, final DataOutputView out)
      throws IOException {
    StringValue.writeString(location.file(), out);
    final ZipEntry entry = location.entry();
    out.writeBoolean(entry != null);
    if (entry != null) {
      StringValue.writeString(entry.name(), out);
      out.writeLong(entry.headerAt());
      out.writeInt(entry.flags());
      out.writeInt(entry.method());
      out.writeLong(entry.checksum());
      out.writeLong(entry.packedSize());
      out.writeLong(entry.size());
    }
  }

  private static EtlSplit read(final DataInputView in) throws IOException {
    return new EtlSplit(
        in.readUTF(),
        TraceSerializer.read(in),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        new LowerBounds(readLongs(in), readLongs(in)),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        StringValue.readString(in),
        EtlSplit.Purpose.valueOf(in.readUTF()),
        readLocation(in),
        new TraceRemark(StringValue.readString(in), StringValue.readString(in)));
  }

  private static TraceLocation readLocation(final DataInputView in) throws IOException {
    return new TraceLocation(StringValue.readString(in), in.readBoolean() ? readEntry(in) : null);
  }

  private static ZipEntry readEntry(final DataInputView in) throws IOException {
    return new ZipEntry(
        StringValue.readString(in),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }

  private static void writeLongs(final long[] values, final DataOutputView out) throws IOException {
    out.writeByte(values.length);
    for (final long value : values) {
      out.writeLong(value);
    }
  }

  private static long[] readLongs(final DataInputView in) throws IOException {
    final long[] values = new long[in.readByte()];
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readLong();
    }
    return values;
  }
}
