package org.etwflow.event;

import java.io.IOException;
import java.io.Serializable;
import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;

/**
 * Turns buffers into the elements that a source yields: the counterpart of Flink's {@code
 * DeserializationSchema} for a message that holds any number of elements.
 *
 * @param <T> type of the elements
 */
@PublicEvolving
public interface EtlDeserializationSchema<T> extends Serializable, ResultTypeQueryable<T> {

  /** Called once in each task, before the first buffer. */
  default void open(final InitializationContext context) throws Exception {}

  /**
   * Yields the elements of one buffer. Damage in it is no reason to throw: what cannot be read is
   * left out, and counted.
   *
   * @param buffer the source's own: valid during this call
   * @param out takes the elements; may be given the same mutable instance again and again, as Flink
   *     copies it between operators unless {@code pipeline.object-reuse} is on
   */
  void deserialize(EtlBuffer buffer, Collector<T> out) throws IOException;

  /**
   * The event time of an element that this schema yielded.
   *
   * @return milliseconds since 1970-01-01 UTC, or {@code TimestampAssigner.NO_TIMESTAMP}
   */
  long timestampMillis(T element);
}
