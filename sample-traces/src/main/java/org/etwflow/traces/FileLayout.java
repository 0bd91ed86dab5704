package org.etwflow.traces;

/** Layout of a session's buffers in its file. */
public enum FileLayout {
  /** Buffers of equal size, one after another. */
  SEQUENTIAL(0x0000_0001),
  /** A ring of buffers: once it is full, each new buffer overwrites the oldest one. */
  CIRCULAR(0x0000_0002),
  /** Compressed buffers without gaps, as in a merged trace (relogged, sequential). */
  COMPRESSED(0x0401_0001);

  private final int logFileMode;

  FileLayout(int logFileMode) {
    this.logFileMode = logFileMode;
  }

  int logFileMode() {
    return logFileMode;
  }
}
