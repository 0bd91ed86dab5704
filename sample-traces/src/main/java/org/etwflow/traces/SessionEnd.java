package org.etwflow.traces;

/** How a session ends. */
public enum SessionEnd {
  /** Stopped: every CPU's buffer is flushed and the log header completed. */
  STOPPED,
  /** Killed: what stood in buffers is gone, EndTime and BuffersWritten stay 0. */
  KILLED,
  /** Killed while the last buffer was being written: the file ends within a record of it. */
  TORN,
  /**
   * Stopped, but only a part of the file was copied: it ends within a record of the last buffer.
   */
  CUT
}
