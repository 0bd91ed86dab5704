package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Numbers of distinct remotes and flows among the sends of one key: exact up to 256. */
@Internal
public final class DistinctCounts implements GroupCounts<DistinctCounts> {

  private static final long UINT16 = 0xFFFF;

  private DistinctCount remoteAddresses = new DistinctCount();
  private DistinctCount remoteEndpoints = new DistinctCount();
  private DistinctCount flows = new DistinctCount();

  /** Endpoints of the send that was added last: the next send often belongs to the same flow. */
  private long lastEndpoints;

  private long lastAddresses;

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
  public void add(final SendBatch sends, final int from, final int to) {
    for (int place = from; place < to; place++) {
      add(sends.endpoints(place), sends.addresses(place));
    }
  }

  private void add(final long endpoints, final long addresses) {
    if (hasLast && endpoints == lastEndpoints && addresses == lastAddresses) {
      return;
    }
    hasLast = true;
    lastEndpoints = endpoints;
    lastAddresses = addresses;
    final long remoteAddress = addresses >>> Integer.SIZE;
    final long remotePort = endpoints >>> Short.SIZE & UINT16;
    remoteAddresses.add(0, remoteAddress);
    remoteEndpoints.add(remotePort, remoteAddress);
    flows.add(endpoints, addresses);
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
    remoteAddresses = DistinctCount.read(in);
    remoteEndpoints = DistinctCount.read(in);
    flows = DistinctCount.read(in);
  }
}
