package org.etwflow.source.split;

import org.apache.flink.annotation.Internal;

/** What a reader does with a split. */
@Internal
public sealed interface SplitKind {

  /** Whether a reader reports the end of the trace when it has read the split. */
  default boolean endsTrace() {
    return false;
  }

  /**
   * A range of buffers, read for their events.
   *
   * @param endsTrace whether the range ends where the trace does, as far as is known
   */
  record Buffers(boolean endsTrace) implements SplitKind {}

  /** A range of buffers, read for processes alone: nothing is emitted. */
  record ProcessScan() implements SplitKind {}

  /**
   * A trace that cannot be read: the enumerator, which emits nothing, has a reader report it.
   *
   * @param problem why it cannot be read
   */
  record Unreadable(String problem) implements SplitKind {
    @Override
    public boolean endsTrace() {
      return true;
    }
  }

  /**
   * A trace that is not read, since another one holds all of its records.
   *
   * @param duplicateOf path of the other one
   */
  record LeftOut(String duplicateOf) implements SplitKind {
    @Override
    public boolean endsTrace() {
      return true;
    }
  }

  /** The end of a trace whose buffers are all in other splits. */
  record EndOfTrace() implements SplitKind {
    @Override
    public boolean endsTrace() {
      return true;
    }
  }

  /** A report of what is missing by now of a trace that is followed: no buffer is read. */
  record MissingSoFar() implements SplitKind {}
}
