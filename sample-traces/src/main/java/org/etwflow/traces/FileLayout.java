package org.etwflow.traces;

/** How the buffers of a session lie in its file. */
public enum FileLayout {
  /** One after another, each of the session's buffer size. */
  SEQUENTIAL(0x0000_0001),
  /** A ring: when it is full, a new buffer takes the place of the oldest one. */
  CIRCULAR(0x0000_0002),
  /** Compressed and packed without gaps, as a merged trace is (relogged, sequential). */
  COMPRESSED(0x0401_0001);

  private final int logFileMode;

  FileLayout(int logFileMode) {
    this.logFileMode = logFileMode;
  }

  int logFileMode() {
    return logFileMode;
  }
}
