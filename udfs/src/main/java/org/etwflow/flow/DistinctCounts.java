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
    remoteAddresses.add(0, send.daddr);
    remoteEndpoints.add(send.dport, send.daddr);
    flows.add(
        send.PID << Integer.SIZE | (long) send.dport << Short.SIZE | send.sport,
        send.daddr << Integer.SIZE | send.saddr);
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
