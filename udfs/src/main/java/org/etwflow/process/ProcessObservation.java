package org.etwflow.process;

import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * A recorded fact about a process. The same record in two copies of a trace is one observation.
 *
 * @param host the machine of the trace, or null if hosts are not distinguished
 * @param traceStart start of the recording session: FILETIME
 * @param kind type of the record
 * @param processId uint32
 * @param time timestamp of the record: FILETIME
 * @param imageName file name of the program, without its folder; empty if unknown
 * @param service the service of a {@code svchost.exe}, or null
 */
@Internal
public record ProcessObservation(
    @Nullable String host,
    long traceStart,
    Kind kind,
    long processId,
    long time,
    String imageName,
    @Nullable String service) {

  /** Types of process records; the order is that of records with equal times. */
  public enum Kind {
    /** The process starts. */
    START,
    /** The process was running when the session began (rundown). */
    DC_START,
    /** The process is running when the session ends (rundown). */
    DC_END,
    /** The process ends. */
    END
  }
}
