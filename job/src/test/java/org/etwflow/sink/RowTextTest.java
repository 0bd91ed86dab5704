package org.etwflow.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.etwflow.column.Column;
import org.etwflow.column.ColumnType;
import org.etwflow.event.EventColumns;
import org.etwflow.event.EventRow;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.flow.accumulator.FlowAccumulator;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.FlowKey;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.row.FlowColumns;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.quality.TraceColumns;
import org.etwflow.quality.TraceQuality;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Rows in CSV and JSON files. */
class RowTextTest {

  private static final Instant START = Instant.parse("2026-03-02T09:00:00Z");
  private static final Grouping FLOW = Grouping.parse("flow");
  private static final Grouping TOTAL = Grouping.parse("total");
  private static final Instant END = Instant.parse("2026-03-02T09:00:10Z");

  private static final long START_TIME = 134_169_156_000_000_000L;
  private static final long SECOND = 10_000_000;

  /**
   * Row of three sends of 1, 1 and 98 bytes, the first 100 ns after the start of the window, and of
   * a receive of 7 bytes.
   */
  private static WindowedFlow flow(final String host) {
    final FlowAccumulator counted =
        Accumulators.of(
            SelectedStatistics.CORE,
            send(1, START_TIME + 1),
            send(1, START_TIME + SECOND),
            event(EventType.TCP_RECEIVE_IPV4, 7, START_TIME + 2 * SECOND),
            send(98, START_TIME + 10 * SECOND - 1));
    return row(FLOW.key(host, send(1, START_TIME), null), counted, true);
  }

  private static WindowedFlow row(
      final FlowKey key, final FlowAccumulator counted, final boolean dataComplete) {
    return new WindowedFlow(key, START.toEpochMilli(), END.toEpochMilli(), counted, dataComplete);
  }

  private static NetworkEvent send(final long octets, final long time) {
    return event(EventType.TCP_SEND_IPV4, octets, time);
  }

  private static NetworkEvent event(final EventType type, final long octets, final long time) {
    final NetworkEvent event = NetworkEvents.of(type);
    event.processId = 4_294_967_295L;
    event.octets = octets;
    event.localAddressLow = NetworkEvents.mapped(0x0A00_0001L);
    event.localPort = 49_152;
    event.remoteAddressLow = NetworkEvents.mapped(0xC612_0001L);
    event.remotePort = 443;
    event.time = time;
    return event;
  }

  /** Accumulator of one send of 7 bytes. */
  private static FlowAccumulator single() {
    return Accumulators.of(SelectedStatistics.CORE, send(7, START_TIME));
  }

  private static WindowedFlow total() {
    return row(TOTAL.key(null, send(7, START_TIME), null), single(), false);
  }

  /**
   * Row of three sends of 5, 7 and 9 bytes, 2.5 and 1.5 ms apart, with 1, 2 and 6 ticks, of a
   * receive of 11 bytes, and of a retransmit of 3 bytes 1 ms after the last send.
   */
  private static WindowedFlow all() {
    final NetworkEvent first = send(5, START_TIME);
    first.startime = 100;
    first.endtime = 101;
    final NetworkEvent second = send(7, START_TIME + 25_000);
    second.startime = 100;
    second.endtime = 102;
    second.remotePort = 80;
    final NetworkEvent third = send(9, START_TIME + 40_000);
    third.startime = 96;
    third.endtime = 102;
    third.remoteAddressLow = NetworkEvents.mapped(0xC612_0002L);
    final FlowAccumulator counted =
        Accumulators.of(
            SelectedStatistics.parse("all"),
            first,
            event(EventType.TCP_RECEIVE_IPV4, 11, START_TIME + 10_000),
            second,
            third,
            event(EventType.TCP_RETRANSMIT_IPV4, 3, START_TIME + 50_000));
    return row(TOTAL.key(null, first, null), counted, false);
  }

  private static TraceQuality trace(final String path, final String problem) {
    return new TraceQuality(
        path,
        null,
        17,
        null,
        null,
        null,
        null,
        null,
        null,
        0,
        0,
        Map.of(EventType.TCP_SEND_IPV4, 3L, EventType.UDP_FAIL, 2L),
        Map.of(),
        0,
        null,
        null,
        null,
        null,
        0,
        0,
        null,
        0,
        0,
        true,
        0,
        0,
        problem,
        null,
        null);
  }

  private static List<Column<WindowedFlow>> flowColumns(
      final String grouping, final boolean withHost) {
    return FlowColumns.of(Grouping.parse(grouping), withHost);
  }

  @Test
  void flow_inCsv() throws IOException {
    assertThat(RowTexts.text(RowFormat.CSV, flowColumns("flow", false), List.of(flow(null))))
        .isEqualTo(
            "windowStart,windowEnd,protocol,processId,localAddress,localPort,remoteAddress,"
                + "remotePort,sendCount,receiveCount,sendOctets,receiveOctets,octets,flowStart,"
                + "flowEnd,flowDuration,windowSendBitRate,windowReceiveBitRate,flowSendBitRate,"
                + "flowReceiveBitRate,dataComplete\n"
                + "2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:10.0000000Z,tcp,4294967295,"
                + "10.0.0.1,49152,198.18.0.1,443,3,1,100,7,107,2026-03-02T09:00:00.0000001Z,"
                + "2026-03-02T09:00:09.9999999Z,9999.9998,80,5.6,80.0000016,5.600000112,true\n");
  }

  @Test
  void selectedColumns_areAmongCoreColumns() throws IOException {
    final List<Column<WindowedFlow>> columns =
        FlowColumns.of(Grouping.parse("total"), SelectedStatistics.parse("all"), false);

    assertThat(RowTexts.csv(columns, List.of(all())))
        .containsExactly(
            "windowStart,windowEnd,sendCount,receiveCount,sendOctets,receiveOctets,octets,"
                + "flowStart,flowEnd,flowDuration,windowSendBitRate,windowReceiveBitRate,"
                + "flowSendBitRate,flowReceiveBitRate,sendOctetsMin,sendOctetsMax,"
                + "sendOctetsMean,sendOctetsStdDev,sendOctetsP50,sendOctetsP95,sendOctetsP99,"
                + "receiveOctetsMin,receiveOctetsMax,receiveOctetsMean,receiveOctetsStdDev,"
                + "receiveOctetsP50,receiveOctetsP95,receiveOctetsP99,connectCount,acceptCount,"
                + "disconnectCount,reconnectCount,retransmitCount,retransmitOctets,interSendMin,"
                + "interSendMean,interSendMax,interSendStdDev,sendTicksMin,sendTicksMean,"
                + "sendTicksMax,tickLength,remoteAddressCount,remoteEndpointCount,flowCount,"
                + "dataComplete",
            "2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:10.0000000Z,3,1,21,11,32,"
                + "2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:00.0050000Z,5,16.8,8.8,"
                + "33600,17600,5,9,7,1.63299316185545,7,9,9,11,11,11,0,11,11,11,0,0,0,0,1,3,"
                + "1.5,2,2.5,0.5,1,3,6,,2,3,3,false");
  }

  @Test
  void flow_inJson() throws IOException {
    assertThat(RowTexts.text(RowFormat.JSONL, flowColumns("service", true), List.of(flow("a"))))
        .isEqualTo(
            """
            {"windowStart":"2026-03-02T09:00:00.0000000Z",\
            "windowEnd":"2026-03-02T09:00:10.0000000Z","host":"a","protocol":"tcp",\
            "remotePort":443,"sendCount":3,"receiveCount":1,"sendOctets":100,"receiveOctets":7,\
            "octets":107,"flowStart":"2026-03-02T09:00:00.0000001Z","flowEnd":"2026-03-02T09:00:09.9999999Z",\
            "flowDuration":9999.9998,"windowSendBitRate":80,"windowReceiveBitRate":5.6,\
            "flowSendBitRate":80.0000016,"flowReceiveBitRate":5.600000112,"dataComplete":true}
            """);
  }

  @Test
  void nullStatistics_areEmptyInCsv() throws IOException {
    assertThat(RowTexts.csv(flowColumns("total", true), List.of(total())).get(1))
        .isEqualTo(
            "2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:10.0000000Z,,1,0,7,0,7,"
                + "2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:00.0000000Z,0,5.6,0,,,false");
  }

  @Test
  void wholeRun_hasNoWindow() throws IOException {
    final WindowedFlow whole =
        new WindowedFlow(
            TOTAL.key(null, send(7, START_TIME), null),
            Long.MIN_VALUE,
            Long.MAX_VALUE,
            single(),
            true);

    assertThat(RowTexts.csv(flowColumns("total", false), List.of(whole)).get(1))
        .isEqualTo(
            ",,1,0,7,0,7,2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:00.0000000Z,0,,,,,true");
    assertThat(RowTexts.text(RowFormat.JSONL, flowColumns("total", false), List.of(whole)))
        .startsWith("{\"windowStart\":null,\"windowEnd\":null,");
  }

  @Test
  void event_inCsv() throws IOException {
    final NetworkEvent send = send(1_460, START_TIME + 1);
    send.startime = 2_000_000_001L;
    send.endtime = 2_000_000_002L;
    send.cpu = 3;
    final EventRow row = new EventRow("/traces/a.etl", "desk", send);

    assertThat(RowTexts.csv(EventColumns.of(true), List.of(row)))
        .containsExactly(
            "path,host,time,protocol,kind,direction,processId,localAddress,localPort,"
                + "remoteAddress,remotePort,octets,startime,endtime,cpu",
            "/traces/a.etl,desk,2026-03-02T09:00:00.0000001Z,tcp,send,outbound,4294967295,"
                + "10.0.0.1,49152,198.18.0.1,443,1460,2000000001,2000000002,3");
    assertThat(RowTexts.csv(EventColumns.of(false), List.of(row)).get(1))
        .startsWith("/traces/a.etl,2026-03-02T09:00:00.0000001Z,");
  }

  @Test
  void failure_inJson_hasNoEndpoints() throws IOException {
    final NetworkEvent failure = NetworkEvents.of(EventType.UDP_FAIL);
    failure.time = START_TIME;
    failure.addressFamily = 2L;
    failure.failureCode = 5;

    assertThat(
            RowTexts.text(
                RowFormat.JSONL,
                EventColumns.ofDetailed(false),
                List.of(new EventRow("a.etl", null, failure))))
        .isEqualTo(
            """
            {"path":"a.etl","time":"2026-03-02T09:00:00.0000000Z","protocol":"udp","kind":"fail",\
            "direction":null,"processId":null,"localAddress":null,"localPort":null,\
            "remoteAddress":null,"remotePort":null,"octets":null,"startime":null,"endtime":null,\
            "cpu":0,"seqnum":null,"connid":null,"mss":null,"sackopt":null,"tsopt":null,\
            "wsopt":null,"rcvwin":null,"rcvwinscale":null,"sndwinscale":null,"addressFamily":2,\
            "failureCode":5}
            """);
  }

  @Test
  void nullStatistics_areNullInJson() throws IOException {
    assertThat(RowTexts.text(RowFormat.JSONL, flowColumns("total", true), List.of(total())))
        .contains("\"host\":null,\"sendCount\":1")
        .endsWith(
            "\"flowDuration\":0,\"windowSendBitRate\":5.6,\"windowReceiveBitRate\":0,"
                + "\"flowSendBitRate\":null,\"flowReceiveBitRate\":null,"
                + "\"dataComplete\":false}\n");
  }

  @Test
  void csvCell_withQuotesAndCommas_isQuoted() throws IOException {
    final List<String> lines =
        RowTexts.csv(
            flowColumns("host", true),
            List.of(
                flow("desk, first floor"),
                flow("the \"big\" one"),
                flow("plain and long ".repeat(9))));

    assertThat(lines.get(1)).contains(",\"desk, first floor\",3,");
    assertThat(lines.get(2)).contains(",\"the \"\"big\"\" one\",3,");
    assertThat(lines.get(3)).contains("," + "plain and long ".repeat(9) + ",3,");
  }

  @Test
  void csvCell_withLineBreak_isQuoted() throws IOException {
    final String text =
        RowTexts.text(RowFormat.CSV, TraceColumns.of(false), List.of(trace("a\nb.etl", "x; y")));

    assertThat(text.substring(text.indexOf('\n') + 1))
        .isEqualTo(
            "\"a\nb.etl\",17,,,,,,,0,0,5,3"
                + ",0".repeat(20)
                + ",2,,,,,0,0,,0,0,true,0,0,x; y,,\n");
  }

  @Test
  void jsonText_isEscaped() throws IOException {
    assertThat(
            RowTexts.text(
                RowFormat.JSONL,
                TraceColumns.of(true),
                List.of(trace("C:\\a.etl", "say \"no\"\n"))))
        .startsWith("{\"path\":\"C:\\\\a.etl\",\"host\":null,\"octets\":17,\"osBuild\":null,")
        .endsWith(
            "\"truncatedTail\":true,\"largestDisorder\":0,\"lateEvents\":0,"
                + "\"problem\":\"say \\\"no\\\"\\n\",\"duplicateOf\":null,\"note\":null}\n");
  }

  @Test
  void jsonRows_areOneLineEach() throws IOException {
    final String text =
        RowTexts.text(
            RowFormat.JSONL, flowColumns("flow", false), List.of(total(), total(), total()));

    assertThat(text).endsWith("\n");
    assertThat(text.lines())
        .hasSize(3)
        .allMatch(line -> line.startsWith("{") && line.endsWith("}"));
  }

  @Test
  void letters_areUtf8() throws IOException {
    for (final RowFormat format : List.of(RowFormat.CSV, RowFormat.JSONL)) {
      assertThat(RowTexts.text(format, flowColumns("host", true), List.of(flow("Büro-東京"))))
          .contains("Büro-東京");
    }
  }

  @Test
  void csvFile_withoutRows_hasHeader() throws IOException {
    assertThat(RowTexts.text(RowFormat.CSV, flowColumns("process", false), List.of()))
        .startsWith("windowStart,windowEnd,processId,processName,sendCount,")
        .endsWith(",flowReceiveBitRate,dataComplete\n")
        .containsOnlyOnce("\n");
    assertThat(RowTexts.text(RowFormat.JSONL, flowColumns("process", false), List.of())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(names = {"CSV", "JSONL"})
  void smallAndLargeNumbers_haveNoExponent(final RowFormat format) throws IOException {
    final List<Column<Double>> columns =
        List.of(Column.required("number", ColumnType.DOUBLE, row -> row));

    assertThat(RowTexts.text(format, columns, List.of(1e-9, 1e21)))
        .contains("0.000000001")
        .contains("1000000000000000000000")
        .doesNotContain("E");
  }
}
