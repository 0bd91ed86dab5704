package org.etwflow.event;

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

  private static final EventType TYPE = EventType.TCP_SEND_IPV4;

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
    return EventType.indexOf(record) == TYPE.index();
  }

  @Override
  protected void decode(
      final RecordCursor record, final EtlBuffer buffer, final Collector<SendIPV4> out) {
    final PayloadLayout layout = TYPE.layoutOf(record);
    send.time = buffer.timeOf(record);
    if (layout == null || send.time == TraceClock.NOT_A_TIME) {
      malformed(record);
      return;
    }
    send.cpu = buffer.cpu();
    final byte[] bytes = record.bytes();
    final int at = record.payloadOffset();
    send.PID = layout.processId(bytes, at);
    send.size = layout.octets(bytes, at);
    send.daddr = layout.remoteIpv4(bytes, at);
    send.saddr = layout.localIpv4(bytes, at);
    send.dport = layout.remotePort(bytes, at);
    send.sport = layout.localPort(bytes, at);
    send.startime = layout.startime(bytes, at);
    send.endtime = layout.endtime(bytes, at);
    send.seqnum = layout.seqnum(bytes, at);
    send.connid = layout.connid(bytes, at, record.payloadLength());
    out.collect(send);
  }
}
