package org.etwflow.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
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
import org.etwflow.flow.row.RowCondition;
import org.etwflow.flow.row.Statistic;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.topn.TopN;
import org.etwflow.flow.topn.TopNSelector;
import org.etwflow.flow.topn.TopNState;
import org.etwflow.quality.TraceColumns;
import org.etwflow.testing.Accumulators;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of each format, as read by another program. */
class FormatsTest {

  /** Value as it is written, and as it must be read. */
  private record Cell(ColumnType type, Object value, String text) {}

  private static final List<Cell> CELLS =
      List.of(
          new Cell(ColumnType.TEXT, "plain", "plain"),
          new Cell(ColumnType.TEXT, "a \"quoted\" one", "a \"quoted\" one"),
          new Cell(ColumnType.TEXT, "two, three", "two, three"),
          new Cell(ColumnType.TEXT, "a line\nand another", "a line\nand another"),
          new Cell(ColumnType.TEXT, "C:\\traces\\büro-東京.etl", "C:\\traces\\büro-東京.etl"),
          new Cell(ColumnType.TEXT, "null", "null"),
          new Cell(ColumnType.UINT16, 0, "0"),
          new Cell(ColumnType.UINT16, 65_535, "65535"),
          new Cell(ColumnType.UINT32, 2_147_483_648L, "2147483648"),
          new Cell(ColumnType.UINT32, 4_294_967_295L, "4294967295"),
          new Cell(ColumnType.INT64, 1L << 53 | 1, "9007199254740993"),
          new Cell(ColumnType.INT64, Long.MAX_VALUE, "9223372036854775807"),
          new Cell(ColumnType.DOUBLE, 0.1 + 0.2, "0.3"),
          new Cell(ColumnType.DOUBLE, 1e21, "1000000000000000000000"),
          new Cell(ColumnType.DOUBLE, 1e-9, "0.000000001"),
          new Cell(ColumnType.BOOLEAN, true, "true"),
          new Cell(ColumnType.BOOLEAN, false, "false"),
          time("2026-03-02T09:00:00.1234567Z"),
          time("2026-03-02T09:00:00.0000001Z"),
          time("2038-01-19T03:14:08.9999999Z"),
          time("1969-12-31T23:59:59.9999999Z"));

  @TempDir private Path folder;

  private static Cell time(final String text) {
    return new Cell(ColumnType.TIME, Instant.parse(text), text);
  }

  private static List<Column<List<Object>>> columns() {
    final List<Column<List<Object>>> columns = new ArrayList<>();
    for (int i = 0; i < CELLS.size(); i++) {
      final int index = i;
      columns.add(Column.optional("c" + i, CELLS.get(i).type(), row -> row.get(index)));
    }
    return columns;
  }

  private <R> Path write(final RowFormat format, final List<Column<R>> columns, final List<R> rows)
      throws IOException {
    final Path file = folder.resolve("rows." + format.extension());
    try (FSDataOutputStream out = new LocalDataOutputStream(file.toFile())) {
      final BulkWriter<R> writer = new RowFiles<>(format, columns).writers().create(out);
      for (final R row : rows) {
        writer.addElement(row);
      }
      writer.finish();
    }
    return file;
  }

  @ParameterizedTest
  @EnumSource
  void everyType_isReadAsWritten(final RowFormat format) throws IOException {
    final List<Object> row = CELLS.stream().map(Cell::value).toList();
    final List<String> expected = CELLS.stream().map(Cell::text).toList();

    final Path file = write(format, columns(), List.of(row, row));

    assertThat(StoredRows.in(file, format, columns())).containsExactly(expected, expected);
  }

  @ParameterizedTest
  @EnumSource
  void missingValue_isNull(final RowFormat format) throws IOException {
    final List<Object> row = CELLS.stream().map(Cell::value).toList();
    final List<Object> none = Arrays.asList(new Object[CELLS.size()]);
    final List<String> noTexts = Arrays.asList(new String[CELLS.size()]);

    final Path file = write(format, columns(), List.of(none, row, none));

    assertThat(StoredRows.in(file, format, columns()))
        .hasSize(3)
        .startsWith(noTexts)
        .endsWith(noTexts);
  }

  @ParameterizedTest
  @EnumSource
  void manyRows_areReadInOrder(final RowFormat format) throws IOException {
    final List<Column<Long>> columns =
        List.of(
            Column.required("random", ColumnType.INT64, row -> new Random(row).nextLong()),
            Column.optional("some", ColumnType.UINT32, row -> row % 3 == 0 ? row : null),
            Column.required("same", ColumnType.TEXT, row -> "always"));
    final List<Long> rows = new ArrayList<>();
    final List<String> expected = new ArrayList<>();
    for (long row = 0; row < 50_000; row++) {
      rows.add(row);
      expected.add(new Random(row).nextLong() + "," + (row % 3 == 0 ? row : "") + ",always");
    }

    assertThat(StoredRows.lines(write(format, columns, rows), format, columns)).isEqualTo(expected);
  }

  private static NetworkEvent send(final long startime) {
    final NetworkEvent send = NetworkEvents.send(4_294_967_294L, 134_169_156_000_000_001L);
    send.processId = 4_294_967_295L;
    send.localAddressLow = NetworkEvents.mapped(0xFFFF_FFFEL);
    send.localPort = 65_535;
    send.remoteAddressLow = NetworkEvents.mapped(0x0102_0304L);
    send.remotePort = 443;
    send.startime = startime;
    send.endtime = startime;
    send.cpu = 63;
    return send;
  }

  private static NetworkEvent event(final EventType type) {
    final NetworkEvent event = NetworkEvents.of(type);
    event.time = 134_169_156_000_000_001L;
    return event;
  }

  private static NetworkEvent datagram() {
    final NetworkEvent datagram = event(EventType.UDP_RECEIVE_IPV6);
    datagram.octets = 512;
    datagram.localAddressHigh = 0xFF02L << 48;
    datagram.localAddressLow = 0xFB;
    datagram.localPort = 5_353;
    datagram.remoteAddressLow = NetworkEvents.mapped(0x0A00_0001L);
    datagram.seqnum = 4_294_967_295L;
    datagram.connid = -1L;
    return datagram;
  }

  private static NetworkEvent accept() {
    final NetworkEvent accept = event(EventType.TCP_ACCEPT_IPV4);
    accept.mss = 65_535;
    accept.sackopt = 1;
    accept.tsopt = 0;
    accept.wsopt = 1;
    accept.rcvwin = 4_294_967_295L;
    accept.rcvwinscale = -1;
    accept.sndwinscale = 8;
    return accept;
  }

  private static NetworkEvent failure() {
    final NetworkEvent failure = event(EventType.TCP_FAIL);
    failure.processId = NetworkEvent.UNKNOWN_PROCESS;
    failure.addressFamily = 23L;
    failure.failureCode = 6;
    return failure;
  }

  @ParameterizedTest
  @EnumSource
  void fieldsThatAnEventDoesNotHave_areNull(final RowFormat format) throws IOException {
    final List<Column<EventRow>> columns = EventColumns.ofDetailed(true);
    final List<EventRow> rows =
        Stream.of(
                send(NetworkEvent.NO_TICKS),
                send(0),
                send(3_000_000_000L),
                datagram(),
                accept(),
                failure())
            .map(event -> new EventRow("a.etl", "desk", event))
            .toList();
    final String trace = "a.etl,desk,2026-03-02T09:00:00.0000001Z,";
    final String send =
        trace + "tcp,send,outbound,4294967295,255.255.255.254,65535,1.2.3.4,443,4294967294,";

    final Path file = write(format, columns, rows);

    assertThat(StoredRows.lines(file, format, columns))
        .containsExactly(
            send + ",,63,,,,,,,,,,,",
            send + "0,0,63,,,,,,,,,,,",
            send + "3000000000,3000000000,63,,,,,,,,,,,",
            trace
                + "udp,receive,inbound,0,ff02::fb,5353,::ffff:10.0.0.1,0,512,,,0,4294967295,-1"
                + ",,,,,,,,,",
            trace
                + "tcp,accept,inbound,0,0.0.0.0,0,0.0.0.0,0,0,,,0,,,65535,1,0,1,4294967295,-1,8,,",
            trace + "tcp,fail,,,,,,,,,,0,,,,,,,,,,23,6");
  }

  @Test
  void parquetSchema_ofFlows() throws IOException {
    final List<Column<WindowedFlow>> columns = FlowColumns.of(Grouping.parse("flow"), true);

    assertThat(StoredRows.parquetSchema(write(RowFormat.PARQUET, columns, List.of())))
        .containsExactly(
            "windowStart TIMESTAMPTZ_NS OPTIONAL",
            "windowEnd TIMESTAMPTZ_NS OPTIONAL",
            "host VARCHAR REQUIRED",
            "protocol VARCHAR REQUIRED",
            "processId UINTEGER REQUIRED",
            "localAddress VARCHAR REQUIRED",
            "localPort USMALLINT REQUIRED",
            "remoteAddress VARCHAR REQUIRED",
            "remotePort USMALLINT REQUIRED",
            "sendCount BIGINT REQUIRED",
            "receiveCount BIGINT REQUIRED",
            "sendOctets BIGINT REQUIRED",
            "receiveOctets BIGINT REQUIRED",
            "octets BIGINT REQUIRED",
            "flowStart TIMESTAMPTZ_NS REQUIRED",
            "flowEnd TIMESTAMPTZ_NS REQUIRED",
            "flowDuration DOUBLE REQUIRED",
            "windowSendBitRate DOUBLE OPTIONAL",
            "windowReceiveBitRate DOUBLE OPTIONAL",
            "flowSendBitRate DOUBLE OPTIONAL",
            "flowReceiveBitRate DOUBLE OPTIONAL",
            "dataComplete BOOLEAN REQUIRED");
  }

  @Test
  void parquetSchema_ofSizesAndConnections() throws IOException {
    final List<Column<WindowedFlow>> columns =
        FlowColumns.of(
            Grouping.parse("total"), SelectedStatistics.parse("sizes,connections"), false);
    final List<String> schema =
        StoredRows.parquetSchema(write(RowFormat.PARQUET, columns, List.of()));

    assertThat(schema.subList(14, schema.size()))
        .containsExactly(
            "sendOctetsMin BIGINT OPTIONAL",
            "sendOctetsMax BIGINT OPTIONAL",
            "sendOctetsMean DOUBLE OPTIONAL",
            "sendOctetsStdDev DOUBLE OPTIONAL",
            "sendOctetsP50 BIGINT OPTIONAL",
            "sendOctetsP95 BIGINT OPTIONAL",
            "sendOctetsP99 BIGINT OPTIONAL",
            "receiveOctetsMin BIGINT OPTIONAL",
            "receiveOctetsMax BIGINT OPTIONAL",
            "receiveOctetsMean DOUBLE OPTIONAL",
            "receiveOctetsStdDev DOUBLE OPTIONAL",
            "receiveOctetsP50 BIGINT OPTIONAL",
            "receiveOctetsP95 BIGINT OPTIONAL",
            "receiveOctetsP99 BIGINT OPTIONAL",
            "connectCount BIGINT OPTIONAL",
            "acceptCount BIGINT OPTIONAL",
            "disconnectCount BIGINT OPTIONAL",
            "reconnectCount BIGINT OPTIONAL",
            "retransmitCount BIGINT OPTIONAL",
            "retransmitOctets BIGINT OPTIONAL",
            "dataComplete BOOLEAN REQUIRED");
  }

  @ParameterizedTest
  @EnumSource
  void otherRow_hasNoRankAndNoKey(final RowFormat format) throws IOException {
    final Grouping grouping = Grouping.parse("flow");
    final TopNSelector ranking =
        new TopNSelector(grouping, RowCondition.ALWAYS, new TopN(1, Statistic.number("octets")));
    final TopNState flows = new TopNState();
    final FlowAccumulator counted = Accumulators.of(SelectedStatistics.CORE, send(0));
    for (final String host : List.of("desk", "lap", "rack")) {
      final FlowKey key = grouping.key(host, send(0), null);
      ranking.add(WindowedFlow.ofWholeRun(key, counted), flows);
    }
    final List<Column<WindowedFlow>> columns =
        FlowColumns.ofTop(grouping, SelectedStatistics.CORE, true);
    final String time = "2026-03-02T09:00:00.0000001Z";

    final Path file =
        write(format, columns, List.of(ranking.top(flows).get(0), ranking.other(flows)));

    assertThat(StoredRows.lines(file, format, columns))
        .containsExactly(
            ",,1,desk,tcp,4294967295,255.255.255.254,65535,1.2.3.4,443,1,0,4294967294,0,4294967294,"
                + "%s,%s,0,,,,,false".formatted(time, time),
            ",,,,,,,,,,2,0,8589934588,0,8589934588,%s,%s,0,,,,,false".formatted(time, time));
  }

  @Test
  void parquetSchema_ofTopFlows_hasOptionalKeys() throws IOException {
    final List<Column<WindowedFlow>> columns =
        FlowColumns.ofTop(Grouping.parse("remote-endpoint"), SelectedStatistics.CORE, true);

    assertThat(StoredRows.parquetSchema(write(RowFormat.PARQUET, columns, List.of())))
        .startsWith(
            "windowStart TIMESTAMPTZ_NS OPTIONAL",
            "windowEnd TIMESTAMPTZ_NS OPTIONAL",
            "rank BIGINT OPTIONAL",
            "host VARCHAR OPTIONAL",
            "remoteAddress VARCHAR OPTIONAL",
            "remotePort USMALLINT OPTIONAL",
            "sendCount BIGINT REQUIRED");
  }

  @Test
  void parquetSchema_ofTraces() throws IOException {
    assertThat(
            StoredRows.parquetSchema(write(RowFormat.PARQUET, TraceColumns.of(false), List.of())))
        .containsExactly(
            "path VARCHAR REQUIRED",
            "octets BIGINT REQUIRED",
            "osBuild BIGINT OPTIONAL",
            "pointerSize BIGINT OPTIONAL",
            "cpuCount BIGINT OPTIONAL",
            "clock VARCHAR OPTIONAL",
            "sessionStart TIMESTAMPTZ_NS OPTIONAL",
            "sessionEnd TIMESTAMPTZ_NS OPTIONAL",
            "buffers BIGINT REQUIRED",
            "records BIGINT REQUIRED",
            "networkEvents BIGINT REQUIRED",
            "TcpIp_SendIPV4 BIGINT REQUIRED",
            "TcpIp_RecvIPV4 BIGINT REQUIRED",
            "TcpIp_ConnectIPV4 BIGINT REQUIRED",
            "TcpIp_DisconnectIPV4 BIGINT REQUIRED",
            "TcpIp_RetransmitIPV4 BIGINT REQUIRED",
            "TcpIp_AcceptIPV4 BIGINT REQUIRED",
            "TcpIp_ReconnectIPV4 BIGINT REQUIRED",
            "TcpIp_TCPCopyIPV4 BIGINT REQUIRED",
            "TcpIp_SendIPV6 BIGINT REQUIRED",
            "TcpIp_RecvIPV6 BIGINT REQUIRED",
            "TcpIp_ConnectIPV6 BIGINT REQUIRED",
            "TcpIp_DisconnectIPV6 BIGINT REQUIRED",
            "TcpIp_RetransmitIPV6 BIGINT REQUIRED",
            "TcpIp_AcceptIPV6 BIGINT REQUIRED",
            "TcpIp_ReconnectIPV6 BIGINT REQUIRED",
            "TcpIp_TCPCopyIPV6 BIGINT REQUIRED",
            "TcpIp_Fail BIGINT REQUIRED",
            "UdpIp_SendIPV4 BIGINT REQUIRED",
            "UdpIp_RecvIPV4 BIGINT REQUIRED",
            "UdpIp_SendIPV6 BIGINT REQUIRED",
            "UdpIp_RecvIPV6 BIGINT REQUIRED",
            "UdpIp_Fail BIGINT REQUIRED",
            "firstEvent TIMESTAMPTZ_NS OPTIONAL",
            "lastEvent TIMESTAMPTZ_NS OPTIONAL",
            "eventsLost BIGINT OPTIONAL",
            "buffersLost BIGINT OPTIONAL",
            "missingBufferSequences BIGINT REQUIRED",
            "skippedBuffers BIGINT REQUIRED",
            "skippedBufferReasons VARCHAR OPTIONAL",
            "storageErrors BIGINT REQUIRED",
            "malformedRecords BIGINT REQUIRED",
            "truncatedTail BOOLEAN REQUIRED",
            "largestDisorder DOUBLE REQUIRED",
            "lateEvents BIGINT REQUIRED",
            "problem VARCHAR OPTIONAL",
            "duplicateOf VARCHAR OPTIONAL",
            "note VARCHAR OPTIONAL");
  }

  @Test
  void parquetSchema_ofEvents() throws IOException {
    assertThat(
            StoredRows.parquetSchema(
                write(RowFormat.PARQUET, EventColumns.ofDetailed(true), List.of())))
        .containsExactly(
            "path VARCHAR REQUIRED",
            "host VARCHAR REQUIRED",
            "time TIMESTAMPTZ_NS REQUIRED",
            "protocol VARCHAR REQUIRED",
            "kind VARCHAR REQUIRED",
            "direction VARCHAR OPTIONAL",
            "processId UINTEGER OPTIONAL",
            "localAddress VARCHAR OPTIONAL",
            "localPort USMALLINT OPTIONAL",
            "remoteAddress VARCHAR OPTIONAL",
            "remotePort USMALLINT OPTIONAL",
            "octets UINTEGER OPTIONAL",
            "startime UINTEGER OPTIONAL",
            "endtime UINTEGER OPTIONAL",
            "cpu USMALLINT REQUIRED",
            "seqnum UINTEGER OPTIONAL",
            "connid BIGINT OPTIONAL",
            "mss USMALLINT OPTIONAL",
            "sackopt USMALLINT OPTIONAL",
            "tsopt USMALLINT OPTIONAL",
            "wsopt USMALLINT OPTIONAL",
            "rcvwin UINTEGER OPTIONAL",
            "rcvwinscale BIGINT OPTIONAL",
            "sndwinscale BIGINT OPTIONAL",
            "addressFamily UINTEGER OPTIONAL",
            "failureCode USMALLINT OPTIONAL");
  }
}
