package org.etwflow.source.config;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.Trace;

/**
 * Size of splits: a fraction of their trace, within limits.
 *
 * <p>Smaller splits let more traces of the same time progress together: windows close earlier, and
 * less of them is in memory. Larger splits reduce the cost of assigning them.
 *
 * @param smallest minimum in bytes
 * @param largest maximum in bytes
 * @param ofStream size in bytes for files on object stores, where each split costs a request
 *     without an end: the store serves some megabytes beyond it
 */
@Internal
public record SplitSize(long smallest, long largest, long ofStream) implements Serializable {

  /** Default for any number of traces of any size. */
  public static final SplitSize BY_TRACE = new SplitSize(4 << 20, 64 << 20, 256 << 20);

  private static final int PARTS = 32;

  /**
   * Returns the same size for all traces.
   *
   * @param bytes size in bytes, at least 1
   */
  public static SplitSize of(final long bytes) {
    return new SplitSize(bytes, bytes, bytes);
  }

  /** Returns the size of the splits of a trace in bytes. */
  public long of(final Trace trace) {
    return Math.max(smallest, Math.min(largest, trace.size() / PARTS));
  }
}
