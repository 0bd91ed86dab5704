package org.etwflow.traces;

/**
 * The payload of TcpIp_SendIPV4: a {@link TrafficEvent} of this type.
 *
 * @param flow process and connection of the send
 * @param size bytes of the request, unsigned
 * @param startTime start of the request, in ticks of {@link WindowsBuild#tickMillis}
 * @param endTime end of the request, in the same ticks
 * @param seqnum 0 in real traces
 * @param connid 0 in real traces; truncated to 4 bytes if the encoding has a connid of 4 bytes
 */
public record Send(Flow flow, int size, int startTime, int endTime, int seqnum, long connid) {

  /** A send as Windows writes it: seqnum and connid 0. */
  public Send(Flow flow, int size, int startTime, int endTime) {
    this(flow, size, startTime, endTime, 0, 0);
  }

  static Send of(TrafficEvent event) {
    return new Send(
        Flow.of(event.flow()),
        event.size(),
        event.startTime(),
        event.endTime(),
        event.seqnum(),
        event.connid());
  }

  TrafficEvent event() {
    return TrafficEvent.of(TrafficType.TCP_SEND_IPV4, flow.traffic(), size)
        .withTimes(startTime, endTime)
        .withIds(seqnum, connid);
  }
}
