package org.etwflow.flow.key;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * Key of a flow. Columns that are not part of the grouping are 0 or null.
 *
 * <p>Addresses are IPv6 addresses of 16 bytes, in two longs. IPv4 addresses have their mapped form,
 * {@code ::ffff:a.b.c.d} (RFC 4291, 2.5.5.2). They are other keys than mapped addresses of IPv6
 * events.
 *
 * @param host host of the trace, or null if all traces are of one host
 * @param protocol number of the transport protocol: 6 or 17
 * @param processId PID: uint32
 * @param processName name of the process that owned the PID; null if unknown
 * @param processStart start of the process, FILETIME, which distinguishes processes with the same
 *     PID and name; 0 if unknown or not part of the grouping
 * @param isIpv6 whether the addresses are those of IPv6 events
 * @param localAddressHigh first eight bytes, big-endian
 * @param localAddressLow last eight bytes, big-endian
 * @param localPort 0 to 65,535
 * @param remoteAddressHigh first eight bytes, big-endian
 * @param remoteAddressLow last eight bytes, big-endian
 * @param remotePort 0 to 65,535
 */
@Internal
@TypeInfo(FlowKeyTypeInfoFactory.class)
public record FlowKey(
    @Nullable String host,
    int protocol,
    long processId,
    @Nullable String processName,
    long processStart,
    boolean isIpv6,
    long localAddressHigh,
    long localAddressLow,
    int localPort,
    long remoteAddressHigh,
    long remoteAddressLow,
    int remotePort) {

  /** Defined explicitly: keys of a saved state must have the same hash on every JVM. */
  @Override
  public int hashCode() {
    long hash = host == null ? 0 : host.hashCode();
    hash = 31 * hash + protocol;
    hash = 31 * hash + processId;
    hash = 31 * hash + (processName == null ? 0 : processName.hashCode());
    hash = 31 * hash + processStart;
    hash = 31 * hash + (isIpv6 ? 1 : 0);
    hash = 31 * hash + localAddressHigh;
    hash = 31 * hash + localAddressLow;
    hash = 31 * hash + localPort;
    hash = 31 * hash + remoteAddressHigh;
    hash = 31 * hash + remoteAddressLow;
    hash = 31 * hash + remotePort;
    return Long.hashCode(hash);
  }
}
