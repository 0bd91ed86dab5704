package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * What a group counts of the sends of one key besides integers: a histogram, distinct elements,
 * times.
 *
 * @param <C> the implementation
 */
interface GroupCounts<C extends GroupCounts<C>> {

  /** Counts the sends of a batch from one place to another, exclusive. */
  void add(SendBatch sends, int from, int to);

  /**
   * Adds the counts of another key or task, which stay as they are.
   *
   * @return false if that is not possible: then these are of no use any more
   */
  boolean merge(C other);

  /** Gives up what is kept only for sends between those that are counted. */
  default void close() {}

  /** Writes the counts, to be {@linkplain #read read}. */
  void write(DataOutputView out) throws IOException;

  /** Reads the counts. Only where nothing is counted yet. */
  void read(DataInputView in) throws IOException;
}
