package org.etwflow.event;

import org.apache.flink.annotation.Internal;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.RecordCursor;

/**
 * Counts the network records of a buffer in a separate walk, which takes about half as long as
 * decoding. Used for traces without sends.
 */
@Internal
public final class NetworkRecordCounter {

  private static final NetworkRecord[] KINDS = NetworkRecord.values();

  private static final int TCP_GROUP = 0x0600;
  private static final int UDP_GROUP = 0x0800;

  /** Offset from UdpIp event types to manifest ids; TcpIp types equal their manifest ids. */
  private static final int UDP_IDS = 32;

  private static final int FIRST_UDP_ID = 42;
  private static final int LAST_UDP_ID = 59;

  private final RecordCursor cursor = new RecordCursor();

  /** Counts by hook id of all events: testing for network events would mispredict branches. */
  private final int[] counts = new int[NetworkRecord.SLOTS];

  /** Creates a counter; not thread-safe. */
  public NetworkRecordCounter() {}

  /**
   * Adds the network records of a buffer to totals.
   *
   * @param totals counts by ordinal of {@link NetworkRecord}
   * @param buffer a readable buffer
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
