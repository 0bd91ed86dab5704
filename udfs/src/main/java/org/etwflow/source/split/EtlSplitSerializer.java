package org.etwflow.source.split;

import java.io.IOException;
import java.util.OptionalLong;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.file.ZipEntry;

/** Serializer of splits for checkpoints and for assignment to readers. */
@Internal
public final class EtlSplitSerializer implements SimpleVersionedSerializer<EtlSplit> {

  private static final int VERSION = 9;
  private static final int TYPICAL_SIZE = 256;

  private static final byte BUFFERS = 0;
  private static final byte LAST_BUFFERS = 1;
  private static final byte PROCESS_SCAN = 2;
  private static final byte UNREADABLE = 3;
  private static final byte DUPLICATE = 4;
  private static final byte END_OF_TRACE = 5;
  private static final byte MISSING_SO_FAR = 6;

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
      throw new IOException(
          "Splits of version " + version + " were written by another version of etwflow.");
    }
    return read(new DataInputDeserializer(serialized));
  }

  private static void write(final EtlSplit split, final DataOutputView out) throws IOException {
    out.writeUTF(split.splitId());
    TraceSerializer.write(split.trace(), out);
    write(split.location(), out);
    StringValue.writeString(split.remark().duplicateOf(), out);
    StringValue.writeString(split.remark().note(), out);
    write(split.kind(), out);
    write(split.range(), out);
    write(split.times(), out);
  }

  private static void write(final SplitKind kind, final DataOutputView out) throws IOException {
    if (kind instanceof SplitKind.Buffers buffers) {
      out.writeByte(buffers.endsTrace() ? LAST_BUFFERS : BUFFERS);
    } else if (kind instanceof SplitKind.ProcessScan) {
      out.writeByte(PROCESS_SCAN);
    } else if (kind instanceof SplitKind.Unreadable unreadable) {
      out.writeByte(UNREADABLE);
      StringValue.writeString(unreadable.problem(), out);
      out.writeBoolean(unreadable.isStorageError());
    } else if (kind instanceof SplitKind.Duplicate duplicate) {
      out.writeByte(DUPLICATE);
      StringValue.writeString(duplicate.duplicateOf(), out);
    } else if (kind instanceof SplitKind.EndOfTrace) {
      out.writeByte(END_OF_TRACE);
    } else {
      out.writeByte(MISSING_SO_FAR);
    }
  }

  private static SplitKind readKind(final DataInputView in) throws IOException {
    final byte kind = in.readByte();
    return switch (kind) {
      case BUFFERS -> new SplitKind.Buffers(false);
      case LAST_BUFFERS -> new SplitKind.Buffers(true);
      case PROCESS_SCAN -> new SplitKind.ProcessScan();
      case UNREADABLE -> new SplitKind.Unreadable(StringValue.readString(in), in.readBoolean());
      case DUPLICATE -> new SplitKind.Duplicate(StringValue.readString(in));
      case END_OF_TRACE -> new SplitKind.EndOfTrace();
      case MISSING_SO_FAR -> new SplitKind.MissingSoFar();
      default -> throw new IOException("unknown kind of split: " + kind);
    };
  }

  private static void write(final BufferRange range, final DataOutputView out) throws IOException {
    out.writeLong(range.offset());
    out.writeLong(range.resumeOffset());
    out.writeLong(range.end());
    out.writeBoolean(range.startsAtCut());
    out.writeBoolean(range.cuts() != null);
    if (range.cuts() != null) {
      out.writeLong(range.cuts().stride());
      out.writeInt(range.cuts().bufferSize());
    }
  }

  private static BufferRange readRange(final DataInputView in) throws IOException {
    return new BufferRange(
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readBoolean(),
        in.readBoolean() ? new Cuts(in.readLong(), in.readInt()) : null);
  }

  private static void write(final SplitTimes times, final DataOutputView out) throws IOException {
    writeLongs(times.bounds().offsets(), out);
    writeLongs(times.bounds().times(), out);
    out.writeBoolean(times.reached().isPresent());
    out.writeLong(times.reached().orElse(0));
    out.writeLong(times.boundOfRest());
  }

  private static SplitTimes readTimes(final DataInputView in) throws IOException {
    final LowerBounds bounds = new LowerBounds(readLongs(in), readLongs(in));
    final boolean isHandedOut = in.readBoolean();
    final long reached = in.readLong();
    return new SplitTimes(
        bounds, isHandedOut ? OptionalLong.of(reached) : OptionalLong.empty(), in.readLong());
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
        readLocation(in),
        new TraceRemark(StringValue.readString(in), StringValue.readString(in)),
        readKind(in),
        readRange(in),
        readTimes(in));
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
