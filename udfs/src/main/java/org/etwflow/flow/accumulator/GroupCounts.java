package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Details that a statistics group counts for one key besides integers: a histogram, distinct
 * elements, or times.
 *
 * @param <C> the implementing class
 */
interface GroupCounts<C extends GroupCounts<C>> {

  /** Adds the events of a batch from one position to another, exclusive. */
  void add(EventBatch events, int from, int to);

  /**
   * Merges the counts of another key or task, which are not modified.
   *
   * @return false if the two cannot be merged: this object must not be used any more
   */
  boolean merge(C other);

  /** Releases data that is kept only for events between those already added. */
  default void close() {}

  /** Writes the counts, to be {@linkplain #read read}. */
  void write(DataOutputView out) throws IOException;

  /** Reads the counts into this object, which must be empty. */
  void read(DataInputView in) throws IOException;
}
