package org.etwflow.source.config;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.Trace;

/**
 * How large splits are: a part of their trace, within limits.
 *
 * <p>The more parts, the less of each trace is open at once where many of one time are read:
 * windows close early, and little of them is held. The larger a part, the less handing it out
 * matters.
 *
 * @param smallest bytes
 * @param largest bytes
 */
@Internal
public record SplitSize(long smallest, long largest) implements Serializable {

  /** For any number of traces of any size. */
  public static final SplitSize BY_TRACE = new SplitSize(4 << 20, 64 << 20);

  private static final int PARTS = 32;

  /**
   * The same for all traces.
   *
   * @param octets at least 1
   */
  public static SplitSize of(final long octets) {
    return new SplitSize(octets, octets);
  }

  /** Bytes. */
  public long of(final Trace trace) {
    return Math.max(smallest, Math.min(largest, trace.octets() / PARTS));
  }
}
