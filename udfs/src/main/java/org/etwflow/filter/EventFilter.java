package org.etwflow.filter;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;
import org.etwflow.event.NetworkEvent;
import org.etwflow.process.ProcessInstance;
import org.jspecify.annotations.Nullable;

/**
 * Filter of the events to count: an event must match every component.
 *
 * @param local selection of local addresses
 * @param remote selection of remote addresses
 * @param ports selection of ports; a port matches either end of an event
 * @param processes selection of processes
 * @param from start of the time range: FILETIME, inclusive
 * @param to end of the time range: FILETIME, exclusive
 */
@Internal
public record EventFilter(
    AddressSelection local,
    AddressSelection remote,
    PortSelection ports,
    ProcessSelection processes,
    long from,
    long to)
    implements Serializable {

  /** Value of {@link #from} for a time range without a start. */
  public static final long NO_START = Long.MIN_VALUE;

  /** Value of {@link #to} for a time range without an end. */
  public static final long NO_END = Long.MAX_VALUE;

  /** Matches every event. */
  public static final EventFilter ALL =
      new EventFilter(
          AddressSelection.ALL,
          AddressSelection.ALL,
          PortSelection.ALL,
          ProcessSelection.ALL,
          NO_START,
          NO_END);

  /**
   * Checks the time range.
   *
   * @throws IllegalArgumentException if it is empty
   */
  public EventFilter {
    if (from >= to) {
      throw new IllegalArgumentException("empty time range: from " + from + " to " + to);
    }
  }

  /** Whether every event matches, so that events need no check. */
  public boolean isAll() {
    return equals(ALL);
  }

  /**
   * Whether an event matches. Allocates nothing.
   *
   * @param process the process of the event; null if unknown, or if {@link
   *     ProcessSelection#needsNames} is false
   */
  public boolean matches(final NetworkEvent event, final @Nullable ProcessInstance process) {
    return event.time >= from
        && event.time < to
        && (event.type.hasEndpoints() ? matchesEnds(event, process) : isOfTimesOnly());
  }

  private boolean matchesEnds(final NetworkEvent event, final @Nullable ProcessInstance process) {
    final boolean isIpv6 = event.type.isIpv6();
    return remote.matches(isIpv6, event.remoteAddressHigh, event.remoteAddressLow)
        && local.matches(isIpv6, event.localAddressHigh, event.localAddressLow)
        && ports.matchesEither(event.localPort, event.remotePort)
        && processes.matches(event.processId, process);
  }

  /** Whether events without a process and endpoints can match. */
  private boolean isOfTimesOnly() {
    return local.equals(AddressSelection.ALL)
        && remote.equals(AddressSelection.ALL)
        && ports.equals(PortSelection.ALL)
        && processes.equals(ProcessSelection.ALL);
  }
}
