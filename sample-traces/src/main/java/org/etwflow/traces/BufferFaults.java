package org.etwflow.traces;

/** The faults of a trace, by buffer. Asked once for each buffer, when a CPU takes it. */
@FunctionalInterface
public interface BufferFaults {

  /**
   * What befalls a buffer.
   *
   * @param sequenceNumber the buffer's SequenceNumber, from 1 (0 is the log header's buffer, which
   *     nothing befalls)
   */
  BufferFault faultOf(long sequenceNumber);
}
