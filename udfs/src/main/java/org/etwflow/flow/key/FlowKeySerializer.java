package org.etwflow.flow.key;

import java.io.IOException;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.etwflow.event.IpAddress;
import org.etwflow.event.Protocol;
import org.etwflow.serialization.VariableLengthSerializer;
import org.etwflow.serialization.VersionedSnapshot;

/**
 * Serializer of keys for the network and for states. The format is a bit mask of the columns that
 * follow, and these columns. Equal keys have equal bytes.
 */
@Internal
public final class FlowKeySerializer extends VariableLengthSerializer<FlowKey> {

  private static final long serialVersionUID = 1L;

  public static final FlowKeySerializer INSTANCE = new FlowKeySerializer();

  private static final int HOST = 1;
  private static final int PROCESS_ID = 1 << 1;
  private static final int PROCESS_NAME = 1 << 2;
  private static final int PROCESS_START = 1 << 3;
  private static final int LOCAL_ADDRESS = 1 << 4;
  private static final int REMOTE_ADDRESS = 1 << 5;
  private static final int PORTS = 1 << 6;

  /** Flag of keys whose addresses are mapped IPv4 addresses, written as four bytes each. */
  private static final int IPV4 = 1 << 7;

  private static final int TCP = 1 << 8;
  private static final int UDP = 1 << 9;
  private static final int IPV6_EVENT = 1 << 10;

  private FlowKeySerializer() {}

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public FlowKey createInstance() {
    return new FlowKey(null, 0, 0, null, 0, false, 0, 0, 0, 0, 0, 0);
  }

  @Override
  public FlowKey copy(final FlowKey from) {
    return from;
  }

  @Override
  public void serialize(final FlowKey key, final DataOutputView out) throws IOException {
    final int columns = columns(key);
    out.writeShort(columns);
    if ((columns & HOST) != 0) {
      StringValue.writeString(key.host(), out);
    }
    if ((columns & PROCESS_ID) != 0) {
      out.writeInt((int) key.processId());
    }
    if ((columns & PROCESS_NAME) != 0) {
      StringValue.writeString(key.processName(), out);
    }
    if ((columns & PROCESS_START) != 0) {
      out.writeLong(key.processStart());
    }
    if ((columns & LOCAL_ADDRESS) != 0) {
      writeAddress(columns, key.localAddressHigh(), key.localAddressLow(), out);
    }
    if ((columns & REMOTE_ADDRESS) != 0) {
      writeAddress(columns, key.remoteAddressHigh(), key.remoteAddressLow(), out);
    }
    if ((columns & PORTS) != 0) {
      out.writeShort(key.localPort());
      out.writeShort(key.remotePort());
    }
  }

  private static int columns(final FlowKey key) {
    final boolean hasLocal = (key.localAddressHigh() | key.localAddressLow()) != 0;
    final boolean hasRemote = (key.remoteAddressHigh() | key.remoteAddressLow()) != 0;
    final boolean isIpv4 =
        (!hasLocal || isIpv4(key.localAddressHigh(), key.localAddressLow()))
            && (!hasRemote || isIpv4(key.remoteAddressHigh(), key.remoteAddressLow()));
    return (key.host() == null ? 0 : HOST)
        | (key.processId() == 0 ? 0 : PROCESS_ID)
        | (key.processName() == null ? 0 : PROCESS_NAME)
        | (key.processStart() == 0 ? 0 : PROCESS_START)
        | (hasLocal ? LOCAL_ADDRESS : 0)
        | (hasRemote ? REMOTE_ADDRESS : 0)
        | ((key.localPort() | key.remotePort()) == 0 ? 0 : PORTS)
        | (isIpv4 ? IPV4 : 0)
        | (key.protocol() == Protocol.TCP.number() ? TCP : 0)
        | (key.protocol() == Protocol.UDP.number() ? UDP : 0)
        | (key.isIpv6() ? IPV6_EVENT : 0);
  }

  private static boolean isIpv4(final long high, final long low) {
    return high == 0 && low >>> Integer.SIZE == IpAddress.IPV4_MAPPED >>> Integer.SIZE;
  }

  private static void writeAddress(
      final int columns, final long high, final long low, final DataOutputView out)
      throws IOException {
    if ((columns & IPV4) != 0) {
      out.writeInt((int) low);
    } else {
      out.writeLong(high);
      out.writeLong(low);
    }
  }

  @Override
  public FlowKey deserialize(final DataInputView in) throws IOException {
    final int columns = in.readUnsignedShort();
    final String host = (columns & HOST) == 0 ? null : StringValue.readString(in);
    final long processId = (columns & PROCESS_ID) == 0 ? 0 : readUint32(in);
    final String processName = (columns & PROCESS_NAME) == 0 ? null : StringValue.readString(in);
    final long processStart = (columns & PROCESS_START) == 0 ? 0 : in.readLong();
    final boolean hasLocal = (columns & LOCAL_ADDRESS) != 0;
    final long localHigh = hasLocal ? readAddressHigh(columns, in) : 0;
    final long localLow = hasLocal ? readAddressLow(columns, in) : 0;
    final boolean hasRemote = (columns & REMOTE_ADDRESS) != 0;
    final long remoteHigh = hasRemote ? readAddressHigh(columns, in) : 0;
    final long remoteLow = hasRemote ? readAddressLow(columns, in) : 0;
    final boolean hasPorts = (columns & PORTS) != 0;
    return new FlowKey(
        host,
        protocol(columns),
        processId,
        processName,
        processStart,
        (columns & IPV6_EVENT) != 0,
        localHigh,
        localLow,
        hasPorts ? in.readUnsignedShort() : 0,
        remoteHigh,
        remoteLow,
        hasPorts ? in.readUnsignedShort() : 0);
  }

  private static int protocol(final int columns) {
    if ((columns & TCP) != 0) {
      return Protocol.TCP.number();
    }
    return (columns & UDP) != 0 ? Protocol.UDP.number() : 0;
  }

  private static long readUint32(final DataInputView in) throws IOException {
    return Integer.toUnsignedLong(in.readInt());
  }

  private static long readAddressHigh(final int columns, final DataInputView in)
      throws IOException {
    return (columns & IPV4) != 0 ? 0 : in.readLong();
  }

  private static long readAddressLow(final int columns, final DataInputView in) throws IOException {
    return (columns & IPV4) != 0 ? IpAddress.IPV4_MAPPED | readUint32(in) : in.readLong();
  }

  @Override
  public TypeSerializerSnapshot<FlowKey> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Snapshot of the serializer in a savepoint. Flink creates it by its class name. */
  public static final class Snapshot extends VersionedSnapshot<FlowKey> {

    /** Version of the format. Versions up to 3 had neither protocol nor IP version. */
    private static final int VERSION = 4;

    /** Required by Flink. */
    public Snapshot() {
      super(VERSION, "keys of flows", INSTANCE);
    }
  }
}
