package org.etwflow.traces;

/** Clock of a session's timestamps: ReservedFlags of the log header. */
public enum SessionClock {
  /** The performance counter, with its own frequency. */
  QPC(1),
  /** FILETIME: 100 ns since 1601-01-01 UTC. */
  SYSTEM_TIME(2),
  /** The processor's cycle counter, at CpuSpeedInMHz. */
  CPU_CYCLES(3);

  private final int code;

  SessionClock(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
