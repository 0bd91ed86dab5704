package org.etwflow.source.split;

import org.apache.flink.annotation.Internal;

/** Kind of a split, which determines what a reader does with it. */
@Internal
public sealed interface SplitKind {

  /** Whether the reader reports the end of the trace after the split. */
  default boolean endsTrace() {
    return false;
  }

  /**
   * Range of buffers, read for their events.
   *
   * @param endsTrace whether the range ends at the currently known end of the trace
   */
  record Buffers(boolean endsTrace) implements SplitKind {}

  /** Range of buffers, read only for processes: nothing is emitted. */
  record ProcessScan() implements SplitKind {}

  /**
   * Trace that cannot be read. A reader reports it, since the enumerator emits nothing.
   *
   * @param problem reason why it cannot be read
   * @param isStorageError whether the file system failed, so that the file may be intact
   */
  record Unreadable(String problem, boolean isStorageError) implements SplitKind {
    @Override
    public boolean endsTrace() {
      return true;
    }
  }

  /**
   * Trace that is not read, since another one contains all of its records.
   *
   * @param duplicateOf path of the other trace
   */
  record Duplicate(String duplicateOf) implements SplitKind {
    @Override
    public boolean endsTrace() {
      return true;
    }
  }

  /** End of a trace whose buffers are all in other splits. */
  record EndOfTrace() implements SplitKind {
    @Override
    public boolean endsTrace() {
      return true;
    }
  }

  /** Report of intervals missing so far in a followed trace: no buffer is read. */
  record MissingSoFar() implements SplitKind {}
}
