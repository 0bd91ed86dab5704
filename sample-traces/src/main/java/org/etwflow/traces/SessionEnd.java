package org.etwflow.traces;

/** How a session ends. */
public enum SessionEnd {
  /** Stopped: the buffers of all CPUs are flushed and the log header is completed. */
  STOPPED,
  /** Killed: the current buffers are lost, EndTime and BuffersWritten stay 0. */
  KILLED,
  /** Killed while writing the last buffer: the file ends within one of its records. */
  TRUNCATED,
  /** Stopped, but copied only in part: the file ends within a record of its last buffer. */
  PARTIAL_COPY
}
