package org.etwflow.serialization;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSchemaCompatibility;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Snapshot of a serializer without state whose form has a version: objects of another version are
 * refused.
 *
 * @param <T> what the serializer writes
 */
public abstract class VersionedSnapshot<T> implements TypeSerializerSnapshot<T> {

  private final int version;
  private final String what;
  private final TypeSerializer<T> serializer;

  /**
   * A snapshot.
   *
   * @param version of the form
   * @param what the objects are, in a message
   */
  protected VersionedSnapshot(
      final int version, final String what, final TypeSerializer<T> serializer) {
    this.version = version;
    this.what = what;
    this.serializer = serializer;
  }

  @Override
  public final int getCurrentVersion() {
    return version;
  }

  @Override
  public final void writeSnapshot(final DataOutputView out) {
    // Flink writes the version, and there is nothing else.
  }

  @Override
  public final void readSnapshot(
      final int readVersion, final DataInputView in, final ClassLoader classLoader)
      throws IOException {
    if (readVersion != version) {
      throw new IOException(what + " of another version of etwflow: " + readVersion);
    }
  }

  @Override
  public final TypeSerializer<T> restoreSerializer() {
    return serializer;
  }

  @Override
  public final TypeSerializerSchemaCompatibility<T> resolveSchemaCompatibility(
      final TypeSerializerSnapshot<T> old) {
    return old.getClass() == getClass()
        ? TypeSerializerSchemaCompatibility.compatibleAsIs()
        : TypeSerializerSchemaCompatibility.incompatible();
  }
}
