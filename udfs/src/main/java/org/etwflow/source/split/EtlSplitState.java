package org.etwflow.source.split;

import java.util.Collection;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;
import org.etwflow.process.BoundedProcessObservations;
import org.etwflow.process.ProcessObservation;

/** How far a reader has come in a split: the next buffer is the unit of checkpointing. */
@Internal
public final class EtlSplitState {

  private final EtlSplit split;
  private Trace trace;
  private long offset;
  private long resumeOffset;
  private boolean isEndReported;
  private final BoundedProcessObservations facts = new BoundedProcessObservations();

  /** At the start of a split, or where a checkpoint left it. */
  public EtlSplitState(final EtlSplit split) {
    this.split = split;
    this.trace = split.trace();
    this.offset = split.offset();
    this.resumeOffset = split.resumeOffset();
  }

  /** A buffer was emitted: the next one is next. */
  public void advancePast(final EtlBuffer buffer) {
    switch (buffer.condition()) {
      case END_OF_TRACE -> isEndReported = true;
      case SESSION_SO_FAR -> {}
      case END_OF_SESSION -> {
        trace = buffer.trace().withoutHeader(buffer.offset());
        resumeOffset = buffer.offset();
      }
      default -> {
        trace = buffer.trace();
        offset = buffer.offset() + buffer.storedSize();
        resumeOffset = buffer.resumeOffset();
      }
    }
  }

  /** No record is earlier that is still to be emitted of this split: FILETIME. */
  public long lowerBoundOfRest() {
    return split.bounds().from(offset);
  }

  /**
   * No record is earlier that is still to be emitted, of this split or of any that no reader has,
   * unless it is late: FILETIME, {@code Long.MAX_VALUE} if there are none.
   */
  public long lowerBound() {
    final long ofRecords = Math.min(lowerBoundOfRest(), split.boundOfRest());
    return Math.max(ofRecords, split.timeReached());
  }

  /** Whether nothing is to be emitted of it: what it tells of processes is to be kept. */
  public boolean isScan() {
    return split.isScan();
  }

  /** Keeps what the split tells of a process. */
  public void keep(final ProcessObservation fact) {
    facts.add(fact);
  }

  /** What a scan found. */
  public Collection<ProcessObservation> facts() {
    return facts.all();
  }

  /** What is left of the split. */
  public EtlSplit toSplit() {
    return isEndReported
        ? split.finished()
        : split.startingAt(trace, split.range().startingAt(offset, resumeOffset));
  }
}
