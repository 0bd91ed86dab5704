package org.etwflow.source.enumerator;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.io.SimpleVersionedSerialization;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.EtlSplitSerializer;

/** The form of the enumerator's state in checkpoints. */
public final class EtlEnumeratorStateSerializer
    implements SimpleVersionedSerializer<EtlEnumeratorState> {

  private static final int VERSION = 1;
  private static final int TYPICAL_SIZE = 4096;

  private final EtlSplitSerializer splitSerializer = new EtlSplitSerializer();

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(final EtlEnumeratorState state) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(TYPICAL_SIZE);
    out.writeBoolean(state.planned());
    out.writeInt(state.pending().size());
    for (final EtlSplit split : state.pending()) {
      SimpleVersionedSerialization.writeVersionAndSerialize(splitSerializer, split, out);
    }
    return out.getCopyOfBuffer();
  }

  @Override
  public EtlEnumeratorState deserialize(final int version, final byte[] serialized)
      throws IOException {
    if (version != VERSION) {
      throw new IOException("Enumerator state of version " + version + " is of a newer etwflow.");
    }
    final DataInputDeserializer in = new DataInputDeserializer(serialized);
    final boolean planned = in.readBoolean();
    final int count = in.readInt();
    final List<EtlSplit> pending = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      pending.add(SimpleVersionedSerialization.readVersionAndDeSerialize(splitSerializer, in));
    }
    return new EtlEnumeratorState(planned, pending);
  }
}
