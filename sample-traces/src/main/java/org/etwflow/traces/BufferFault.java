package org.etwflow.traces;

/** Damage done to one buffer on its way to the file. */
public enum BufferFault {
  NONE,
  /** A record near the middle of the buffer has a broken header: the rest of the buffer is lost. */
  DAMAGED_RECORD,
  /** The buffer header is overwritten with noise: the whole buffer is lost. */
  DAMAGED_HEADER,
  /** The compressed bytes are invalid LZ77: the whole buffer is lost. Compressed files only. */
  DAMAGED_PACKING,
  /** The buffer is never written: its sequence number is missing and BuffersLost counts it. */
  LOST
}
