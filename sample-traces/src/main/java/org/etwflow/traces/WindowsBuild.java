package org.etwflow.traces;

/** Windows versions with the properties in which their trace files differ. */
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

  /** Build number: ProviderVersion of the log header. */
  public int number() {
    return number;
  }

  /** Tick of startime and endtime, in milliseconds. */
  public int tickMillis() {
    return tickMillis;
  }

  /** Size of connid in a 64-bit trace, in bytes: 8, but 4 in build 17763. */
  public int connidSize() {
    return connidSize;
  }

  int logFileVersion() {
    return logFileVersion;
  }

  /** TimerResolution of the log header, in 100 ns. */
  int timerResolution() {
    return timerResolution;
  }

  /** Whether buffer headers hold a 16-bit processor index: since Windows 8. */
  boolean hasProcessorIndex() {
    return processorIndex;
  }

  /** Whether two more records follow the log header in the first buffer: since Windows 10. */
  boolean extendsLogHeader() {
    return number >= WINDOWS_10.number;
  }
}
