package org.etwflow.traces;

/** Chooses the fault of each buffer of a trace; called once per buffer, when a CPU takes it. */
@FunctionalInterface
public interface BufferFaults {

  /**
   * The fault of a buffer.
   *
   * @param sequenceNumber the buffer's SequenceNumber, from 1 (0 is the log header's buffer, which
   *     is never faulty)
   */
  BufferFault faultOf(long sequenceNumber);
}
