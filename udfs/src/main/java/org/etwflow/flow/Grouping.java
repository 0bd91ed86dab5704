package org.etwflow.flow;

import static org.etwflow.flow.KeyColumn.LOCAL_ADDRESS;
import static org.etwflow.flow.KeyColumn.LOCAL_PORT;
import static org.etwflow.flow.KeyColumn.PROCESS_ID;
import static org.etwflow.flow.KeyColumn.REMOTE_ADDRESS;
import static org.etwflow.flow.KeyColumn.REMOTE_PORT;

import java.io.Serializable;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.etwflow.event.Ipv4;
import org.etwflow.event.SendIPV4;

/**
 * Which sends count as one flow: the columns of the key, and how many bits of the remote address.
 *
 * <p>The columns are bit masks over the fields of an event, so that an event meets its key without
 * a branch for each column and without a key object for each event.
 */
public final class Grouping implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What {@link #parse} takes, for messages. */
  public static final String NAMES =
      "flow, process, remote, remote-endpoint, pair, service, subnet/N, host, total";

  private static final String SUBNET = "subnet/";
  private static final int IPV4_BITS = 32;
  private static final long IPV4 = 0xFFFF_FFFFL;
  private static final long PORT = 0xFFFF;
  private static final long IPV4_MAPPED = 0xFFFFL << IPV4_BITS;

  private final String name;
  private final EnumSet<KeyColumn> columns;
  private final int remotePrefix;
  private final long processMask;
  private final long localMask;
  private final long localPortMask;
  private final long remoteMask;
  private final long remotePortMask;

  private Grouping(final String name, final int remotePrefix, final EnumSet<KeyColumn> columns) {
    this.name = name;
    this.columns = columns;
    this.remotePrefix = remotePrefix;
    this.processMask = mask(PROCESS_ID, IPV4);
    this.localMask = mask(LOCAL_ADDRESS, IPV4);
    this.localPortMask = mask(LOCAL_PORT, PORT);
    this.remoteMask = mask(REMOTE_ADDRESS, IPV4 & IPV4 << (IPV4_BITS - remotePrefix));
    this.remotePortMask = mask(REMOTE_PORT, PORT);
  }

  private long mask(final KeyColumn column, final long bits) {
    return columns.contains(column) ? bits : 0;
  }

  /**
   * The grouping of a name: one of {@link #NAMES}.
   *
   * @throws IllegalArgumentException if there is none, with a message for a person
   */
  public static Grouping parse(final String name) {
    return switch (name) {
      case "flow" -> of(name, EnumSet.allOf(KeyColumn.class));
      case "process" -> of(name, EnumSet.of(PROCESS_ID));
      case "remote" -> of(name, EnumSet.of(REMOTE_ADDRESS));
      case "remote-endpoint" -> of(name, EnumSet.of(REMOTE_ADDRESS, REMOTE_PORT));
      case "pair" -> of(name, EnumSet.of(LOCAL_ADDRESS, REMOTE_ADDRESS));
      case "service" -> of(name, EnumSet.of(REMOTE_PORT));
      case "host", "total" -> of(name, EnumSet.noneOf(KeyColumn.class));
      default -> subnet(name);
    };
  }

  private static Grouping of(final String name, final EnumSet<KeyColumn> columns) {
    return new Grouping(name, IPV4_BITS, columns);
  }

  private static Grouping subnet(final String name) {
    if (!name.startsWith(SUBNET)) {
      throw new IllegalArgumentException(
          "'%s' is no grouping: choose one of %s".formatted(name, NAMES));
    }
    final String bits = name.substring(SUBNET.length());
    if (!bits.matches("[0-9]{1,2}") || Integer.parseInt(bits) > IPV4_BITS) {
      throw new IllegalArgumentException(
          "'%s' has no prefix length from 0 to 32: write subnet/24, for example".formatted(name));
    }
    return new Grouping(name, Integer.parseInt(bits), EnumSet.of(REMOTE_ADDRESS));
  }

  /** As it was given. */
  public String name() {
    return name;
  }

  /** The columns of the key, in the order of a row; host is another matter. */
  public List<KeyColumn> columns() {
    return List.copyOf(columns);
  }

  /** Whether it asks for the machine alone, so that the traces must tell theirs. */
  public boolean needsHost() {
    return name.equals("host");
  }

  /** The key of an event. */
  public FlowKey key(final String host, final SendIPV4 send) {
    return new FlowKey(
        host,
        send.PID & processMask,
        0,
        mapped(send.saddr & localMask, LOCAL_ADDRESS),
        (int) (send.sport & localPortMask),
        0,
        mapped(send.daddr & remoteMask, REMOTE_ADDRESS),
        (int) (send.dport & remotePortMask));
  }

  private long mapped(final long address, final KeyColumn column) {
    return columns.contains(column) ? IPV4_MAPPED | address : 0;
  }

  /** Whether {@link #key} of the event is this key. */
  boolean matches(final FlowKey key, final String host, final SendIPV4 send) {
    return key.processId() == (send.PID & processMask)
        && (key.remoteAddressLow() & IPV4) == (send.daddr & remoteMask)
        && key.remotePort() == (send.dport & remotePortMask)
        && (key.localAddressLow() & IPV4) == (send.saddr & localMask)
        && key.localPort() == (send.sport & localPortMask)
        && Objects.equals(key.host(), host);
  }

  /** The hash of the key of an event, within this process. */
  int hash(final SendIPV4 send) {
    return hash(
        send.PID & processMask,
        send.saddr & localMask,
        (int) (send.sport & localPortMask),
        send.daddr & remoteMask,
        (int) (send.dport & remotePortMask));
  }

  /** The hash of a key, within this process. */
  int hash(final FlowKey key) {
    return hash(
        key.processId(),
        key.localAddressLow() & IPV4,
        key.localPort(),
        key.remoteAddressLow() & IPV4,
        key.remotePort());
  }

  private static int hash(
      final long processId,
      final long local,
      final int localPort,
      final long remote,
      final int remotePort) {
    final long addresses = remote << IPV4_BITS | local;
    final long rest = processId << IPV4_BITS | (long) remotePort << Short.SIZE | localPort;
    final long mixed = (addresses ^ rest * 0x9E37_79B9_7F4A_7C15L) * 0xD6E8_FEB8_6659_FD93L;
    return (int) (mixed >>> Integer.SIZE);
  }

  /** A column of a key as it stands in a row; {@code column} is one of {@link #columns()}. */
  public String text(final FlowKey key, final KeyColumn column) {
    return switch (column) {
      case PROCESS_ID -> String.valueOf(processId(key));
      case LOCAL_ADDRESS -> localAddress(key);
      case LOCAL_PORT -> String.valueOf(localPort(key));
      case REMOTE_ADDRESS -> remoteAddress(key);
      case REMOTE_PORT -> String.valueOf(remotePort(key));
    };
  }

  Long processId(final FlowKey key) {
    return has(PROCESS_ID) ? key.processId() : null;
  }

  String localAddress(final FlowKey key) {
    return has(LOCAL_ADDRESS) ? Ipv4.text(key.localAddressLow()) : null;
  }

  Integer localPort(final FlowKey key) {
    return has(LOCAL_PORT) ? key.localPort() : null;
  }

  /** With its prefix length where that is not the whole address. */
  String remoteAddress(final FlowKey key) {
    if (!has(REMOTE_ADDRESS)) {
      return null;
    }
    final String address = Ipv4.text(key.remoteAddressLow());
    return name.startsWith(SUBNET) ? address + '/' + remotePrefix : address;
  }

  Integer remotePort(final FlowKey key) {
    return has(REMOTE_PORT) ? key.remotePort() : null;
  }

  private boolean has(final KeyColumn column) {
    return columns.contains(column);
  }

  @Override
  public String toString() {
    return name;
  }
}
