package org.etwflow.traces;

/** The Windows that records a trace: what differs in the file from one to the next. */
public enum WindowsBuild {
  WINDOWS_7(7601, 0x05010106, 156_001, false, 100, 8),
  WINDOWS_8(9200, 0x00020206, 156_250, true, 100, 8),
  WINDOWS_10(10586, 0x0501000a, 156_250, true, 10, 8),
  SERVER_2019(17763, 0x0501000a, 156_250, true, 10, 4);

  private final int number;
  private final int logFileVersion;
  private final int timerResolution;
  private final boolean processorIndex;
  private final int tickMillis;
  private final int connidSize;

  WindowsBuild(
      int number,
      int logFileVersion,
      int timerResolution,
      boolean processorIndex,
      int tickMillis,
      int connidSize) {
    this.number = number;
    this.logFileVersion = logFileVersion;
    this.timerResolution = timerResolution;
    this.processorIndex = processorIndex;
    this.tickMillis = tickMillis;
    this.connidSize = connidSize;
  }

  /** The build number, ProviderVersion of the log header. */
  public int number() {
    return number;
  }

  /** Length of the tick of startime and endtime, in milliseconds. */
  public int tickMillis() {
    return tickMillis;
  }

  /** Width of connid in a 64-bit trace, in bytes. Build 17763 writes 4 there too. */
  public int connidSize() {
    return connidSize;
  }

  int logFileVersion() {
    return logFileVersion;
  }

  /** In 100 ns. */
  int timerResolution() {
    return timerResolution;
  }

  /** Whether a buffer header holds a 16-bit processor index, as it does since Windows 8. */
  boolean hasProcessorIndex() {
    return processorIndex;
  }

  /** Windows 10 follows the log header's record with two more in the first buffer. */
  boolean extendsLogHeader() {
    return number >= WINDOWS_10.number;
  }
}
