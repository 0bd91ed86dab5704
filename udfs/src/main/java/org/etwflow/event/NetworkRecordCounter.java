package org.etwflow.event;

import org.apache.flink.annotation.Internal;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.RecordCursor;

/**
 * Counts the records of a buffer that are about the network, by a walk of its own. That takes about
 * half as long as decoding: it is for traces without a send to decode.
 */
@Internal
public final class NetworkRecordCounter {

  private static final NetworkRecord[] KINDS = NetworkRecord.values();

  private static final int TCP_GROUP = 0x0600;
  private static final int UDP_GROUP = 0x0800;

  /** Ids of the manifest are the types of TcpIp, and those of UdpIp with this added. */
  private static final int UDP_IDS = 32;

  private static final int FIRST_UDP_ID = 42;
  private static final int LAST_UDP_ID = 59;

  private final RecordCursor cursor = new RecordCursor();

  /** By hook id, whatever it stands for: which are about the network is hard to predict. */
  private final int[] counts = new int[NetworkRecord.SLOTS];

  /** A counter, for one buffer after the other. */
  public NetworkRecordCounter() {}

  /**
   * Counts the records of a buffer.
   *
   * @param buffer is readable
   * @param totals in the order of the kinds: what is counted is added to them
   */
  public void addTo(final long[] totals, final EtlBuffer buffer) {
    final RecordCursor records = buffer.records(cursor);
    while (records.next()) {
      count(records);
    }
    for (int kind = 0; kind < KINDS.length; kind++) {
      totals[kind] += counts[KINDS[kind].slot()];
      counts[KINDS[kind].slot()] = 0;
    }
  }

  private void count(final RecordCursor record) {
    switch (record.kind()) {
      case KERNEL -> counts[record.hookId()]++;
      case CLASSIC -> countOfClass(record);
      case MANIFEST -> countOfProvider(record);
      case INSTANCE, MESSAGE -> {}
    }
  }

  private void countOfClass(final RecordCursor record) {
    if (record.hasGuid(NetworkGuids.TCP_IP)) {
      counts[TCP_GROUP | record.classicType()]++;
    } else if (record.hasGuid(NetworkGuids.UDP_IP)) {
      counts[UDP_GROUP | record.classicType()]++;
    }
  }

  private void countOfProvider(final RecordCursor record) {
    if (record.hasGuid(NetworkGuids.KERNEL_NETWORK)) {
      countOfManifest(record.manifestId());
    } else if (record.hasGuid(NetworkGuids.TCPIP_DRIVER)) {
      counts[NetworkRecord.TCPIP_DRIVER.slot()]++;
    } else if (record.hasGuid(NetworkGuids.NDIS_CAPTURE)) {
      counts[NetworkRecord.NDIS_CAPTURE.slot()]++;
    } else if (record.hasGuid(NetworkGuids.PKTMON)) {
      counts[NetworkRecord.PKTMON.slot()]++;
    }
  }

  private void countOfManifest(final int id) {
    if (id < FIRST_UDP_ID) {
      counts[TCP_GROUP | id]++;
    } else if (id <= LAST_UDP_ID) {
      counts[UDP_GROUP | id - UDP_IDS]++;
    }
  }
}
