package org.etwflow.source.split;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Serializer of splits for checkpoints of readers and for assignment to readers. */
@Internal
public final class EtlSplitSerializer implements SimpleVersionedSerializer<EtlSplit> {

  private static final int VERSION = 9;
  private static final int TYPICAL_SIZE = 256;

  @Override
  public int getVersion() {
    return VERSION;
  }

  @Override
  public byte[] serialize(final EtlSplit split) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(TYPICAL_SIZE);
    new SplitEncoder(out).write(split);
    return out.getCopyOfBuffer();
  }

  @Override
  public EtlSplit deserialize(final int version, final byte[] serialized) throws IOException {
    if (version != VERSION) {
      throw new IOException(
          "Splits of version " + version + " were written by another version of etwflow.");
    }
    return new SplitDecoder(new DataInputDeserializer(serialized)).read();
  }
}
