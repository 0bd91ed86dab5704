package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Guid;
import org.etwflow.etl.LittleEndian;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.RecordKind;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.Sends;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;

/** Custom schemas based on {@link RecordSchema}. */
class OwnSchemaTest {

  /** Bytes received over IPv4, recorded by the provider Microsoft-Windows-Kernel-Network. */
  private static final class ReceivedBytesSchema extends RecordSchema<Long> {

    private static final long serialVersionUID = 1L;

    private static final int RECV_IPV4 = 11;
    private static final int SIZE_AT = 4;
    private static final Guid KERNEL_NETWORK = Guid.of(Sends.KERNEL_NETWORK);

    @Override
    protected boolean isEvent(final RecordCursor record) {
      return record.kind() == RecordKind.MANIFEST
          && record.manifestId() == RECV_IPV4
          && record.hasGuid(KERNEL_NETWORK);
    }

    @Override
    protected void decode(
        final RecordCursor record, final EtlBuffer buffer, final Collector<Long> out) {
      if (record.payloadLength() < SIZE_AT + Integer.BYTES) {
        malformed(record);
        return;
      }
      out.collect(LittleEndian.u32(record.bytes(), record.payloadOffset() + SIZE_AT));
    }

    @Override
    public long timestampMillis(final Long element) {
      return Long.MIN_VALUE;
    }

    @Override
    public TypeInformation<Long> getProducedType() {
      return Types.LONG;
    }
  }

  /** The names of all TCP and UDP events of the kernel logger. */
  private static final class EventNameSchema extends RecordSchema<String> {

    private static final long serialVersionUID = 1L;

    private static final Map<Integer, String> GROUPS = Map.of(0x06, "TcpIp", 0x08, "UdpIp");
    private static final Map<Integer, String> TYPES =
        Map.of(
            10,
            "Send",
            11,
            "Recv",
            12,
            "Connect",
            13,
            "Disconnect",
            14,
            "Retransmit",
            15,
            "Accept",
            26,
            "SendIPV6",
            27,
            "RecvIPV6");

    @Override
    protected boolean isEvent(final RecordCursor record) {
      return record.kind() == RecordKind.KERNEL && GROUPS.containsKey(record.hookId() >>> 8);
    }

    @Override
    protected void decode(
        final RecordCursor record, final EtlBuffer buffer, final Collector<String> out) {
      final int type = record.hookId() & 0xFF;
      out.collect(
          GROUPS.get(record.hookId() >>> 8) + "/" + TYPES.getOrDefault(type, "type " + type));
    }

    @Override
    public long timestampMillis(final String element) {
      return Long.MIN_VALUE;
    }

    @Override
    public TypeInformation<String> getProducedType() {
      return Types.STRING;
    }
  }

  @Test
  void customSchema_readsReceives() {
    final byte[] file = RealTraces.bytes("KernelNetwork.etl");

    assertThat(TraceFiles.events(file, new ReceivedBytesSchema()))
        .hasSize(7_968)
        .allSatisfy(size -> assertThat(size).isBetween(1L, 1L << 20));
  }

  @Test
  void customSchema_readsAllNetworkEventsOfACompressedTrace() throws IOException {
    final byte[] file = RealTraces.bytes("merged-compressed.etl");

    final Map<String, Long> counts =
        TraceFiles.events(file, new EventNameSchema()).stream()
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

    assertThat(counts).containsEntry("TcpIp/RecvIPV6", 241L).isEqualTo(publishedCounts());
  }

  /** Counts from lines such as {@code COUNT Windows Kernel/TcpIp/RecvIPV6:241}. */
  private static Map<String, Long> publishedCounts() throws IOException {
    final String start = "COUNT Windows Kernel/";
    try (Stream<String> lines = Files.lines(RealTraces.named("merged-compressed.traceevent.txt"))) {
      return lines
          .filter(line -> line.startsWith(start + "TcpIp/") || line.startsWith(start + "UdpIp/"))
          .map(line -> line.substring(start.length()).split(":", -1))
          .collect(Collectors.toMap(parts -> parts[0], parts -> Long.valueOf(parts[1].strip())));
    }
  }
}
