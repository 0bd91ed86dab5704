package org.etwflow.event;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;

/**
 * Deserializes buffers into the elements that a source emits: the counterpart of Flink's {@code
 * DeserializationSchema} for messages with any number of elements.
 *
 * @param <T> type of the elements
 */
@PublicEvolving
public interface EtlDeserializationSchema<T> extends Serializable, ResultTypeQueryable<T> {

  /** Initializes the schema; called once in each task, before the first buffer. */
  default void open(final InitializationContext context) throws Exception {}

  /**
   * Deserializes the elements of one buffer. Malformed records are left out and counted; they do
   * not cause an exception.
   *
   * @param buffer owned by the source; valid during this call only
   * @param out receives the elements. The schema may pass the same mutable instance each time, as
   *     Flink copies it between operators unless {@code pipeline.object-reuse} is on
   */
  void deserialize(EtlBuffer buffer, Collector<T> out) throws IOException;

  /**
   * Event time of an element emitted by this schema.
   *
   * @return milliseconds since 1970-01-01 UTC, or {@code TimestampAssigner.NO_TIMESTAMP}
   */
  long timestampMillis(T element);
}
