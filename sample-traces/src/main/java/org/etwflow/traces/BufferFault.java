package org.etwflow.traces;

/** What befalls one buffer on its way to the file. */
public enum BufferFault {
  NONE,
  /** A record about the middle of the buffer has a broken header: the rest is lost. */
  DAMAGED_RECORD,
  /** The buffer's header is noise: the whole buffer is lost. */
  DAMAGED_HEADER,
  /** The compressed bytes are no valid LZ77: the whole buffer is lost. Compressed files only. */
  DAMAGED_PACKING,
  /**
   * The buffer never reaches the file; its sequence number is missing and BuffersLost counts it.
   */
  LOST
}
