package org.etwflow.filter;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;
import org.etwflow.event.SendIPV4;
import org.etwflow.process.ProcessInstance;
import org.jspecify.annotations.Nullable;

/**
 * Filter of the sends to count: a send must match every component.
 *
 * @param local selection of local addresses
 * @param remote selection of remote addresses
 * @param ports selection of ports; a port matches either end of a send
 * @param processes selection of processes
 * @param from start of the time range: FILETIME, inclusive
 * @param to end of the time range: FILETIME, exclusive
 */
@Internal
public record SendFilter(
    Selection local,
    Selection remote,
    Selection ports,
    ProcessSelection processes,
    long from,
    long to)
    implements Serializable {

  /** Value of {@link #from} for a time range without a start. */
  public static final long NO_START = Long.MIN_VALUE;

  /** Value of {@link #to} for a time range without an end. */
  public static final long NO_END = Long.MAX_VALUE;

  /** Matches every send. */
  public static final SendFilter ALL =
      new SendFilter(
          Selection.ALL, Selection.ALL, Selection.ALL, ProcessSelection.ALL, NO_START, NO_END);

  /**
   * Checks the time range.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public SendFilter {
    if (from >= to) {
      throw new IllegalArgumentException("empty time range: from " + from + " to " + to);
    }
  }

  /** Whether every send matches, so that sends need no check. */
  public boolean isAll() {
    return equals(ALL);
  }

  /**
   * Whether a send matches. Allocates nothing.
   *
   * @param process the process of the send; null if unknown, or if {@link
   *     ProcessSelection#needsNames} is false
   */
  public boolean matches(final SendIPV4 send, final @Nullable ProcessInstance process) {
    return send.time >= from
        && send.time < to
        && remote.matches(send.daddr)
        && local.matches(send.saddr)
        && ports.matchesEither(send.sport, send.dport)
        && processes.matches(send.PID, process);
  }
}
