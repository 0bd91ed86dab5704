package org.etwflow.etl;

import org.apache.flink.annotation.PublicEvolving;

/** Condition of a range of a trace file: of one buffer, or of bytes without a readable buffer. */
@PublicEvolving
public enum BufferCondition {
  /** A whole buffer. */
  WHOLE("whole"),
  /** The file ends inside this buffer; its records up to there are read if it is uncompressed. */
  TRUNCATED("cut off by the end of the file"),
  /** The buffer header is damaged; skipped up to the next plausible header. */
  DAMAGED_HEADER("damaged buffer header"),
  /** The compressed bytes do not decompress to the size in the intact buffer header. */
  DAMAGED_COMPRESSION("damaged compression"),
  /** The buffer is compressed by an unsupported method. */
  OTHER_COMPRESSION("compressed by another method (XPRESS Huffman)"),
  /** The buffer would decompress to more than the allowed multiple of its size. */
  EXCESSIVE_EXPANSION("expansion beyond the limit"),
  /** Zeros: the unused tail of a preallocated file, or a hole if buffers follow. */
  UNUSED("zeros in place of a buffer"),
  /** The file, or its rest from here on, cannot be read. */
  UNREADABLE("unreadable"),
  /**
   * The file, or its rest from here on, was skipped because its file system failed. It may be
   * intact.
   */
  STORAGE_ERROR("skipped because of an error of the file system"),
  /** The whole trace is left out because another input holds all of its records. */
  DUPLICATE("left out"),
  /**
   * Marks the end of a followed trace. A partial buffer behind it is not read: the session or copy
   * may never complete it.
   */
  END_OF_TRACE("the end of the trace"),

  /** Report of the buffers that a followed session lacks so far; it covers no part of the file. */
  SESSION_SO_FAR("what is missing of a session so far"),
  /** Marks the end of a session; the log header of another session follows. */
  END_OF_SESSION("the end of a session");

  private final String text;

  BufferCondition(final String text) {
    this.text = text;
  }

  /** Whether this marks the end of a trace or session and not a range of the file. */
  public boolean isEnd() {
    return this == END_OF_TRACE || this == END_OF_SESSION;
  }

  /** Whether bytes of the file were read for it; if not, it reports bytes that are left out. */
  public boolean isRead() {
    return switch (this) {
      case WHOLE,
          TRUNCATED,
          DAMAGED_HEADER,
          DAMAGED_COMPRESSION,
          OTHER_COMPRESSION,
          EXCESSIVE_EXPANSION,
          UNUSED ->
          true;
      case UNREADABLE, STORAGE_ERROR, DUPLICATE, END_OF_TRACE, SESSION_SO_FAR, END_OF_SESSION ->
          false;
    };
  }

  /** Short description for messages. */
  public String text() {
    return text;
  }
}
