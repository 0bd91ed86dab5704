package org.etwflow.source.split;

import java.util.Collection;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;
import org.etwflow.process.BoundedProcessObservations;
import org.etwflow.process.ProcessObservation;

/** Progress of a reader in a split. The unit of checkpointing is a buffer. */
@Internal
public final class EtlSplitState {

  private final EtlSplit split;
  private Trace trace;
  private long offset;
  private long resumeOffset;
  private boolean isEndReported;
  private final BoundedProcessObservations facts = new BoundedProcessObservations();

  /** Creates the state of a split, new or restored. */
  public EtlSplitState(final EtlSplit split) {
    this.split = split;
    this.trace = split.trace();
    this.offset = split.offset();
    this.resumeOffset = split.resumeOffset();
  }

  /** Advances past an emitted buffer. */
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

  /** Lower bound of the remaining records of this split: FILETIME. */
  public long lowerBoundOfRest() {
    return split.bounds().from(offset);
  }

  /**
   * Lower bound of the remaining records of this split and of all unassigned ones, except late
   * ones: FILETIME, {@code Long.MAX_VALUE} if there are none.
   */
  public long lowerBound() {
    final long ofRecords = Math.min(lowerBoundOfRest(), split.boundOfRest());
    return Math.max(ofRecords, split.timeReached());
  }

  /**
   * Number of bytes of the file that are not read yet. A packed file counts as a whole until its
   * end: the share of it that is read is unknown.
   */
  public long remainingBytes() {
    if (!split.hasBuffers()) {
      return 0;
    }
    return split.end() == BufferReader.TO_END_OF_STREAM
        ? split.trace().size()
        : Math.max(0, split.end() - offset);
  }

  /** Whether the split is scanned for processes: nothing is emitted. */
  public boolean isScan() {
    return split.isScan();
  }

  /** Adds an observation of a process. */
  public void keep(final ProcessObservation fact) {
    facts.add(fact);
  }

  /** Observations of the scan. */
  public Collection<ProcessObservation> facts() {
    return facts.all();
  }

  /** Returns the remainder of the split. */
  public EtlSplit toSplit() {
    return isEndReported
        ? split.finished()
        : split.startingAt(trace, split.range().startingAt(offset, resumeOffset));
  }
}
