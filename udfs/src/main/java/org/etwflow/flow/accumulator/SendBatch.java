package org.etwflow.flow.accumulator;

import org.apache.flink.annotation.Internal;
import org.etwflow.event.SendIPV4;

/**
 * Batch of sends whose details are to be added flow by flow. The details of a flow take kilobytes
 * in several places, which are no longer in the processor's cache when its next send arrives. The
 * batch is small enough to stay in the cache, and loads the details of a flow once for several
 * sends.
 *
 * <p>The batch has one column for each field that is counted. Positions are those in the order of
 * counting.
 */
@Internal
public final class SendBatch {

  private static final int CAPACITY = 1 << 13;
  private static final long UINT32 = 0xFFFF_FFFFL;

  /** Index of the flow of each send. */
  private final int[] targets = new int[CAPACITY];

  private final long[] times = new long[CAPACITY];
  private final int[] octets = new int[CAPACITY];
  private final long[] endpoints = new long[CAPACITY];
  private final long[] addresses = new long[CAPACITY];
  private final CountingSort sort = new CountingSort();

  /** Indices of the sends by position. */
  private int[] order = {};

  private int size;

  public boolean isFull() {
    return size == targets.length;
  }

  /** Adds a send. Not allowed when full. */
  public void add(final int target, final SendIPV4 send) {
    targets[size] = target;
    times[size] = send.time;
    octets[size] = (int) send.size;
    endpoints[size] = send.PID << Integer.SIZE | (long) send.dport << Short.SIZE | send.sport;
    addresses[size] = send.daddr << Integer.SIZE | send.saddr;
    size++;
  }

  /**
   * Adds all sends to the details of their flows, in order of arrival within a flow, and empties
   * the batch.
   *
   * @param details details of the flows
   * @param used number of elements of {@code details} that are used, from the first one on
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

  /** Time of a send: FILETIME. */
  long time(final int place) {
    return times[order[place]];
  }

  /** Size of a send in bytes: uint32. */
  long octets(final int place) {
    return octets[order[place]] & UINT32;
  }

  /** Process, remote port and local port of a send, from the upper 32 bits to the lowest 16. */
  long endpoints(final int place) {
    return endpoints[order[place]];
  }

  /** Remote address of a send in the upper 32 bits, local address in the lower ones. */
  long addresses(final int place) {
    return addresses[order[place]];
  }
}
