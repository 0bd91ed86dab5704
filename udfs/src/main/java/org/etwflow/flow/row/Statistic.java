package org.etwflow.flow.row;

import static org.etwflow.column.Column.optional;
import static org.etwflow.column.Column.required;
import static org.etwflow.column.ColumnType.BOOLEAN;
import static org.etwflow.column.ColumnType.DOUBLE;
import static org.etwflow.column.ColumnType.INT64;
import static org.etwflow.column.ColumnType.TIME;
import static org.etwflow.flow.accumulator.StatisticsGroup.CONNECTIONS;
import static org.etwflow.flow.accumulator.StatisticsGroup.CORE;
import static org.etwflow.flow.accumulator.StatisticsGroup.DISTINCT;
import static org.etwflow.flow.accumulator.StatisticsGroup.GAPS;
import static org.etwflow.flow.accumulator.StatisticsGroup.SIZES;
import static org.etwflow.flow.accumulator.StatisticsGroup.TICKS;

import java.util.Arrays;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.column.Column;
import org.etwflow.etl.FileTime;
import org.etwflow.flow.accumulator.Counter;
import org.etwflow.flow.accumulator.DistinctCounts;
import org.etwflow.flow.accumulator.ExactDivision;
import org.etwflow.flow.accumulator.StatisticsGroup;

/**
 * Registry of the statistics of a row, in column order. Columns of files, the table on the console,
 * names in conditions and rankings, and the documentation are derived from it. Values that are not
 * integers are rounded to the nearest double.
 */
@Internal
public enum Statistic {
  /** Number of sends. */
  SEND_COUNT(
      "events",
      CORE,
      required("sendCount", INT64, row -> row.statistics().get(Counter.SEND_COUNT)),
      0,
      "sends: requests of the process, not packets"),
  /** Number of receives. */
  RECEIVE_COUNT(
      "events",
      CORE,
      required("receiveCount", INT64, row -> row.statistics().get(Counter.RECEIVE_COUNT)),
      0,
      "receives, not packets"),
  /** Sum of the sizes of the sends. */
  SEND_OCTETS(
      "bytes",
      CORE,
      required("sendOctets", INT64, row -> row.statistics().get(Counter.SEND_OCTETS)),
      401,
      "sum of the sizes of the sends, without transport and IP headers"),
  /** Sum of the sizes of the receives. */
  RECEIVE_OCTETS(
      "bytes",
      CORE,
      required("receiveOctets", INT64, row -> row.statistics().get(Counter.RECEIVE_OCTETS)),
      401,
      "sum of the sizes of the receives, without transport and IP headers"),
  /** Sum of both. */
  OCTETS(
      "bytes",
      CORE,
      required("octets", INT64, row -> row.statistics().octets()),
      0,
      "sendOctets + receiveOctets"),
  /** First event in the window. */
  FLOW_START(
      "UTC",
      CORE,
      required(
          "flowStart", TIME, row -> FileTime.toInstant(row.statistics().get(Counter.FLOW_START))),
      156,
      "first event of any kind in the window, exact to 100 ns"),
  /** Last event in the window. */
  FLOW_END(
      "UTC",
      CORE,
      required("flowEnd", TIME, row -> FileTime.toInstant(row.statistics().get(Counter.FLOW_END))),
      157,
      "last event of any kind in the window, exact to 100 ns"),
  /** Time from flowStart to flowEnd. */
  FLOW_DURATION(
      "ms",
      CORE,
      required(
          "flowDuration",
          DOUBLE,
          row -> ExactDivision.of(row.statistics().duration(), 1, FileTime.UNITS_PER_MILLI)),
      161,
      "from flowStart to flowEnd"),
  /** Rate of the sends over the window. */
  WINDOW_SEND_BIT_RATE(
      "bit/s",
      CORE,
      optional("windowSendBitRate", DOUBLE, row -> row.windowBitRate(Counter.SEND_OCTETS)),
      0,
      "8 × sendOctets / length of the window; empty for `--window whole`"),
  /** Rate of the receives over the window. */
  WINDOW_RECEIVE_BIT_RATE(
      "bit/s",
      CORE,
      optional("windowReceiveBitRate", DOUBLE, row -> row.windowBitRate(Counter.RECEIVE_OCTETS)),
      0,
      "8 × receiveOctets / length of the window; empty for `--window whole`"),
  /** Rate of the sends over the flow. */
  FLOW_SEND_BIT_RATE(
      "bit/s",
      CORE,
      optional("flowSendBitRate", DOUBLE, row -> row.flowBitRate(Counter.SEND_OCTETS)),
      0,
      "8 × sendOctets / flowDuration; empty if that is 0"),
  /** Rate of the receives over the flow. */
  FLOW_RECEIVE_BIT_RATE(
      "bit/s",
      CORE,
      optional("flowReceiveBitRate", DOUBLE, row -> row.flowBitRate(Counter.RECEIVE_OCTETS)),
      0,
      "8 × receiveOctets / flowDuration; empty if that is 0"),
  /** Smallest send. */
  SEND_OCTETS_MIN(
      "bytes",
      SIZES,
      optional(
          "sendOctetsMin",
          INT64,
          row -> row.statistics().value(Counter.SEND_OCTETS_MIN, Counter.SEND_COUNT)),
      0,
      "smallest send"),
  /** Largest send. */
  SEND_OCTETS_MAX(
      "bytes",
      SIZES,
      optional(
          "sendOctetsMax",
          INT64,
          row -> row.statistics().value(Counter.SEND_OCTETS_MAX, Counter.SEND_COUNT)),
      0,
      "largest send"),
  /** Mean size of the sends. */
  SEND_OCTETS_MEAN(
      "bytes",
      SIZES,
      optional(
          "sendOctetsMean",
          DOUBLE,
          row -> row.statistics().mean(Counter.SEND_OCTETS, Counter.SEND_COUNT)),
      0,
      "mean size of the sends"),
  /** Population standard deviation of the sizes of the sends. */
  SEND_OCTETS_STD_DEV(
      "bytes",
      SIZES,
      optional(
          "sendOctetsStdDev",
          DOUBLE,
          row ->
              row.statistics()
                  .standardDeviation(
                      Counter.SEND_OCTETS_SQUARED, Counter.SEND_OCTETS, Counter.SEND_COUNT)),
      0,
      "population standard deviation of the sizes of the sends"),
  /** Median size of the sends. */
  SEND_OCTETS_P50(
      "bytes",
      SIZES,
      optional("sendOctetsP50", INT64, row -> row.statistics().sendOctetsPercentile(50)),
      0,
      "median size of the sends"),
  /** Size that 95 % of the sends do not exceed. */
  SEND_OCTETS_P95(
      "bytes",
      SIZES,
      optional("sendOctetsP95", INT64, row -> row.statistics().sendOctetsPercentile(95)),
      0,
      "size that 95 % of the sends do not exceed"),
  /** Size that 99 % of the sends do not exceed. */
  SEND_OCTETS_P99(
      "bytes",
      SIZES,
      optional("sendOctetsP99", INT64, row -> row.statistics().sendOctetsPercentile(99)),
      0,
      "size that 99 % of the sends do not exceed"),
  /** Smallest receive. */
  RECEIVE_OCTETS_MIN(
      "bytes",
      SIZES,
      optional(
          "receiveOctetsMin",
          INT64,
          row -> row.statistics().value(Counter.RECEIVE_OCTETS_MIN, Counter.RECEIVE_COUNT)),
      0,
      "smallest receive"),
  /** Largest receive. */
  RECEIVE_OCTETS_MAX(
      "bytes",
      SIZES,
      optional(
          "receiveOctetsMax",
          INT64,
          row -> row.statistics().value(Counter.RECEIVE_OCTETS_MAX, Counter.RECEIVE_COUNT)),
      0,
      "largest receive"),
  /** Mean size of the receives. */
  RECEIVE_OCTETS_MEAN(
      "bytes",
      SIZES,
      optional(
          "receiveOctetsMean",
          DOUBLE,
          row -> row.statistics().mean(Counter.RECEIVE_OCTETS, Counter.RECEIVE_COUNT)),
      0,
      "mean size of the receives"),
  /** Population standard deviation of the sizes of the receives. */
  RECEIVE_OCTETS_STD_DEV(
      "bytes",
      SIZES,
      optional(
          "receiveOctetsStdDev",
          DOUBLE,
          row ->
              row.statistics()
                  .standardDeviation(
                      Counter.RECEIVE_OCTETS_SQUARED,
                      Counter.RECEIVE_OCTETS,
                      Counter.RECEIVE_COUNT)),
      0,
      "population standard deviation of the sizes of the receives"),
  /** Median size of the receives. */
  RECEIVE_OCTETS_P50(
      "bytes",
      SIZES,
      optional("receiveOctetsP50", INT64, row -> row.statistics().receiveOctetsPercentile(50)),
      0,
      "median size of the receives"),
  /** Size that 95 % of the receives do not exceed. */
  RECEIVE_OCTETS_P95(
      "bytes",
      SIZES,
      optional("receiveOctetsP95", INT64, row -> row.statistics().receiveOctetsPercentile(95)),
      0,
      "size that 95 % of the receives do not exceed"),
  /** Size that 99 % of the receives do not exceed. */
  RECEIVE_OCTETS_P99(
      "bytes",
      SIZES,
      optional("receiveOctetsP99", INT64, row -> row.statistics().receiveOctetsPercentile(99)),
      0,
      "size that 99 % of the receives do not exceed"),
  /** Number of outgoing TCP connections. */
  CONNECT_COUNT(
      "events",
      CONNECTIONS,
      optional("connectCount", INT64, row -> row.statistics().value(Counter.CONNECT_COUNT)),
      0,
      "outgoing TCP connections"),
  /** Number of incoming TCP connections. */
  ACCEPT_COUNT(
      "events",
      CONNECTIONS,
      optional("acceptCount", INT64, row -> row.statistics().value(Counter.ACCEPT_COUNT)),
      0,
      "incoming TCP connections"),
  /** Number of ended TCP connections. */
  DISCONNECT_COUNT(
      "events",
      CONNECTIONS,
      optional("disconnectCount", INT64, row -> row.statistics().value(Counter.DISCONNECT_COUNT)),
      0,
      "ended TCP connections"),
  /** Number of repeated attempts to connect. */
  RECONNECT_COUNT(
      "events",
      CONNECTIONS,
      optional("reconnectCount", INT64, row -> row.statistics().value(Counter.RECONNECT_COUNT)),
      0,
      "repeated attempts to connect"),
  /** Number of retransmits of TCP. */
  RETRANSMIT_COUNT(
      "events",
      CONNECTIONS,
      optional("retransmitCount", INT64, row -> row.statistics().value(Counter.RETRANSMIT_COUNT)),
      0,
      "retransmits of TCP"),
  /** Sum of the sizes of the retransmits. */
  RETRANSMIT_OCTETS(
      "bytes",
      CONNECTIONS,
      optional("retransmitOctets", INT64, row -> row.statistics().value(Counter.RETRANSMIT_OCTETS)),
      0,
      "sum of the sizes of the retransmits"),
  /** Smallest gap between consecutive sends of the flow in the window; empty for one send. */
  INTER_SEND_MIN(
      "ms",
      GAPS,
      optional("interSendMin", DOUBLE, row -> row.statistics().gaps().minMillis()),
      0,
      "smallest gap between consecutive sends of the flow in the window; empty for one send"),
  /** Mean gap. */
  INTER_SEND_MEAN(
      "ms",
      GAPS,
      optional("interSendMean", DOUBLE, row -> row.statistics().gaps().meanMillis()),
      0,
      "mean gap"),
  /** Largest gap. */
  INTER_SEND_MAX(
      "ms",
      GAPS,
      optional("interSendMax", DOUBLE, row -> row.statistics().gaps().maxMillis()),
      0,
      "largest gap"),
  /** Population standard deviation of the gap. */
  INTER_SEND_STD_DEV(
      "ms",
      GAPS,
      optional("interSendStdDev", DOUBLE, row -> row.statistics().gaps().stdDevMillis()),
      0,
      "population standard deviation of the gap"),
  /** Shortest time that a TCP send took; empty for payloads before version 2. */
  SEND_TICKS_MIN(
      "ticks",
      TICKS,
      optional(
          "sendTicksMin",
          INT64,
          row -> row.statistics().value(Counter.SEND_TICKS_MIN, Counter.SEND_TICKS_COUNT)),
      0,
      "shortest time that a TCP send took; empty for payloads before version 2"),
  /** Mean time that a TCP send took. */
  SEND_TICKS_MEAN(
      "ticks",
      TICKS,
      optional(
          "sendTicksMean",
          DOUBLE,
          row -> row.statistics().mean(Counter.SEND_TICKS, Counter.SEND_TICKS_COUNT)),
      0,
      "mean time that a TCP send took"),
  /** Longest time that a TCP send took. */
  SEND_TICKS_MAX(
      "ticks",
      TICKS,
      optional(
          "sendTicksMax",
          INT64,
          row -> row.statistics().value(Counter.SEND_TICKS_MAX, Counter.SEND_TICKS_COUNT)),
      0,
      "longest time that a TCP send took"),
  /** Length of a tick, 10 or 100; empty if the sends of the row do not show it. */
  TICK_LENGTH(
      "ms",
      TICKS,
      optional("tickLength", INT64, row -> row.statistics().tickLength()),
      0,
      "length of a tick, 10 or 100; empty if the sends of the row do not show it"),
  /** Number of distinct remote addresses. */
  REMOTE_ADDRESS_COUNT(
      "addresses",
      DISTINCT,
      optional(
          "remoteAddressCount",
          INT64,
          row -> row.statistics().distinct(DistinctCounts::remoteAddresses)),
      379,
      "different remote addresses"),
  /** Number of distinct pairs of remote address and port. */
  REMOTE_ENDPOINT_COUNT(
      "endpoints",
      DISTINCT,
      optional(
          "remoteEndpointCount",
          INT64,
          row -> row.statistics().distinct(DistinctCounts::remoteEndpoints)),
      0,
      "different remote addresses with ports"),
  /** Number of distinct combinations of a protocol, a process and both endpoints. */
  FLOW_COUNT(
      "flows",
      DISTINCT,
      optional("flowCount", INT64, row -> row.statistics().distinct(DistinctCounts::flows)),
      3,
      "different protocols and processes with both endpoints"),
  /** False if events of the window may be missing. */
  DATA_COMPLETE(
      "",
      CORE,
      required(
          "dataComplete", BOOLEAN, row -> row.dataComplete() && !row.statistics().isAnyAtLimit()),
      0,
      "`false` if events of the window may be missing");

  private final String unit;
  private final StatisticsGroup group;

  // Its function has no state.
  @SuppressWarnings("ImmutableEnumChecker")
  private final Column<WindowedFlow> column;

  private final int ipfixElement;
  private final String meaning;

  Statistic(
      final String unit,
      final StatisticsGroup group,
      final Column<WindowedFlow> column,
      final int ipfixElement,
      final String meaning) {
    this.unit = unit;
    this.group = group;
    this.column = column;
    this.ipfixElement = ipfixElement;
    this.meaning = meaning;
  }

  /** Numeric statistics, which conditions and rankings accept. */
  public static List<Statistic> numbers() {
    return Arrays.stream(values()).filter(Statistic::isNumber).toList();
  }

  /**
   * Returns the numeric statistic with a name.
   *
   * @throws IllegalArgumentException if there is none, with a message that lists all names
   */
  public static Statistic number(final String name) {
    return numbers().stream()
        .filter(statistic -> statistic.toString().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not a statistic: choose one of %s".formatted(name, numberNames())));
  }

  /** Names of all numeric statistics, separated by commas. */
  public static String numberNames() {
    return String.join(", ", numbers().stream().map(Statistic::toString).toList());
  }

  private boolean isNumber() {
    return switch (column.type()) {
      case INT64, DOUBLE, UINT16, UINT32 -> true;
      case TEXT, BOOLEAN, TIME -> false;
    };
  }

  /** Whether the value depends on the length of the window: a flow of the whole run has none. */
  public boolean isOfWindow() {
    return this == WINDOW_SEND_BIT_RATE || this == WINDOW_RECEIVE_BIT_RATE;
  }

  /** Unit of the values; empty if they have none. */
  public String unit() {
    return unit;
  }

  /** Statistics group that must be selected. */
  public StatisticsGroup group() {
    return group;
  }

  /** Column in rows. */
  public Column<WindowedFlow> column() {
    return column;
  }

  /** Number of the IPFIX Information Element with the same meaning; 0 if there is none. */
  public int ipfixElement() {
    return ipfixElement;
  }

  /** Description in one line of Markdown, for the documentation. */
  public String meaning() {
    return meaning;
  }

  /** Value of a numeric statistic in a row; null if it could not be measured. */
  public Number of(final WindowedFlow row) {
    return (Number) column.value().apply(row);
  }

  /** Name of the column. */
  @Override
  public String toString() {
    return column.name();
  }
}
