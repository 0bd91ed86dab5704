package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.event.EventType;

/** Numbers of distinct remotes and flows among the events of one key: exact up to 256. */
@Internal
public final class DistinctCounts implements GroupCounts<DistinctCounts> {

  private static final long UINT16 = 0xFFFF;

  /** Elements are an address and an IP version. */
  private static final int ADDRESS_WIDTH = 3;

  /** Elements are an address, and a port with an IP version. */
  private static final int ENDPOINT_WIDTH = 3;

  /** Elements are both addresses, process and ports, and protocol and IP version. */
  private static final int FLOW_WIDTH = 6;

  private DistinctCount remoteAddresses = new DistinctCount(ADDRESS_WIDTH);
  private DistinctCount remoteEndpoints = new DistinctCount(ENDPOINT_WIDTH);
  private DistinctCount flows = new DistinctCount(FLOW_WIDTH);

  /** Flow of the event that was added last: the next event often belongs to the same flow. */
  private final long[] lastFlow = new long[FLOW_WIDTH];

  private final long[] remote = new long[ADDRESS_WIDTH];

  private boolean hasLast;

  DistinctCounts() {}

  /** Number of distinct remote addresses. */
  public long remoteAddresses() {
    return remoteAddresses.count();
  }

  /** Number of distinct pairs of remote address and port. */
  public long remoteEndpoints() {
    return remoteEndpoints.count();
  }

  /** Number of distinct combinations of a process and both endpoints. */
  public long flows() {
    return flows.count();
  }

  @Override
  public void add(final EventBatch events, final int from, final int to) {
    for (int place = from; place < to; place++) {
      if (!hasLast || !isLast(events, place)) {
        add(events, place);
      }
    }
  }

  private boolean isLast(final EventBatch events, final int place) {
    return lastFlow[0] == events.localHigh(place)
        && lastFlow[1] == events.localLow(place)
        && lastFlow[2] == events.remoteHigh(place)
        && lastFlow[3] == events.remoteLow(place)
        && lastFlow[4] == events.endpoints(place)
        && lastFlow[5] == events.traits(place);
  }

  private void add(final EventBatch events, final int place) {
    hasLast = true;
    lastFlow[0] = events.localHigh(place);
    lastFlow[1] = events.localLow(place);
    lastFlow[2] = events.remoteHigh(place);
    lastFlow[3] = events.remoteLow(place);
    lastFlow[4] = events.endpoints(place);
    lastFlow[5] = events.traits(place);
    flows.add(lastFlow);
    remote[0] = events.remoteHigh(place);
    remote[1] = events.remoteLow(place);
    remote[2] = events.traits(place) & EventType.IPV6_TRAIT;
    remoteAddresses.add(remote);
    remote[2] |= ((events.endpoints(place) >>> Short.SIZE) & UINT16) << Integer.SIZE;
    remoteEndpoints.add(remote);
  }

  @Override
  public boolean merge(final DistinctCounts other) {
    remoteAddresses.merge(other.remoteAddresses);
    remoteEndpoints.merge(other.remoteEndpoints);
    flows.merge(other.flows);
    return true;
  }

  @Override
  public void write(final DataOutputView out) throws IOException {
    remoteAddresses.write(out);
    remoteEndpoints.write(out);
    flows.write(out);
  }

  @Override
  public void read(final DataInputView in) throws IOException {
    remoteAddresses = DistinctCount.read(in, ADDRESS_WIDTH);
    remoteEndpoints = DistinctCount.read(in, ENDPOINT_WIDTH);
    flows = DistinctCount.read(in, FLOW_WIDTH);
  }
}
