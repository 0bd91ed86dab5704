package org.etwflow.etl;

/** What a session's timestamps count: {@code ReservedFlags} of the log header. */
public enum ClockType {
  /** The performance counter, {@code PerfFreq} ticks a second. */
  QPC,
  /** The system time, in 100 ns. */
  SYSTEM_TIME,
  /** Processor cycles, {@code CpuSpeedInMHz} million a second. */
  CPU_CYCLES;

  /** What the log header has for it: 1, 2 and 3. */
  static ClockType ofReservedFlags(final long flags) throws EtlFormatException {
    if (flags < 1 || flags > values().length) {
      throw new EtlFormatException("the log header names an unknown clock (" + flags + ")");
    }
    return values()[(int) flags - 1];
  }
}
