package org.etwflow.serialization;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A serializer without state, of objects that take more or fewer bytes and are made anew when they
 * are read, unless a subclass fills those it is given.
 *
 * @param <T> what it writes
 */
@Internal
public abstract class VariableLengthSerializer<T> extends TypeSerializerSingleton<T> {

  private static final long serialVersionUID = 1L;

  @Override
  public final int getLength() {
    return -1;
  }

  @Override
  public T copy(final T from, final T reuse) {
    return copy(from);
  }

  @Override
  public T deserialize(final T reuse, final DataInputView in) throws IOException {
    return deserialize(in);
  }

  @Override
  public final void copy(final DataInputView source, final DataOutputView target)
      throws IOException {
    serialize(deserialize(source), target);
  }
}
