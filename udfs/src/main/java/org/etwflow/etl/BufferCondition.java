package org.etwflow.etl;

/** In what condition a stretch of a trace file was found: one buffer, or what stands for some. */
public enum BufferCondition {
  /** A whole buffer. */
  WHOLE("whole"),
  /** The file ends inside this buffer: its records up to there are kept, if it is uncompressed. */
  TORN("cut off by the end of the file"),
  /** What should be a buffer's header is none: skipped to the next one that can be. */
  DAMAGED_HEADER("damaged buffer header"),
  /** The header is whole, but the compressed bytes do not decompress to the size it says. */
  DAMAGED_COMPRESSION("damaged compression"),
  /** The buffer is compressed by a method that is not read here. */
  OTHER_COMPRESSION("compressed by another method (XPRESS Huffman)"),
  /** The buffer would decompress to more than the allowed multiple of its size. */
  EXCESSIVE_EXPANSION("expansion beyond the limit"),
  /** Zeros: the unused tail of a preallocated file, or a hole if buffers follow it. */
  UNUSED("zeros in place of a buffer"),
  /** The file, or the rest of it from here, cannot be read at all. */
  UNREADABLE("unreadable"),
  /** A trace that is not read, since another one of the inputs holds all of its records. */
  LEFT_OUT("left out"),
  /**
   * All whole buffers of a trace that was followed stand before here. What stands behind is not
   * read: a part of a buffer, which the session or a copy may never complete.
   */
  END_OF_TRACE("the end of the trace"),

  /** What is missing by now of a session that is followed: no stretch of its file. */
  SESSION_SO_FAR("what is missing of a session so far"),
  /** All buffers of a session stand before here; the log header of another one follows. */
  END_OF_SESSION("the end of a session");

  private final String text;

  BufferCondition(final String text) {
    this.text = text;
  }

  /** Whether this is no stretch of the file, but what separates a session from what follows it. */
  public boolean isEnd() {
    return this == END_OF_TRACE || this == END_OF_SESSION;
  }

  /** A few words for messages. */
  public String text() {
    return text;
  }
}
