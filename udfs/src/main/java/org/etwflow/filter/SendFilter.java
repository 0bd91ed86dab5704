package org.etwflow.filter;

import java.io.Serializable;
import org.apache.flink.annotation.Internal;
import org.etwflow.event.SendIPV4;
import org.etwflow.process.ProcessInstance;

/**
 * Which sends are counted. A send is wanted if each component wants it: so a further one, about
 * something else of a send, takes nothing but a line.
 *
 * @param local of its local address
 * @param remote of its remote address
 * @param ports of its ports: one of them is enough to be included, and to be excluded
 * @param processes of its process
 * @param from its earliest time: FILETIME, inclusive
 * @param to its latest time: FILETIME, exclusive
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

  /** Of {@link #from} where a filter has no earliest time. */
  public static final long SINCE_EVER = Long.MIN_VALUE;

  /** Of {@link #to} where a filter has no latest time. */
  public static final long FOR_EVER = Long.MAX_VALUE;

  /** Wants every send. */
  public static final SendFilter ALL =
      new SendFilter(
          Selection.ALL, Selection.ALL, Selection.ALL, ProcessSelection.ALL, SINCE_EVER, FOR_EVER);

  /**
   * Checks that there is time between the bounds.
   *
   * @throws IllegalArgumentException if there is none
   */
  public SendFilter {
    if (from >= to) {
      throw new IllegalArgumentException("no time is from " + from + " to " + to);
    }
  }

  /** Whether every send is wanted: asked once, it saves asking for each of them. */
  public boolean isAll() {
    return equals(ALL);
  }

  /**
   * Whether a send is wanted. Allocates nothing.
   *
   * @param process that sent it; null if nothing tells, or {@link ProcessSelection#needsNames} does
   *     not ask
   */
  public boolean wants(final SendIPV4 send, final ProcessInstance process) {
    return send.time >= from
        && send.time < to
        && remote.wants(send.daddr)
        && local.wants(send.saddr)
        && ports.wantsEither(send.sport, send.dport)
        && processes.wants(send.PID, process);
  }
}
