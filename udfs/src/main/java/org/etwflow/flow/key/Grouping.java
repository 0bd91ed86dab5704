package org.etwflow.flow.key;

import static org.etwflow.flow.key.KeyColumn.LOCAL_ADDRESS;
import static org.etwflow.flow.key.KeyColumn.LOCAL_PORT;
import static org.etwflow.flow.key.KeyColumn.PROCESS_ID;
import static org.etwflow.flow.key.KeyColumn.PROCESS_NAME;
import static org.etwflow.flow.key.KeyColumn.PROTOCOL;
import static org.etwflow.flow.key.KeyColumn.REMOTE_ADDRESS;
import static org.etwflow.flow.key.KeyColumn.REMOTE_PORT;

import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.process.ProcessInstance;
import org.jspecify.annotations.Nullable;

/**
 * Definition of a flow: the columns of its key, and the prefix lengths of its addresses.
 *
 * <p>Columns are bit masks over the fields of an event, so that an event is compared with a key
 * without a branch for each column, and without creating a key object for each event.
 */
@Internal
public final class Grouping implements Serializable {

  private static final long serialVersionUID = 1L;

  /** Values that {@link #parse} accepts, for messages. */
  public static final String NAMES =
      "flow, process, remote, remote-endpoint, pair, service, subnet/N[,M], host, total, or a list"
          + " of host, protocol, processId, processName, localAddress[/N[,M]], localPort,"
          + " remoteAddress[/N[,M]], remotePort; N and M are prefix lengths of IPv4 and IPv6";

  private static final String HOST = "host";
  private static final String SUBNET = "subnet";

  /** Number of fields that {@link #mask} writes. */
  public static final int FIELDS = 6;

  /** Index of the process and the ports among the fields. */
  public static final int ENDPOINTS = 0;

  /** Index of the protocol and the IP version. */
  public static final int TRAITS = 1;

  /** Index of the upper eight bytes of the local address. */
  public static final int LOCAL_HIGH = 2;

  /** Index of the lower eight bytes of the local address. */
  public static final int LOCAL_LOW = 3;

  /** Index of the upper eight bytes of the remote address. */
  public static final int REMOTE_HIGH = 4;

  /** Index of the lower eight bytes of the remote address. */
  public static final int REMOTE_LOW = 5;

  private static final long UINT32 = 0xFFFF_FFFFL;
  private static final long PORT = 0xFFFF;

  private final String name;
  private final EnumSet<KeyColumn> columns;
  private final boolean needsHost;
  private final AddressPrefix local;
  private final AddressPrefix remote;
  private final boolean isByName;

  /** Whether processes with the same PID and name but different start times are different flows. */
  private final boolean isByInstance;

  private final long processMask;
  private final long localPortMask;
  private final long remotePortMask;

  /** Mask of the protocol and IP version. */
  private final int traitMask;

  private Grouping(
      final String name,
      final EnumSet<KeyColumn> columns,
      final boolean needsHost,
      final AddressPrefix local,
      final AddressPrefix remote) {
    this.name = name;
    this.columns = columns;
    this.needsHost = needsHost;
    this.local = has(LOCAL_ADDRESS) ? local : AddressPrefix.NONE;
    this.remote = has(REMOTE_ADDRESS) ? remote : AddressPrefix.NONE;
    this.isByName = has(PROCESS_NAME);
    this.isByInstance = isByName && has(PROCESS_ID);
    this.processMask = mask(PROCESS_ID, UINT32);
    this.localPortMask = mask(LOCAL_PORT, PORT);
    this.remotePortMask = mask(REMOTE_PORT, PORT);
    this.traitMask =
        (has(PROTOCOL) ? EventType.PROTOCOL_TRAIT : 0)
            | (has(LOCAL_ADDRESS) || has(REMOTE_ADDRESS) ? EventType.IPV6_TRAIT : 0);
  }

  private long mask(final KeyColumn column, final long bits) {
    return columns.contains(column) ? bits : 0;
  }

  /**
   * Parses a grouping: a name, or a list of columns separated by commas. See {@link #NAMES}.
   *
   * @throws IllegalArgumentException if it is invalid, with a message for users
   */
  public static Grouping parse(final String name) {
    return switch (name) {
      case "flow" -> of(name, EnumSet.complementOf(EnumSet.of(PROCESS_NAME)));
      case "process" -> of(name, EnumSet.of(PROCESS_ID, PROCESS_NAME));
      case "remote" -> of(name, EnumSet.of(REMOTE_ADDRESS));
      case "remote-endpoint" -> of(name, EnumSet.of(REMOTE_ADDRESS, REMOTE_PORT));
      case "pair" -> of(name, EnumSet.of(LOCAL_ADDRESS, REMOTE_ADDRESS));
      case "service" -> of(name, EnumSet.of(PROTOCOL, REMOTE_PORT));
      case "total" -> of(name, EnumSet.noneOf(KeyColumn.class));
      default -> name.startsWith(SUBNET + '/') ? subnet(name) : list(name);
    };
  }

  private static Grouping of(final String name, final EnumSet<KeyColumn> columns) {
    return new Grouping(name, columns, false, AddressPrefix.WHOLE, AddressPrefix.WHOLE);
  }

  private static Grouping subnet(final String name) {
    return new Grouping(
        name,
        EnumSet.of(REMOTE_ADDRESS),
        false,
        AddressPrefix.WHOLE,
        AddressPrefix.parse(name, name.substring(SUBNET.length())));
  }

  private static Grouping list(final String name) {
    final EnumSet<KeyColumn> columns = EnumSet.noneOf(KeyColumn.class);
    final EnumMap<KeyColumn, AddressPrefix> prefixes = new EnumMap<>(KeyColumn.class);
    boolean needsHost = false;
    // The comma between the two lengths of a prefix is not the end of a column.
    for (final String part : name.split(",(?!\\s*[0-9])", -1)) {
      final String text = part.strip();
      if (text.equals(HOST)) {
        needsHost = true;
      } else {
        final int slash = text.indexOf('/');
        final KeyColumn column = column(name, slash < 0 ? text : text.substring(0, slash));
        if (!columns.add(column)) {
          throw new IllegalArgumentException(
              "'%s' has %s twice".formatted(name, column.columnName()));
        }
        prefixes.put(
            column,
            slash < 0 ? AddressPrefix.WHOLE : addressPrefix(column, text, text.substring(slash)));
      }
    }
    return new Grouping(
        name,
        columns,
        needsHost,
        prefixes.getOrDefault(LOCAL_ADDRESS, AddressPrefix.WHOLE),
        prefixes.getOrDefault(REMOTE_ADDRESS, AddressPrefix.WHOLE));
  }

  private static KeyColumn column(final String grouping, final String columnName) {
    return Arrays.stream(KeyColumn.values())
        .filter(column -> column.columnName().equals(columnName))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(grouping, columnName)));
  }

  private static String unknown(final String grouping, final String columnName) {
    return grouping.equals(columnName)
        ? "'%s' is not a grouping: choose one of %s".formatted(grouping, NAMES)
        : "'%s' in '%s' is not a key column: choose some of %s"
            .formatted(columnName, grouping, NAMES.substring(NAMES.indexOf("host, protocol")));
  }

  private static AddressPrefix addressPrefix(
      final KeyColumn column, final String text, final String prefix) {
    if (column != LOCAL_ADDRESS && column != REMOTE_ADDRESS) {
      throw new IllegalArgumentException(
          "'%s': only addresses have a prefix length".formatted(text));
    }
    return AddressPrefix.parse(text, prefix);
  }

  /** The text that was parsed. */
  public String name() {
    return name;
  }

  /** Columns of the key in the order of a row, without the host. */
  public List<KeyColumn> columns() {
    return List.copyOf(columns);
  }

  /** Whether the key contains the host, so that traces need a host name. */
  public boolean needsHost() {
    return needsHost;
  }

  /** Whether the key contains the process, so that the source must find processes. */
  public boolean needsProcesses() {
    return isByName;
  }

  /**
   * Returns the key of an event.
   *
   * @param host host of the trace, or null
   * @param process process of the event; null if unknown or not needed
   */
  public FlowKey key(
      final @Nullable String host,
      final NetworkEvent event,
      final @Nullable ProcessInstance process) {
    final long[] fields = new long[FIELDS];
    mask(event, fields);
    return key(host, fields, 0, process);
  }

  /**
   * Returns the key of an event from its masked fields.
   *
   * @param fields array with fields of {@link #mask}
   * @param from index of the first of them
   */
  public FlowKey key(
      final @Nullable String host,
      final long[] fields,
      final int from,
      final @Nullable ProcessInstance process) {
    final long endpoints = fields[from + ENDPOINTS];
    final int traits = (int) fields[from + TRAITS];
    return new FlowKey(
        host,
        traits & EventType.PROTOCOL_TRAIT,
        endpoints >>> Integer.SIZE,
        nameOf(process),
        startOf(process),
        (traits & EventType.IPV6_TRAIT) != 0,
        fields[from + LOCAL_HIGH],
        fields[from + LOCAL_LOW],
        (int) (endpoints & PORT),
        fields[from + REMOTE_HIGH],
        fields[from + REMOTE_LOW],
        (int) (endpoints >>> Short.SIZE & PORT));
  }

  private @Nullable String nameOf(final @Nullable ProcessInstance process) {
    return isByName && process != null ? process.name() : null;
  }

  private long startOf(final @Nullable ProcessInstance process) {
    return isByInstance && process != null ? process.start() : 0;
  }

  /**
   * Writes the fields of the key of an event to an array: process and ports in one number, protocol
   * and IP version in one number, the local address and the remote address in two each. A field is
   * 0 where the grouping does not use it.
   *
   * @param fields array whose first {@link #FIELDS} elements are overwritten
   */
  public void mask(final NetworkEvent event, final long[] fields) {
    final boolean isIpv6 = event.type.isIpv6();
    fields[ENDPOINTS] =
        ((event.processId & processMask) << Integer.SIZE)
            | ((event.remotePort & remotePortMask) << Short.SIZE)
            | (event.localPort & localPortMask);
    fields[TRAITS] = event.type.traits() & traitMask;
    fields[LOCAL_HIGH] = event.localAddressHigh & local.highMask(isIpv6);
    fields[LOCAL_LOW] = event.localAddressLow & local.lowMask(isIpv6);
    fields[REMOTE_HIGH] = event.remoteAddressHigh & remote.highMask(isIpv6);
    fields[REMOTE_LOW] = event.remoteAddressLow & remote.lowMask(isIpv6);
  }

  /** Hash of the names in the key of an event; 0 if it has none. */
  public int nameHash(final @Nullable String host, final @Nullable ProcessInstance process) {
    return 31 * Objects.hashCode(host) + Objects.hashCode(nameOf(process));
  }

  /** Whether two processes result in the same key, if all other fields are equal. */
  public boolean hasSameNames(
      final @Nullable ProcessInstance one, final @Nullable ProcessInstance other) {
    return startOf(one) == startOf(other) && Objects.equals(nameOf(one), nameOf(other));
  }

  /**
   * Formats a column of a key as text, empty if it has no value.
   *
   * @param column one of {@link #columns()}
   */
  public String text(final FlowKey key, final KeyColumn column) {
    return Objects.toString(column.value(this, key), "");
  }

  /** Formats the local address, with its prefix length unless it is the whole address. */
  String localAddress(final FlowKey key) {
    return local.text(key.isIpv6(), key.localAddressHigh(), key.localAddressLow());
  }

  /** Formats the remote address, with its prefix length unless it is the whole address. */
  String remoteAddress(final FlowKey key) {
    return remote.text(key.isIpv6(), key.remoteAddressHigh(), key.remoteAddressLow());
  }

  private boolean has(final KeyColumn column) {
    return columns.contains(column);
  }

  @Override
  public String toString() {
    return name;
  }
}
