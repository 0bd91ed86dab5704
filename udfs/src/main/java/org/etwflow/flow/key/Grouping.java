package org.etwflow.flow.key;

import static org.etwflow.flow.key.KeyColumn.LOCAL_ADDRESS;
import static org.etwflow.flow.key.KeyColumn.LOCAL_PORT;
import static org.etwflow.flow.key.KeyColumn.PROCESS_ID;
import static org.etwflow.flow.key.KeyColumn.PROCESS_NAME;
import static org.etwflow.flow.key.KeyColumn.REMOTE_ADDRESS;
import static org.etwflow.flow.key.KeyColumn.REMOTE_PORT;

import java.io.Serializable;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.etwflow.event.Ipv4;
import org.etwflow.event.SendIPV4;
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
      "flow, process, remote, remote-endpoint, pair, service, subnet/N, host, total, or a list of"
          + " host, processId, processName, localAddress[/N], localPort, remoteAddress[/N],"
          + " remotePort";

  private static final String HOST = "host";
  private static final String SUBNET = "subnet";
  private static final int IPV4_BITS = 32;
  private static final long IPV4 = 0xFFFF_FFFFL;
  private static final long PORT = 0xFFFF;

  private final String name;
  private final EnumSet<KeyColumn> columns;
  private final boolean needsHost;

  /** Suffix of addresses in rows: {@code /24}, for example, or empty for whole addresses. */
  private final String localPrefix;

  private final String remotePrefix;
  private final boolean isByName;

  /** Whether processes with the same PID and name but different start times are different flows. */
  private final boolean isByInstance;

  private final long processMask;
  private final long localMask;
  private final long localPortMask;
  private final long remoteMask;
  private final long remotePortMask;

  private Grouping(
      final String name,
      final EnumSet<KeyColumn> columns,
      final boolean needsHost,
      final String localPrefix,
      final String remotePrefix) {
    this.name = name;
    this.columns = columns;
    this.needsHost = needsHost;
    this.localPrefix = localPrefix;
    this.remotePrefix = remotePrefix;
    this.isByName = has(PROCESS_NAME);
    this.isByInstance = isByName && has(PROCESS_ID);
    this.processMask = mask(PROCESS_ID, IPV4);
    this.localMask = mask(LOCAL_ADDRESS, addressMask(localPrefix));
    this.localPortMask = mask(LOCAL_PORT, PORT);
    this.remoteMask = mask(REMOTE_ADDRESS, addressMask(remotePrefix));
    this.remotePortMask = mask(REMOTE_PORT, PORT);
  }

  private long mask(final KeyColumn column, final long bits) {
    return columns.contains(column) ? bits : 0;
  }

  private static long addressMask(final String prefix) {
    final int bits = prefix.isEmpty() ? IPV4_BITS : Integer.parseInt(prefix.substring(1));
    return IPV4 & IPV4 << (IPV4_BITS - bits);
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
      case "service" -> of(name, EnumSet.of(REMOTE_PORT));
      case "total" -> of(name, EnumSet.noneOf(KeyColumn.class));
      default -> name.startsWith(SUBNET + '/') ? subnet(name) : list(name);
    };
  }

  private static Grouping of(final String name, final EnumSet<KeyColumn> columns) {
    return new Grouping(name, columns, false, "", "");
  }

  private static Grouping subnet(final String name) {
    return new Grouping(
        name, EnumSet.of(REMOTE_ADDRESS), false, "", prefix(name, name.substring(SUBNET.length())));
  }

  private static Grouping list(final String name) {
    final EnumSet<KeyColumn> columns = EnumSet.noneOf(KeyColumn.class);
    final EnumMap<KeyColumn, String> prefixes = new EnumMap<>(KeyColumn.class);
    boolean needsHost = false;
    for (final String part : name.split(",", -1)) {
      final String text = part.strip();
      if (text.equals(HOST)) {
        needsHost = true;
      } else {
        final int slash = text.indexOf('/');
        final KeyColumn column = column(name, slash < 0 ? text : text.substring(0, slash));
        columns.add(column);
        prefixes.put(column, slash < 0 ? "" : addressPrefix(column, text, text.substring(slash)));
      }
    }
    return new Grouping(
        name,
        columns,
        needsHost,
        prefixes.getOrDefault(LOCAL_ADDRESS, ""),
        prefixes.getOrDefault(REMOTE_ADDRESS, ""));
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
            .formatted(columnName, grouping, NAMES.substring(NAMES.indexOf("host, processId")));
  }

  private static String addressPrefix(
      final KeyColumn column, final String text, final String prefix) {
    if (column != LOCAL_ADDRESS && column != REMOTE_ADDRESS) {
      throw new IllegalArgumentException(
          "'%s': only addresses have a prefix length".formatted(text));
    }
    return prefix(text, prefix);
  }

  private static String prefix(final String text, final String prefix) {
    if (!prefix.matches("/[0-9]{1,2}") || Integer.parseInt(prefix.substring(1)) > IPV4_BITS) {
      throw new IllegalArgumentException(
          "'%s' has no prefix length from 0 to 32: write %s/24, for example"
              .formatted(text, text.substring(0, text.indexOf('/'))));
    }
    return prefix;
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
   * @param process process that sent it; null if unknown or not needed
   */
  public FlowKey key(
      final @Nullable String host, final SendIPV4 send, final @Nullable ProcessInstance process) {
    return key(host, endpoints(send), addresses(send), process);
  }

  /** Returns the key of an event from its packed fields. */
  public FlowKey key(
      final @Nullable String host,
      final long endpoints,
      final long addresses,
      final @Nullable ProcessInstance process) {
    return new FlowKey(
        host,
        endpoints >>> IPV4_BITS,
        nameOf(process),
        startOf(process),
        0,
        mapped(addresses & IPV4, LOCAL_ADDRESS),
        (int) (endpoints & PORT),
        0,
        mapped(addresses >>> IPV4_BITS, REMOTE_ADDRESS),
        (int) (endpoints >>> Short.SIZE & PORT));
  }

  private @Nullable String nameOf(final @Nullable ProcessInstance process) {
    return isByName && process != null ? process.name() : null;
  }

  private long startOf(final @Nullable ProcessInstance process) {
    return isByInstance && process != null ? process.start() : 0;
  }

  private long mapped(final long address, final KeyColumn column) {
    return columns.contains(column) ? FlowKey.IPV4_MAPPED | address : 0;
  }

  /** Process and ports of the key of an event, in one number. */
  public long endpoints(final SendIPV4 send) {
    return ((send.PID & processMask) << IPV4_BITS)
        | ((send.dport & remotePortMask) << Short.SIZE)
        | (send.sport & localPortMask);
  }

  /** Addresses of the key of an event, in one number. */
  public long addresses(final SendIPV4 send) {
    return ((send.daddr & remoteMask) << IPV4_BITS) | (send.saddr & localMask);
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
    return Ipv4.text(key.localAddressLow()) + localPrefix;
  }

  /** Formats the remote address, with its prefix length unless it is the whole address. */
  String remoteAddress(final FlowKey key) {
    return Ipv4.text(key.remoteAddressLow()) + remotePrefix;
  }

  private boolean has(final KeyColumn column) {
    return columns.contains(column);
  }

  @Override
  public String toString() {
    return name;
  }
}
