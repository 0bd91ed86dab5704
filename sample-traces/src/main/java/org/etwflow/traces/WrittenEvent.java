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

  private static final int UNKNOWN_PROCESS = 0xFFFF_FFFF;

  /**
   * The PID in the payload, unsigned. UdpIp events of version 0 have none: then it is 0xFFFFFFFF,
   * which ETW writes for a process that is not known.
   */
  public int processId() {
    final boolean hasNone =
        encoding.version() == 0 && event.type().protocol() == TrafficType.Protocol.UDP;
    return hasNone ? UNKNOWN_PROCESS : event.flow().processId();
  }

  /** Whether this is a TCP send over IPv4. */
  boolean isSend() {
    return event.type() == TrafficType.TCP_SEND_IPV4;
  }
}
