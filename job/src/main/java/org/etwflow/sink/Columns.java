package org.etwflow.sink;

import static org.etwflow.sink.Column.optional;
import static org.etwflow.sink.Column.required;
import static org.etwflow.sink.ColumnType.BOOLEAN;
import static org.etwflow.sink.ColumnType.DOUBLE;
import static org.etwflow.sink.ColumnType.INT64;
import static org.etwflow.sink.ColumnType.TEXT;
import static org.etwflow.sink.ColumnType.TIME;
import static org.etwflow.sink.ColumnType.UINT16;
import static org.etwflow.sink.ColumnType.UINT32;

import java.util.ArrayList;
import java.util.List;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendRow;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.accumulator.StatisticsGroup;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.key.KeyColumn;
import org.etwflow.flow.row.FlowStatistics;
import org.etwflow.quality.TraceQuality;

/** Which columns rows have, in their order. */
public final class Columns {

  private static final List<Column<FlowStatistics>> WINDOW =
      List.of(
          optional("windowStart", TIME, FlowStatistics::windowStart),
          optional("windowEnd", TIME, FlowStatistics::windowEnd));

  private static final Column<FlowStatistics> RANK = optional("rank", INT64, FlowStatistics::rank);

  private static final Column<FlowStatistics> FLOW_HOST =
      required("host", TEXT, FlowStatistics::host);

  private static final List<Column<FlowStatistics>> OCTETS =
      List.of(
          required("sendCount", INT64, FlowStatistics::sendCount),
          required("sendOctets", INT64, FlowStatistics::sendOctets),
          required("sendOctetsMin", INT64, FlowStatistics::sendOctetsMin),
          required("sendOctetsMax", INT64, FlowStatistics::sendOctetsMax),
          optional("sendOctetsMean", DOUBLE, FlowStatistics::sendOctetsMean),
          optional("sendOctetsStdDev", DOUBLE, FlowStatistics::sendOctetsStdDev));

  private static final List<Column<FlowStatistics>> SIZES =
      List.of(
          optional("sendOctetsP50", INT64, FlowStatistics::sendOctetsP50),
          optional("sendOctetsP95", INT64, FlowStatistics::sendOctetsP95),
          optional("sendOctetsP99", INT64, FlowStatistics::sendOctetsP99));

  private static final List<Column<FlowStatistics>> TIMES =
      List.of(
          required("flowStart", TIME, FlowStatistics::flowStart),
          required("flowEnd", TIME, FlowStatistics::flowEnd),
          required("flowDuration", DOUBLE, FlowStatistics::flowDuration));

  private static final List<Column<FlowStatistics>> GAPS =
      List.of(
          optional("interSendMin", DOUBLE, FlowStatistics::interSendMin),
          optional("interSendMean", DOUBLE, FlowStatistics::interSendMean),
          optional("interSendMax", DOUBLE, FlowStatistics::interSendMax),
          optional("interSendStdDev", DOUBLE, FlowStatistics::interSendStdDev));

  private static final List<Column<FlowStatistics>> TICKS =
      List.of(
          optional("sendTicksMin", INT64, FlowStatistics::sendTicksMin),
          optional("sendTicksMean", DOUBLE, FlowStatistics::sendTicksMean),
          optional("sendTicksMax", INT64, FlowStatistics::sendTicksMax),
          optional("tickLength", INT64, FlowStatistics::tickLength));

  private static final List<Column<FlowStatistics>> RATES =
      List.of(
          optional("windowBitRate", DOUBLE, FlowStatistics::windowBitRate),
          optional("flowBitRate", DOUBLE, FlowStatistics::flowBitRate));

  private static final List<Column<FlowStatistics>> DISTINCT =
      List.of(
          optional("remoteAddressCount", INT64, FlowStatistics::remoteAddressCount),
          optional("remoteEndpointCount", INT64, FlowStatistics::remoteEndpointCount),
          optional("flowCount", INT64, FlowStatistics::flowCount));

  private static final Column<FlowStatistics> DATA_COMPLETE =
      required("dataComplete", BOOLEAN, FlowStatistics::dataComplete);

  private static final Column<TraceQuality> TRACE_PATH = required("path", TEXT, TraceQuality::path);

  private static final Column<TraceQuality> TRACE_HOST = required("host", TEXT, TraceQuality::host);

  private static final List<Column<TraceQuality>> TRACE =
      List.of(
          required("octets", INT64, TraceQuality::octets),
          optional("osBuild", INT64, TraceQuality::osBuild),
          optional("pointerSize", INT64, TraceQuality::pointerSize),
          optional("cpuCount", INT64, TraceQuality::cpuCount),
          optional("clock", TEXT, TraceQuality::clock),
          optional("sessionStart", TIME, TraceQuality::sessionStart),
          optional("sessionEnd", TIME, TraceQuality::sessionEnd),
          required("buffers", INT64, TraceQuality::buffers),
          required("records", INT64, TraceQuality::records),
          required("sends", INT64, TraceQuality::sends),
          optional("firstSend", TIME, TraceQuality::firstSend),
          optional("lastSend", TIME, TraceQuality::lastSend),
          optional("eventsLost", INT64, TraceQuality::eventsLost),
          optional("buffersLost", INT64, TraceQuality::buffersLost),
          required("missingBufferSequences", INT64, TraceQuality::missingBufferSequences),
          required("skippedBuffers", INT64, TraceQuality::skippedBuffers),
          optional("skippedBufferReasons", TEXT, TraceQuality::skippedBufferReasons),
          required("malformedRecords", INT64, TraceQuality::malformedRecords),
          required("truncatedTail", BOOLEAN, TraceQuality::truncatedTail),
          required("largestDisorder", DOUBLE, TraceQuality::largestDisorder),
          required("lateSends", INT64, TraceQuality::lateSends),
          optional("problem", TEXT, TraceQuality::problem),
          optional("duplicateOf", TEXT, TraceQuality::duplicateOf),
          optional("note", TEXT, TraceQuality::note));

  private static final Column<SendRow> SEND_PATH = required("path", TEXT, SendRow::path);

  private static final Column<SendRow> SEND_HOST = required("host", TEXT, SendRow::host);

  private static final List<Column<SendRow>> SEND =
      List.of(
          required("time", TIME, traced -> traced.send().instant()),
          required("processId", UINT32, traced -> traced.send().PID),
          required("localAddress", TEXT, traced -> traced.send().localAddress()),
          required("localPort", UINT16, traced -> traced.send().sport),
          required("remoteAddress", TEXT, traced -> traced.send().remoteAddress()),
          required("remotePort", UINT16, traced -> traced.send().dport),
          required("sendOctets", UINT32, traced -> traced.send().size),
          optional("startime", UINT32, traced -> ticks(traced.send(), traced.send().startime)),
          optional("endtime", UINT32, traced -> ticks(traced.send(), traced.send().endtime)),
          required("cpu", UINT16, traced -> traced.send().cpu));

  private Columns() {}

  /** Of flow statistics: window, key and the core of the statistics. */
  public static List<Column<FlowStatistics>> ofFlows(
      final Grouping grouping, final boolean withHost) {
    return ofFlows(grouping, SelectedStatistics.CORE, withHost);
  }

  /** Of flow statistics: window, key and statistics. */
  public static List<Column<FlowStatistics>> ofFlows(
      final Grouping grouping, final SelectedStatistics selected, final boolean withHost) {
    return ofFlows(ofKeys(grouping, withHost), selected);
  }

  /**
   * Of the statistics of the largest flows: the rank besides. All others as one have neither a rank
   * nor a key.
   */
  public static List<Column<FlowStatistics>> ofTopFlows(
      final Grouping grouping, final SelectedStatistics selected, final boolean withHost) {
    final List<Column<FlowStatistics>> keys = new ArrayList<>();
    keys.add(RANK);
    ofKeys(grouping, withHost)
        .forEach(key -> keys.add(optional(key.name(), key.type(), key.value())));
    return ofFlows(keys, selected);
  }

  /** Of the key of flow statistics. */
  public static List<Column<FlowStatistics>> ofKeys(
      final Grouping grouping, final boolean withHost) {
    final List<Column<FlowStatistics>> columns = new ArrayList<>();
    if (withHost) {
      columns.add(FLOW_HOST);
    }
    grouping.columns().forEach(key -> columns.add(of(key)));
    return columns;
  }

  private static List<Column<FlowStatistics>> ofFlows(
      final List<Column<FlowStatistics>> keys, final SelectedStatistics selected) {
    final List<Column<FlowStatistics>> columns = new ArrayList<>(WINDOW);
    columns.addAll(keys);
    columns.addAll(OCTETS);
    if (selected.has(StatisticsGroup.SIZES)) {
      columns.addAll(SIZES);
    }
    columns.addAll(TIMES);
    if (selected.has(StatisticsGroup.GAPS)) {
      columns.addAll(GAPS);
    }
    if (selected.has(StatisticsGroup.TICKS)) {
      columns.addAll(TICKS);
    }
    columns.addAll(RATES);
    if (selected.has(StatisticsGroup.DISTINCT)) {
      columns.addAll(DISTINCT);
    }
    columns.add(DATA_COMPLETE);
    return columns;
  }

  /** Of the trace quality. */
  public static List<Column<TraceQuality>> ofTraces(final boolean withHost) {
    final List<Column<TraceQuality>> columns = new ArrayList<>();
    columns.add(TRACE_PATH);
    if (withHost) {
      columns.add(TRACE_HOST);
    }
    columns.addAll(TRACE);
    return columns;
  }

  /** Of the sends themselves. */
  public static List<Column<SendRow>> ofSends(final boolean withHost) {
    final List<Column<SendRow>> columns = new ArrayList<>();
    columns.add(SEND_PATH);
    if (withHost) {
      columns.add(SEND_HOST);
    }
    columns.addAll(SEND);
    return columns;
  }

  private static Column<FlowStatistics> of(final KeyColumn key) {
    final String name = key.columnName();
    return switch (key) {
      case PROCESS_ID -> required(name, UINT32, FlowStatistics::processId);
      case PROCESS_NAME -> optional(name, TEXT, FlowStatistics::processName);
      case LOCAL_ADDRESS -> required(name, TEXT, FlowStatistics::localAddress);
      case LOCAL_PORT -> required(name, UINT16, FlowStatistics::localPort);
      case REMOTE_ADDRESS -> required(name, TEXT, FlowStatistics::remoteAddress);
      case REMOTE_PORT -> required(name, UINT16, FlowStatistics::remotePort);
    };
  }

  private static Long ticks(final SendIPV4 send, final long ticks) {
    return send.hasTicks() ? ticks : null;
  }
}
