package org.etwflow.serialization;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.base.TypeSerializerSingleton;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Base of stateless serializers for objects of variable size. By default it creates a new object
 * for every read; a subclass may fill the reused one instead.
 *
 * @param <T> type of the objects
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
