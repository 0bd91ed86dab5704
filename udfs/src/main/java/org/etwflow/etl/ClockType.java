package org.etwflow.etl;

import org.apache.flink.annotation.PublicEvolving;

/** What a session's timestamps count: {@code ReservedFlags} of the log header, 1, 2 and 3. */
@PublicEvolving
public enum ClockType {
  /** The performance counter, {@code PerfFreq} ticks a second. */
  QPC,
  /** The system time, in 100 ns. */
  SYSTEM_TIME,
  /** Processor cycles, {@code CpuSpeedInMHz} million a second. */
  CPU_CYCLES
}
