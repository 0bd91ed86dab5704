package org.etwflow.process;

import java.io.IOException;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.event.EtlDeserializationSchema;

/**
 * A schema whose elements are about processes: it is given the processes of the machine that
 * recorded a buffer.
 *
 * @param <T> type of the elements
 */
@PublicEvolving
public interface ProcessAwareSchema<T> extends EtlDeserializationSchema<T> {

  /**
   * Yields the elements of one buffer.
   *
   * @param buffer the source's own: valid during this call
   * @param processes of the machine of the trace, immutable; null unless the source was built with
   *     processes
   * @param out takes the elements, as in {@link EtlDeserializationSchema}
   */
  void deserialize(EtlBuffer buffer, ProcessTable processes, Collector<T> out) throws IOException;

  @Override
  default void deserialize(final EtlBuffer buffer, final Collector<T> out) throws IOException {
    deserialize(buffer, null, out);
  }
}
