package org.etwflow.flow.key;

import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInfo;
import org.jspecify.annotations.Nullable;

/**
 * What the sends of a row have in common. Columns that the grouping does not have are 0 or null.
 *
 * <p>Addresses are IPv6 ones, 16 bytes in two longs; an IPv4 address stands as its mapped form,
 * {@code ::ffff:a.b.c.d} (RFC 4291, 2.5.5.2).
 *
 * @param host machine of the trace, or null if all traces are of one machine
 * @param processId uint32
 * @param processName of the process that had the PID, or null if nothing tells
 * @param processStart what tells it from others with its PID and name: FILETIME; 0 if its start is
 *     not known, and where the grouping does not tell them apart
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
    long processId,
    @Nullable String processName,
    long processStart,
    long localAddressHigh,
    long localAddressLow,
    int localPort,
    long remoteAddressHigh,
    long remoteAddressLow,
    int remotePort) {

  /** What stands before the 32 bits of an IPv4 address, in the last eight bytes. */
  static final long IPV4_MAPPED = 0xFFFFL << Integer.SIZE;

  /** Stated, since the keys of a saved state must keep their hash whatever the JVM does. */
  @Override
  public int hashCode() {
    long hash = host == null ? 0 : host.hashCode();
    hash = 31 * hash + processId;
    hash = 31 * hash + (processName == null ? 0 : processName.hashCode());
    hash = 31 * hash + processStart;
    hash = 31 * hash + localAddressHigh;
    hash = 31 * hash + localAddressLow;
    hash = 31 * hash + localPort;
    hash = 31 * hash + remoteAddressHigh;
    hash = 31 * hash + remoteAddressLow;
    hash = 31 * hash + remotePort;
    return Long.hashCode(hash);
  }
}
