package org.etwflow.flow.accumulator;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;
import org.etwflow.event.EventKind;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;

/**
 * Batch of events whose details are to be added flow by flow. The details of a flow take kilobytes
 * in several places, which are no longer in the processor's cache when its next event arrives. The
 * batch is small enough to stay in the cache, and loads the details of a flow once for several
 * events.
 *
 * <p>The batch has one column for each field that is counted. Positions are those in the order of
 * counting.
 */
@Internal
public final class EventBatch {

  private static final int CAPACITY = 1 << 13;
  private static final long UINT32 = 0xFFFF_FFFFL;

  /** Index of the flow of each event. */
  private final int[] targets = new int[CAPACITY];

  private final EventType[] types = new EventType[CAPACITY];
  private final long[] times = new long[CAPACITY];
  private final int[] octets = new int[CAPACITY];
  private final long[] endpoints = new long[CAPACITY];
  private final long[] localHigh = new long[CAPACITY];
  private final long[] localLow = new long[CAPACITY];
  private final long[] remoteHigh = new long[CAPACITY];
  private final long[] remoteLow = new long[CAPACITY];
  private final CountingSort sort = new CountingSort();

  /** Indices of the events by position. */
  private int[] order = {};

  private int size;

  /** Creates an empty batch. */
  public EventBatch() {
    Arrays.fill(types, EventType.TCP_SEND_IPV4);
  }

  public boolean isFull() {
    return size == targets.length;
  }

  /** Adds an event. Not allowed when full. */
  public void add(final int target, final NetworkEvent event) {
    targets[size] = target;
    types[size] = event.type;
    times[size] = event.time;
    octets[size] = (int) event.octets;
    endpoints[size] =
        event.processId << Integer.SIZE | (long) event.remotePort << Short.SIZE | event.localPort;
    localHigh[size] = event.localAddressHigh;
    localLow[size] = event.localAddressLow;
    remoteHigh[size] = event.remoteAddressHigh;
    remoteLow[size] = event.remoteAddressLow;
    size++;
  }

  /**
   * Adds all events to the details of their flows, in order of arrival within a flow, and empties
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

  /** Kind of an event. */
  EventKind kind(final int place) {
    return types[order[place]].kind();
  }

  /** Time of an event: FILETIME. */
  long time(final int place) {
    return times[order[place]];
  }

  /** Size of an event in bytes: uint32. */
  long octets(final int place) {
    return octets[order[place]] & UINT32;
  }

  /** Protocol and IP version of an event: see {@link EventType#traits}. */
  int traits(final int place) {
    return types[order[place]].traits();
  }

  /** Process, remote port and local port of an event, from the upper 32 bits to the lowest 16. */
  long endpoints(final int place) {
    return endpoints[order[place]];
  }

  /** Upper eight bytes of the local address of an event. */
  long localHigh(final int place) {
    return localHigh[order[place]];
  }

  /** Lower eight bytes of the local address of an event. */
  long localLow(final int place) {
    return localLow[order[place]];
  }

  /** Upper eight bytes of the remote address of an event. */
  long remoteHigh(final int place) {
    return remoteHigh[order[place]];
  }

  /** Lower eight bytes of the remote address of an event. */
  long remoteLow(final int place) {
    return remoteLow[order[place]];
  }
}
