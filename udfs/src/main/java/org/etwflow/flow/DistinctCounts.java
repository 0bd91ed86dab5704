package org.etwflow.flow;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.etwflow.event.SendIPV4;

/** How many different remotes and flows the sends of one key have. */
final class DistinctCounts {

  final DistinctCount remoteAddresses;
  final DistinctCount remoteEndpoints;
  final DistinctCount flows;

  /** Of the flow of the last send that was added: the next one is often of the same. */
  private long lastEndpoints;

  private long lastAddresses;

  private boolean hasLast;

  DistinctCounts() {
    this(new DistinctCount(), new DistinctCount(), new DistinctCount());
  }

  private DistinctCounts(
      final DistinctCount remoteAddresses,
      final DistinctCount remoteEndpoints,
      final DistinctCount flows) {
    this.remoteAddresses = remoteAddresses;
    this.remoteEndpoints = remoteEndpoints;
    this.flows = flows;
  }

  void add(final SendIPV4 send) {
    final long endpoints = send.PID << Integer.SIZE | (long) send.dport << Short.SIZE | send.sport;
    final long addresses = send.daddr << Integer.SIZE | send.saddr;
    if (hasLast && endpoints == lastEndpoints && addresses == lastAddresses) {
      return;
    }
    hasLast = true;
    lastEndpoints = endpoints;
    lastAddresses = addresses;
    remoteAddresses.add(0, send.daddr);
    remoteEndpoints.add(send.dport, send.daddr);
    flows.add(endpoints, addresses);
  }

  void merge(final DistinctCounts other) {
    remoteAddresses.merge(other.remoteAddresses);
    remoteEndpoints.merge(other.remoteEndpoints);
    flows.merge(other.flows);
  }

  void write(final DataOutputView out) throws IOException {
    remoteAddresses.write(out);
    remoteEndpoints.write(out);
    flows.write(out);
  }

  static DistinctCounts read(final DataInputView in) throws IOException {
    return new DistinctCounts(
        DistinctCount.read(in), DistinctCount.read(in), DistinctCount.read(in));
  }
}
