package org.etwflow.traces;

/**
 * The payload of an event of the TcpIp or UdpIp family. Fields that its type, or the version of its
 * encoding, does not have are not written.
 *
 * @param type its event type
 * @param flow its process and endpoints; all 0 for a failure, which has none
 * @param size its bytes, unsigned
 * @param startTime TCP sends only: start of the request, in ticks of {@link
 *     WindowsBuild#tickMillis}
 * @param endTime TCP sends only: end of the request, in the same ticks
 * @param options connects and accepts only
 * @param seqnum 0 in real traces
 * @param connid 0 in real traces; truncated to 4 bytes if the encoding has a connid of 4 bytes
 * @param proto failures only: 2 for IPv4, 23 for IPv6
 * @param failureCode failures only: the reason, 16 bits unsigned
 */
public record TrafficEvent(
    TrafficType type,
    TrafficFlow flow,
    int size,
    int startTime,
    int endTime,
    ConnectionOptions options,
    int seqnum,
    long connid,
    int proto,
    int failureCode) {

  public TrafficEvent {
    if (type.hasFlow() ? type.isIpv6() != flow.isIpv6() : !flow.equals(TrafficFlow.NONE)) {
      throw new IllegalArgumentException("flow of another IP version than that of " + type);
    }
  }

  /**
   * Creates an event with process, size and endpoints; all other fields are 0.
   *
   * @throws IllegalArgumentException if the flow is not of the type's IP version
   */
  public static TrafficEvent of(TrafficType type, TrafficFlow flow, int size) {
    return new TrafficEvent(type, flow, size, 0, 0, ConnectionOptions.NONE, 0, 0, 0, 0);
  }

  /**
   * Creates a failure.
   *
   * @param type {@link TrafficType#TCP_FAIL} or {@link TrafficType#UDP_FAIL}
   * @param proto 2 for IPv4, 23 for IPv6
   * @param failureCode the reason; not in payloads of version 1
   */
  public static TrafficEvent failure(TrafficType type, int proto, int failureCode) {
    return new TrafficEvent(
        type, TrafficFlow.NONE, 0, 0, 0, ConnectionOptions.NONE, 0, 0, proto, failureCode);
  }

  /** Returns this event with start and end of the request, in ticks. */
  public TrafficEvent withTimes(int start, int end) {
    return new TrafficEvent(
        type, flow, size, start, end, options, seqnum, connid, proto, failureCode);
  }

  /** Returns this event with the given options of the connection. */
  public TrafficEvent withOptions(ConnectionOptions value) {
    return new TrafficEvent(
        type, flow, size, startTime, endTime, value, seqnum, connid, proto, failureCode);
  }

  /** Returns this event with the given seqnum and connid. */
  public TrafficEvent withIds(int newSeqnum, long newConnid) {
    return new TrafficEvent(
        type, flow, size, startTime, endTime, options, newSeqnum, newConnid, proto, failureCode);
  }
}
