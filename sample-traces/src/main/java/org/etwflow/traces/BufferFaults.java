package org.etwflow.traces;

/** The faults of a trace, by buffer. Must answer the same for the same number. */
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
