package org.etwflow.etl;

import org.apache.flink.annotation.PublicEvolving;

/** Clock of a session's timestamps: {@code ReservedFlags} 1, 2 and 3 of the log header. */
@PublicEvolving
public enum ClockType {
  /** The performance counter, {@code PerfFreq} ticks per second. */
  QPC,
  /** The system time, in 100 ns. */
  SYSTEM_TIME,
  /** Processor cycles, {@code CpuSpeedInMHz} million per second. */
  CPU_CYCLES
}
