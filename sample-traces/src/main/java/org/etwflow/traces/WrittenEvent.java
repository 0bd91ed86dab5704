package org.etwflow.traces;

import java.util.Optional;

/**
 * A logged event of the TcpIp or UdpIp family and its outcome.
 *
 * @param cpu the CPU it was logged on
 * @param ticks its timestamp, in ticks of the session's clock
 * @param time its timestamp as FILETIME
 * @param encoding its encoding; the versions of a payload differ in their fields
 * @param event its payload
 * @param buffer the buffer that holds it in the file; empty if it was never written or was
 *     overwritten
 * @param position offset of its record in the uncompressed buffer, counted from the buffer's header
 * @param readable whether a reader must find it, given the faults of the session
 */
public record WrittenEvent(
    int cpu,
    long ticks,
    long time,
    RecordEncoding encoding,
    TrafficEvent event,
    Optional<WrittenBuffer> buffer,
    int position,
    boolean readable) {

  /** The PID in the payload; 0 if the payload has none: in UdpIp events of version 0. */
  public int processId() {
    final boolean hasNone =
        encoding.version() == 0 && event.type().protocol() == TrafficType.Protocol.UDP;
    return hasNone ? 0 : event.flow().processId();
  }

  /** Whether this is a TCP send over IPv4. */
  boolean isSend() {
    return event.type() == TrafficType.TCP_SEND_IPV4;
  }
}
