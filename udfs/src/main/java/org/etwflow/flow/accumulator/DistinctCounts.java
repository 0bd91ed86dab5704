package org.etwflow.flow.accumulator;

import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** How many different remotes and flows the sends of one key have. */
final class DistinctCounts {

  private static final long UINT16 = 0xFFFF;

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

  void add(final SendBatch sends, final int from, final int to) {
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
