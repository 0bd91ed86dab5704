package org.etwflow.event;

import static org.etwflow.etl.LittleEndian.i64;
import static org.etwflow.etl.LittleEndian.u16BigEndian;
import static org.etwflow.etl.LittleEndian.u32;
import static org.etwflow.etl.LittleEndian.u32BigEndian;

import org.apache.flink.annotation.PublicEvolving;
import org.apache.flink.api.common.serialization.DeserializationSchema.InitializationContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.TraceClock;

/**
 * Deserializes TCP sends over IPv4, recorded by the kernel logger, as the classic event class, or
 * by the provider Microsoft-Windows-Kernel-Network. All events are emitted in the same instance.
 */
@PublicEvolving
public final class SendIPV4Schema extends RecordSchema<SendIPV4> {

  private static final long serialVersionUID = 1L;

  /** Hook id of kernel records: group 0x06 (TcpIp), type 10. */
  private static final int HOOK_ID = 0x060A;

  /** Type of the classic event and id of the manifest event. */
  private static final int SEND_IPV4 = 10;

  /** Size of version 0, before Windows Vista: daddr, saddr, dport, sport, size, PID. */
  private static final int SIZE_OF_VERSION_0 = 20;

  /** Size of version 1: PID, size, daddr, saddr, dport, sport. */
  private static final int SIZE_OF_VERSION_1 = 20;

  /**
   * Minimum size from version 2 on: adds startime, endtime, seqnum and a connid of 4 or 8 bytes.
   */
  private static final int SIZE_OF_VERSION_2 = 36;

  private static final int SIZE_WITH_LONG_CONNID = 40;

  private transient SendIPV4 send;

  @Override
  public void open(final InitializationContext context) throws Exception {
    super.open(context);
    send = new SendIPV4();
  }

  @Override
  public TypeInformation<SendIPV4> getProducedType() {
    return TypeInformation.of(SendIPV4.class);
  }

  @Override
  public long timestampMillis(final SendIPV4 event) {
    return event.timestampMillis();
  }

  @Override
  protected boolean isEvent(final RecordCursor record) {
    return record.isKernel() ? record.hookId() == HOOK_ID : isEventWithGuid(record);
  }

  private static boolean isEventWithGuid(final RecordCursor record) {
    return switch (record.kind()) {
      case CLASSIC -> record.classicType() == SEND_IPV4 && record.hasGuid(NetworkGuids.TCP_IP);
      case MANIFEST ->
          record.manifestId() == SEND_IPV4 && record.hasGuid(NetworkGuids.KERNEL_NETWORK);
      case KERNEL, INSTANCE, MESSAGE -> false;
    };
  }

  @Override
  protected void decode(
      final RecordCursor record, final EtlBuffer buffer, final Collector<SendIPV4> out) {
    send.time = buffer.timeOf(record);
    if (send.time == TraceClock.NOT_A_TIME || !decodePayload(record)) {
      malformed(record);
      return;
    }
    send.cpu = buffer.cpu();
    out.collect(send);
  }

  private boolean decodePayload(final RecordCursor record) {
    final int version =
        switch (record.kind()) {
          // The manifest numbers its versions separately; all of them have every field.
          case MANIFEST -> 2;
          default -> record.version();
        };
    final byte[] bytes = record.bytes();
    final int at = record.payloadOffset();
    final int length = record.payloadLength();
    return switch (version) {
      case 0 -> length >= SIZE_OF_VERSION_0 && decodeVersion0(bytes, at);
      case 1 -> length >= SIZE_OF_VERSION_1 && decodeVersion1(bytes, at);
      default -> length >= SIZE_OF_VERSION_2 && decodeVersion2(bytes, at, length);
    };
  }

  private boolean decodeVersion0(final byte[] bytes, final int at) {
    decodeEndpoints(bytes, at);
    send.size = u32(bytes, at + 12);
    send.PID = u32(bytes, at + 16);
    return setNoTimes();
  }

  private boolean decodeVersion1(final byte[] bytes, final int at) {
    decodeRequest(bytes, at);
    return setNoTimes();
  }

  private boolean decodeVersion2(final byte[] bytes, final int at, final int length) {
    decodeRequest(bytes, at);
    send.startime = u32(bytes, at + 20);
    send.endtime = u32(bytes, at + 24);
    send.seqnum = u32(bytes, at + 28);
    // The payload's length shows the size of connid: x64 traces of build 17763 have 4 bytes.
    send.connid = length >= SIZE_WITH_LONG_CONNID ? i64(bytes, at + 32) : u32(bytes, at + 32);
    return true;
  }

  private void decodeRequest(final byte[] bytes, final int at) {
    send.PID = u32(bytes, at);
    send.size = u32(bytes, at + 4);
    decodeEndpoints(bytes, at + 8);
  }

  private void decodeEndpoints(final byte[] bytes, final int at) {
    send.daddr = u32BigEndian(bytes, at);
    send.saddr = u32BigEndian(bytes, at + 4);
    send.dport = u16BigEndian(bytes, at + 8);
    send.sport = u16BigEndian(bytes, at + 10);
  }

  private boolean setNoTimes() {
    send.startime = SendIPV4.NO_TICKS;
    send.endtime = SendIPV4.NO_TICKS;
    send.seqnum = 0;
    send.connid = 0;
    return true;
  }
}
