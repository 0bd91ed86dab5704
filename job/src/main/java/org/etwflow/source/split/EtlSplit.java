package org.etwflow.source.split;

import org.apache.flink.api.connector.source.SourceSplit;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.Trace;

/**
 * A range of buffers of one trace, with all that is needed to read it alone.
 *
 * @param splitId unique in a run
 * @param trace the file and its log header
 * @param offset where the first buffer begins that is still to be read
 * @param end where the range ends; {@link BufferReader#TO_END_OF_STREAM} for a .gz or .zip
 * @param problem why the trace cannot be read, for a person; null if it can. A split with one is
 *     how the enumerator, which emits nothing, has its readers tell
 */
public record EtlSplit(String splitId, Trace trace, long offset, long end, String problem)
    implements SourceSplit {

  /** A range of buffers. */
  public static EtlSplit ofRange(final Trace trace, final long offset, final long end) {
    return new EtlSplit(trace.path() + '@' + offset, trace, offset, end, null);
  }

  /** A trace that cannot be read. */
  public static EtlSplit unreadable(final Trace trace, final String problem) {
    return new EtlSplit(trace.path() + "@0", trace, 0, trace.octets(), problem);
  }

  EtlSplit startingAt(final long newOffset) {
    return new EtlSplit(splitId, trace, newOffset, end, problem);
  }
}
