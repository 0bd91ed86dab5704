package org.etwflow.source.enumerator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.process.ProcessObservation;
import org.etwflow.source.enumerator.FollowedTrace.Indexed;
import org.etwflow.source.enumerator.FollowedTrace.Seen;
import org.etwflow.source.enumerator.FollowedTrace.Stage;
import org.etwflow.source.event.SerializedObservations;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.SplitDecoder;
import org.etwflow.source.split.SplitEncoder;
import org.etwflow.source.split.TraceSerializer;

/** Serializer of the enumerator's state in checkpoints. */
@Internal
public final class EtlEnumeratorStateSerializer
    implements SimpleVersionedSerializer<EtlEnumeratorState> {

  private static final int VERSION = 5;
  private static final int TYPICAL_SIZE = 4096;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(final EtlEnumeratorState state) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(TYPICAL_SIZE);
    final SplitEncoder splits = new SplitEncoder(out);
    out.writeBoolean(state.planned());
    splits.write(state.pending());
    out.writeLong(state.timeReached());
    out.writeInt(state.followed().size());
    for (final FollowedTrace trace : state.followed()) {
      write(trace, out);
    }
    out.writeInt(state.foundTraces());
    write(state.scan(), splits, out);
    return out.getCopyOfBuffer();
  }

  @Override
  public EtlEnumeratorState deserialize(final int version, final byte[] serialized)
      throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "Enumerator state of version " + version + " was written by another version of etwflow.");
    }
    final DataInputDeserializer in = new DataInputDeserializer(serialized);
    final SplitDecoder splits = new SplitDecoder(in);
    final boolean planned = in.readBoolean();
    final List<EtlSplit> pending = splits.readAll();
    final long timeReached = in.readLong();
    final List<FollowedTrace> followed = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      followed.add(read(in));
    }
    return new EtlEnumeratorState(
        planned, pending, timeReached, followed, in.readInt(), readScan(splits, in));
  }

  private static void write(
      final ProcessScanState scan, final SplitEncoder splits, final DataOutputView out)
      throws IOException {
    splits.write(scan.unscanned());
    splits.write(scan.scanned());
    final List<SerializedObservations> chunks = SerializedObservations.chunks(scan.facts());
    out.writeInt(chunks.size());
    for (final SerializedObservations chunk : chunks) {
      chunk.write(out);
    }
  }

  private static ProcessScanState readScan(final SplitDecoder splits, final DataInputView in)
      throws IOException {
    final List<EtlSplit> unscanned = splits.readAll();
    final List<EtlSplit> scanned = splits.readAll();
    final List<ProcessObservation> facts = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      facts.addAll(SerializedObservations.readFrom(in).toList());
    }
    return new ProcessScanState(unscanned, scanned, facts);
  }

  private static void write(final FollowedTrace trace, final DataOutputView out)
      throws IOException {
    TraceSerializer.write(trace.trace(), out);
    out.writeLong(trace.seen().size());
    out.writeLong(trace.seen().modified());
    out.writeLong(trace.offset());
    out.writeLong(trace.buffers());
    out.writeLong(trace.latest());
    out.writeLong(trace.grown());
    out.writeUTF(trace.stage().name());
  }

  private static FollowedTrace read(final DataInputView in) throws IOException {
    return new FollowedTrace(
        TraceSerializer.read(in),
        new Seen(in.readLong(), in.readLong()),
        new Indexed(in.readLong(), in.readLong(), in.readLong()),
        in.readLong(),
        Stage.valueOf(in.readUTF()));
  }
}
