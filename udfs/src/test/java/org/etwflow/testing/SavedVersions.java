package org.etwflow.testing;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Snapshots of serializers as other versions of this program may have saved them. */
public final class SavedVersions {

  private SavedVersions() {}

  /** Restores a serializer from a snapshot that consists of its version alone. */
  public static <T> TypeSerializerSnapshot<T> restore(
      final TypeSerializer<T> serializer, final int version) throws IOException {
    final DataOutputSerializer out = new DataOutputSerializer(64);
    out.writeUTF(serializer.snapshotConfiguration().getClass().getName());
    out.writeInt(version);
    return TypeSerializerSnapshot.readVersionedSnapshot(
        new DataInputDeserializer(out.getCopyOfBuffer()), SavedVersions.class.getClassLoader());
  }
}
