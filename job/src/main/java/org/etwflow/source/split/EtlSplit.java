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
 * @param bounds how early its records can be
 * @param boundOfRest how early the records can be of all splits that no reader had when this one
 *     was handed out: FILETIME, {@code Long.MAX_VALUE} if there are none. It can only have risen
 *     since: splits are handed out in the order of their bounds
 * @param problem why the trace cannot be read, for a person; null if it can. A split with one is
 *     how the enumerator, which emits nothing, has its readers tell
 */
public record EtlSplit(
    String splitId,
    Trace trace,
    long offset,
    long end,
    LowerBounds bounds,
    long boundOfRest,
    String problem)
    implements SourceSplit {

  private static final long NOT_HANDED_OUT = 0;

  /** A range of buffers whose times are not known. */
  public static EtlSplit ofRange(final Trace trace, final long offset, final long end) {
    return ofRange(trace, offset, end, LowerBounds.UNKNOWN);
  }

  /** A range of buffers. */
  public static EtlSplit ofRange(
      final Trace trace, final long offset, final long end, final LowerBounds bounds) {
    return new EtlSplit(
        trace.path() + '@' + offset, trace, offset, end, bounds, NOT_HANDED_OUT, null);
  }

  /** A trace that cannot be read. */
  public static EtlSplit unreadable(final Trace trace, final String problem) {
    return new EtlSplit(
        trace.path() + "@0",
        trace,
        0,
        trace.octets(),
        LowerBounds.NO_RECORDS,
        NOT_HANDED_OUT,
        problem);
  }

  /** The same split, as it is handed out. */
  public EtlSplit withBoundOfRest(final long time) {
    return new EtlSplit(splitId, trace, offset, end, bounds, time, problem);
  }

  EtlSplit startingAt(final long newOffset) {
    return new EtlSplit(splitId, trace, newOffset, end, bounds, boundOfRest, problem);
  }

  /** No record that it still holds is earlier: FILETIME. */
  public long lowerBound() {
    return bounds.from(offset);
  }
}
