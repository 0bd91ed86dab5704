package org.etwflow.process;

import java.io.IOException;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.EtlDeserializationSchema;
import org.jspecify.annotations.Nullable;

/**
 * A schema that receives the processes of the machine that recorded a buffer.
 *
 * @param <T> type of the elements
 */
@PublicEvolving
public interface ProcessAwareSchema<T> extends EtlDeserializationSchema<T> {

  /**
   * Deserializes the elements of one buffer.
   *
   * @param buffer owned by the source; valid during this call only
   * @param processes the processes of the trace's machine, immutable; null unless the source was
   *     built with processes
   * @param out receives the elements, as in {@link EtlDeserializationSchema}
   */
  void deserialize(EtlBuffer buffer, @Nullable ProcessTable processes, Collector<T> out)
      throws IOException;

  @Override
  default void deserialize(final EtlBuffer buffer, final Collector<T> out) throws IOException {
    deserialize(buffer, null, out);
  }
}
