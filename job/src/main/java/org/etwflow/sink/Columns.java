package org.etwflow.sink;

import java.util.ArrayList;
import java.util.List;
import org.etwflow.flow.FlowStatistics;
import org.etwflow.flow.Grouping;
import org.etwflow.flow.KeyColumn;
import org.etwflow.flow.LateSend;
import org.etwflow.flow.SelectedStatistics;
import org.etwflow.flow.StatisticsGroup;
import org.etwflow.quality.TraceQuality;

/** Which columns rows have, in their order. */
public final class Columns {

  private static final List<Column<FlowStatistics>> WINDOW =
      List.of(
          new Column<>("windowStart", FlowStatistics::windowStart),
          new Column<>("windowEnd", FlowStatistics::windowEnd));

  private static final Column<FlowStatistics> FLOW_HOST =
      new Column<>("host", FlowStatistics::host);

  private static final List<Column<FlowStatistics>> OCTETS =
      List.of(
          new Column<>("sendCount", FlowStatistics::sendCount),
          new Column<>("sendOctets", FlowStatistics::sendOctets),
          new Column<>("sendOctetsMin", FlowStatistics::sendOctetsMin),
          new Column<>("sendOctetsMax", FlowStatistics::sendOctetsMax),
          new Column<>("sendOctetsMean", FlowStatistics::sendOctetsMean),
          new Column<>("sendOctetsStdDev", FlowStatistics::sendOctetsStdDev));

  private static final List<Column<FlowStatistics>> SIZES =
      List.of(
          new Column<>("sendOctetsP50", FlowStatistics::sendOctetsP50),
          new Column<>("sendOctetsP95", FlowStatistics::sendOctetsP95),
          new Column<>("sendOctetsP99", FlowStatistics::sendOctetsP99));

  private static final List<Column<FlowStatistics>> TIMES =
      List.of(
          new Column<>("flowStart", FlowStatistics::flowStart),
          new Column<>("flowEnd", FlowStatistics::flowEnd),
          new Column<>("flowDuration", FlowStatistics::flowDuration));

  private static final List<Column<FlowStatistics>> TICKS =
      List.of(
          new Column<>("sendTicksMin", FlowStatistics::sendTicksMin),
          new Column<>("sendTicksMean", FlowStatistics::sendTicksMean),
          new Column<>("sendTicksMax", FlowStatistics::sendTicksMax),
          new Column<>("tickLength", FlowStatistics::tickLength));

  private static final List<Column<FlowStatistics>> RATES =
      List.of(
          new Column<>("windowBitRate", FlowStatistics::windowBitRate),
          new Column<>("flowBitRate", FlowStatistics::flowBitRate));

  private static final List<Column<FlowStatistics>> DISTINCT =
      List.of(
          new Column<>("remoteAddressCount", FlowStatistics::remoteAddressCount),
          new Column<>("remoteEndpointCount", FlowStatistics::remoteEndpointCount),
          new Column<>("flowCount", FlowStatistics::flowCount));

  private static final Column<TraceQuality> TRACE_PATH = new Column<>("path", TraceQuality::path);

  private static final Column<TraceQuality> TRACE_HOST = new Column<>("host", TraceQuality::host);

  private static final List<Column<TraceQuality>> TRACE =
      List.of(
          new Column<>("octets", TraceQuality::octets),
          new Column<>("osBuild", TraceQuality::osBuild),
          new Column<>("pointerSize", TraceQuality::pointerSize),
          new Column<>("cpuCount", TraceQuality::cpuCount),
          new Column<>("clock", TraceQuality::clock),
          new Column<>("sessionStart", TraceQuality::sessionStart),
          new Column<>("sessionEnd", TraceQuality::sessionEnd),
          new Column<>("buffers", TraceQuality::buffers),
          new Column<>("records", TraceQuality::records),
          new Column<>("sends", TraceQuality::sends),
          new Column<>("firstSend", TraceQuality::firstSend),
          new Column<>("lastSend", TraceQuality::lastSend),
          new Column<>("eventsLost", TraceQuality::eventsLost),
          new Column<>("buffersLost", TraceQuality::buffersLost),
          new Column<>("missingBufferSequences", TraceQuality::missingBufferSequences),
          new Column<>("skippedBuffers", TraceQuality::skippedBuffers),
          new Column<>("skippedBufferReasons", TraceQuality::skippedBufferReasons),
          new Column<>("malformedRecords", TraceQuality::malformedRecords),
          new Column<>("truncatedTail", TraceQuality::truncatedTail),
          new Column<>("largestDisorder", TraceQuality::largestDisorder),
          new Column<>("lateSends", TraceQuality::lateSends),
          new Column<>("problem", TraceQuality::problem));

  private static final Column<LateSend> LATE_PATH = new Column<>("path", LateSend::path);

  private static final Column<LateSend> LATE_HOST = new Column<>("host", LateSend::host);

  private static final List<Column<LateSend>> LATE =
      List.of(
          new Column<>("time", late -> late.send().instant()),
          new Column<>("processId", late -> late.send().PID),
          new Column<>("localAddress", late -> late.send().localAddress()),
          new Column<>("localPort", late -> late.send().sport),
          new Column<>("remoteAddress", late -> late.send().remoteAddress()),
          new Column<>("remotePort", late -> late.send().dport),
          new Column<>("sendOctets", late -> late.send().size));

  private Columns() {}

  /** Of flow statistics: window, key and the core of the statistics. */
  public static List<Column<FlowStatistics>> ofFlows(
      final Grouping grouping, final boolean withHost) {
    return ofFlows(grouping, SelectedStatistics.CORE, withHost);
  }

  /** Of flow statistics: window, key and statistics. */
  public static List<Column<FlowStatistics>> ofFlows(
      final Grouping grouping, final SelectedStatistics selected, final boolean withHost) {
    final List<Column<FlowStatistics>> columns = new ArrayList<>(WINDOW);
    if (withHost) {
      columns.add(FLOW_HOST);
    }
    grouping.columns().forEach(key -> columns.add(new Column<>(key.columnName(), value(key))));
    columns.addAll(OCTETS);
    if (selected.has(StatisticsGroup.SIZES)) {
      columns.addAll(SIZES);
    }
    columns.addAll(TIMES);
    if (selected.has(StatisticsGroup.TICKS)) {
      columns.addAll(TICKS);
    }
    columns.addAll(RATES);
    if (selected.has(StatisticsGroup.DISTINCT)) {
      columns.addAll(DISTINCT);
    }
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

  /** Of sends that are in no row. */
  public static List<Column<LateSend>> ofLate(final boolean withHost) {
    final List<Column<LateSend>> columns = new ArrayList<>();
    columns.add(LATE_PATH);
    if (withHost) {
      columns.add(LATE_HOST);
    }
    columns.addAll(LATE);
    return columns;
  }

  private static Column.Value<FlowStatistics> value(final KeyColumn key) {
    return switch (key) {
      case PROCESS_ID -> FlowStatistics::processId;
      case LOCAL_ADDRESS -> FlowStatistics::localAddress;
      case LOCAL_PORT -> FlowStatistics::localPort;
      case REMOTE_ADDRESS -> FlowStatistics::remoteAddress;
      case REMOTE_PORT -> FlowStatistics::remotePort;
    };
  }
}
