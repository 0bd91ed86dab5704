package org.etwflow.process;

import org.apache.flink.annotation.Internal;

/**
 * What a record of a trace tells of a process. That two sessions, or two copies of a trace, tell it
 * makes it no other fact.
 *
 * @param host the machine of the trace, or null if all traces are of one machine
 * @param traceStart when the session began that recorded it: FILETIME
 * @param kind what it tells
 * @param processId uint32
 * @param time when it was recorded: FILETIME
 * @param imageName file name of the program, without its folder; empty if it is not told
 * @param service the service that a {@code svchost.exe} was started for, or null
 */
@Internal
public record ProcessObservation(
    String host,
    long traceStart,
    Kind kind,
    long processId,
    long time,
    String imageName,
    String service) {

  /** What can be told of a process. */
  public enum Kind {
    /** It starts. */
    START,
    /** It was running when the session began. */
    DC_START,
    /** It is running when the session ends. */
    DC_END,
    /** It ends. */
    END
  }
}
