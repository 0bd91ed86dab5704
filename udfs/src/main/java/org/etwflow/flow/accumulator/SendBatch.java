package org.etwflow.flow.accumulator;

import org.apache.flink.annotation.Internal;
import org.etwflow.event.SendIPV4;

/**
 * Sends that are not counted yet, to be counted flow by flow: the details of a flow take kilobytes
 * in several places, which have left the processor's cache when its next send comes. So they are
 * met once for several sends, and what these wait in is small enough to stay there.
 *
 * <p>A column for each thing that is counted of a send. Places are those in the order of counting.
 */
@Internal
public final class SendBatch {

  private static final int CAPACITY = 1 << 13;
  private static final long UINT32 = 0xFFFF_FFFFL;

  /** The number of the flow of each. */
  private final int[] targets = new int[CAPACITY];

  private final long[] times = new long[CAPACITY];
  private final int[] octets = new int[CAPACITY];
  private final long[] endpoints = new long[CAPACITY];
  private final long[] addresses = new long[CAPACITY];
  private final CountingSort sort = new CountingSort();

  /** By place. */
  private int[] order = {};

  private int size;

  public boolean isFull() {
    return size == targets.length;
  }

  /** Not allowed when full. */
  public void add(final int target, final SendIPV4 send) {
    targets[size] = target;
    times[size] = send.time;
    octets[size] = (int) send.size;
    endpoints[size] = send.PID << Integer.SIZE | (long) send.dport << Short.SIZE | send.sport;
    addresses[size] = send.daddr << Integer.SIZE | send.saddr;
    size++;
  }

  /**
   * Counts all, those of one flow in the order in which they came, and is empty then.
   *
   * @param details of each flow
   * @param used so many flows, from the first on
   */
  public void countInto(final FlowDetails[] details, final int used) {
    order = sort.order(targets, size, used);
    int from = 0;
    while (from < size) {
      final int to = endOfRun(from);
      details[targets[order[from]]].add(this, from, to);
      from = to;
    }
    size = 0;
  }

  private int endOfRun(final int from) {
    final int target = targets[order[from]];
    int to = from + 1;
    while (to < size && targets[order[to]] == target) {
      to++;
    }
    return to;
  }

  /** FILETIME. */
  long time(final int place) {
    return times[order[place]];
  }

  /** uint32. */
  long octets(final int place) {
    return octets[order[place]] & UINT32;
  }

  /** Process, remote port and local port, from the upper 32 bits to the lowest 16. */
  long endpoints(final int place) {
    return endpoints[order[place]];
  }

  /** Remote address in the upper 32 bits, local address in the lower ones. */
  long addresses(final int place) {
    return addresses[order[place]];
  }
}
