package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.etwflow.testing.BufferBytes;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.TraceBytes;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkRecordCounterTest {

  private static final String TCP_IP = "9a280ac0-c8e0-11d1-84e2-00c04fb998a2";
  private static final String UDP_IP = "bf3a50c5-a9c9-4988-a005-2df0b7c80f80";
  private static final String KERNEL_NETWORK = "7dd42a49-5329-4832-8dfd-43d979153a88";

  private static Map<NetworkRecord, Long> counts(final List<byte[]> records) {
    final byte[] file =
        TraceBytes.fixed(8_192, BufferBytes.buffer(records.toArray(byte[][]::new)).ofSize(8_192));
    final NetworkRecordCounter counter = new NetworkRecordCounter();
    final long[] totals = new long[NetworkRecord.values().length];
    TraceFiles.forEachBuffer(file, buffer -> counter.addTo(totals, buffer));
    final Map<NetworkRecord, Long> counts = new EnumMap<>(NetworkRecord.class);
    int next = 0;
    for (final NetworkRecord kind : NetworkRecord.values()) {
      final long count = totals[next++];
      if (count > 0) {
        counts.put(kind, count);
      }
    }
    return counts;
  }

  @ParameterizedTest
  @CsvSource({
    "6, 10, 10, TCP_SEND_IPV4",
    "6, 11, 11, TCP_RECEIVE_IPV4",
    "6, 12, 12, TCP_CONNECT_IPV4",
    "6, 13, 13, TCP_DISCONNECT_IPV4",
    "6, 14, 14, TCP_RETRANSMIT_IPV4",
    "6, 15, 15, TCP_ACCEPT_IPV4",
    "6, 16, 16, TCP_RECONNECT_IPV4",
    "6, 17, 17, TCP_FAIL",
    "6, 18, 18, TCP_COPY_IPV4",
    "6, 26, 26, TCP_SEND_IPV6",
    "6, 27, 27, TCP_RECEIVE_IPV6",
    "6, 28, 28, TCP_CONNECT_IPV6",
    "6, 29, 29, TCP_DISCONNECT_IPV6",
    "6, 30, 30, TCP_RETRANSMIT_IPV6",
    "6, 31, 31, TCP_ACCEPT_IPV6",
    "6, 32, 32, TCP_RECONNECT_IPV6",
    "6, 34, 34, TCP_COPY_IPV6",
    "8, 10, 42, UDP_SEND_IPV4",
    "8, 11, 43, UDP_RECEIVE_IPV4",
    "8, 17, 49, UDP_FAIL",
    "8, 26, 58, UDP_SEND_IPV6",
    "8, 27, 59, UDP_RECEIVE_IPV6"
  })
  void tcpIpOrUdpIpEvent_isCountedUnderEveryHeader(
      final int group, final int type, final int id, final NetworkRecord kind) {
    final String guid = group == 6 ? TCP_IP : UDP_IP;
    final int hook = group << 8 | type;
    final List<byte[]> records =
        List.of(
            RecordBytes.system(2, 2, hook, 1, new byte[40]),
            RecordBytes.compact(3, 2, hook, 1, new byte[40]),
            RecordBytes.perfinfo(0x11, 2, hook, 1, new byte[40]),
            RecordBytes.classic(0x14, guid, type, 2, 1, new byte[40]),
            RecordBytes.classicEvent(0x13, guid, type, 2, 1, new byte[40]),
            RecordBytes.manifest(KERNEL_NETWORK, id, 0, 0, 1, new byte[40]));

    assertThat(counts(records)).isEqualTo(Map.of(kind, 6L));
  }

  @ParameterizedTest
  @CsvSource({
    "2f07e2ee-15db-40f1-90ef-9d7ba282188a, TCPIP_DRIVER",
    "2ed6006e-4729-4609-b423-3ee7bcd678ef, NDIS_CAPTURE",
    "4d4f80d9-c8bd-4d73-bb5b-19c90402c5ac, PKTMON"
  })
  void providerRecord_isCountedWithAnyId(final String guid, final NetworkRecord kind) {
    final List<byte[]> records =
        List.of(
            RecordBytes.manifest(guid, 10, 0, 0, 1, new byte[40]),
            RecordBytes.manifest(guid, 1_001, 0, 0, 1, new byte[40]));

    assertThat(counts(records)).isEqualTo(Map.of(kind, 2L));
  }

  @Test
  void otherRecords_areNotCounted() {
    final List<byte[]> records = new ArrayList<>();
    for (int id = 0; id < 1 << 16; id += 997) {
      records.add(RecordBytes.manifest("5f31090b-d990-4e91-b16d-46121d0255aa", id, 0, 0, 1));
    }
    records.add(RecordBytes.manifest(KERNEL_NETWORK, 0xFFFF, 0, 0, 1));
    records.add(RecordBytes.manifest(KERNEL_NETWORK, 60, 0, 0, 1));
    records.add(RecordBytes.manifest(TCP_IP, 10, 0, 0, 1));
    records.add(RecordBytes.classic(0x14, KERNEL_NETWORK, 10, 2, 1));
    records.add(RecordBytes.classicEvent(0x13, KERNEL_NETWORK, 10, 2, 1));
    records.add(RecordBytes.system(2, 2, 0x0524, 1));
    records.add(RecordBytes.instance(0x15, 10, 2, 1));
    records.add(RecordBytes.message(0x13));

    assertThat(counts(records)).isEmpty();
  }
}
