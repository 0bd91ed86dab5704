package org.etwflow.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.serialization.BulkWriter;
import org.apache.flink.core.fs.FSDataOutputStream;
import org.apache.flink.core.fs.local.LocalDataOutputStream;
import org.etwflow.column.Column;
import org.etwflow.column.ColumnType;
import org.etwflow.event.SendColumns;
import org.etwflow.event.SendIPV4;
import org.etwflow.event.SendRow;
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

  private static SendRow send(final long startime) {
    final SendIPV4 send = new SendIPV4();
    send.time = 134_169_156_000_000_001L;
    send.PID = 4_294_967_295L;
    send.saddr = 0xFFFF_FFFEL;
    send.sport = 65_535;
    send.daddr = 0x0102_0304L;
    send.dport = 443;
    send.size = 4_294_967_294L;
    send.startime = startime;
    send.endtime = startime;
    send.cpu = 63;
    return new SendRow("a.etl", "desk", send);
  }

  @ParameterizedTest
  @EnumSource
  void sendWithoutTicks_hasNullTicks(final RowFormat format) throws IOException {
    final List<Column<SendRow>> columns = SendColumns.of(true);
    final String fields =
        "a.etl,desk,2026-03-02T09:00:00.0000001Z,4294967295,255.255.255.254,65535,1.2.3.4,443,"
            + "4294967294,";

    final Path file =
        write(format, columns, List.of(send(SendIPV4.NO_TICKS), send(0), send(3_000_000_000L)));

    assertThat(StoredRows.lines(file, format, columns))
        .containsExactly(fields + ",,63", fields + "0,0,63", fields + "3000000000,3000000000,63");
  }

  @Test
  void parquetSchema_ofFlows() throws IOException {
    final List<Column<WindowedFlow>> columns = FlowColumns.of(Grouping.parse("flow"), true);

    assertThat(StoredRows.parquetSchema(write(RowFormat.PARQUET, columns, List.of())))
        .containsExactly(
            "windowStart TIMESTAMPTZ_NS OPTIONAL",
            "windowEnd TIMESTAMPTZ_NS OPTIONAL",
            "host VARCHAR REQUIRED",
            "processId UINTEGER REQUIRED",
            "localAddress VARCHAR REQUIRED",
            "localPort USMALLINT REQUIRED",
            "remoteAddress VARCHAR REQUIRED",
            "remotePort USMALLINT REQUIRED",
            "sendCount BIGINT REQUIRED",
            "sendOctets BIGINT REQUIRED",
            "sendOctetsMin BIGINT REQUIRED",
            "sendOctetsMax BIGINT REQUIRED",
            "sendOctetsMean DOUBLE OPTIONAL",
            "sendOctetsStdDev DOUBLE OPTIONAL",
            "flowStart TIMESTAMPTZ_NS REQUIRED",
            "flowEnd TIMESTAMPTZ_NS REQUIRED",
            "flowDuration DOUBLE REQUIRED",
            "windowBitRate DOUBLE OPTIONAL",
            "flowBitRate DOUBLE OPTIONAL",
            "dataComplete BOOLEAN REQUIRED");
  }

  @ParameterizedTest
  @EnumSource
  void otherRow_hasNoRankAndNoKey(final RowFormat format) throws IOException {
    final Grouping grouping = Grouping.parse("flow");
    final TopNSelector ranking =
        new TopNSelector(
            grouping, RowCondition.ALWAYS, new TopN(1, Statistic.number("sendOctets")));
    final TopNState flows = new TopNState();
    final FlowAccumulator counted = Accumulators.of(SelectedStatistics.CORE, send(0).send());
    for (final String host : List.of("desk", "lap", "rack")) {
      final FlowKey key = grouping.key(host, send(0).send(), null);
      ranking.add(WindowedFlow.ofWholeRun(key, counted), flows);
    }
    final List<Column<WindowedFlow>> columns =
        FlowColumns.ofTop(grouping, SelectedStatistics.CORE, true);
    final String time = "2026-03-02T09:00:00.0000001Z";

    final Path file =
        write(format, columns, List.of(ranking.top(flows).get(0), ranking.other(flows)));

    assertThat(StoredRows.lines(file, format, columns))
        .containsExactly(
            ",,1,desk,4294967295,255.255.255.254,65535,1.2.3.4,443,1,4294967294,4294967294,"
                + "4294967294,4294967294,0,%s,%s,0,,,false".formatted(time, time),
            ",,,,,,,,,2,8589934588,4294967294,"
                + "4294967294,4294967294,0,%s,%s,0,,,false".formatted(time, time));
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
            "sends BIGINT REQUIRED",
            "firstSend TIMESTAMPTZ_NS OPTIONAL",
            "lastSend TIMESTAMPTZ_NS OPTIONAL",
            "eventsLost BIGINT OPTIONAL",
            "buffersLost BIGINT OPTIONAL",
            "missingBufferSequences BIGINT REQUIRED",
            "skippedBuffers BIGINT REQUIRED",
            "skippedBufferReasons VARCHAR OPTIONAL",
            "malformedRecords BIGINT REQUIRED",
            "truncatedTail BOOLEAN REQUIRED",
            "largestDisorder DOUBLE REQUIRED",
            "lateSends BIGINT REQUIRED",
            "problem VARCHAR OPTIONAL",
            "duplicateOf VARCHAR OPTIONAL",
            "note VARCHAR OPTIONAL");
  }

  @Test
  void parquetSchema_ofSends() throws IOException {
    assertThat(StoredRows.parquetSchema(write(RowFormat.PARQUET, SendColumns.of(true), List.of())))
        .containsExactly(
            "path VARCHAR REQUIRED",
            "host VARCHAR REQUIRED",
            "time TIMESTAMPTZ_NS REQUIRED",
            "processId UINTEGER REQUIRED",
            "localAddress VARCHAR REQUIRED",
            "localPort USMALLINT REQUIRED",
            "remoteAddress VARCHAR REQUIRED",
            "remotePort USMALLINT REQUIRED",
            "sendOctets UINTEGER REQUIRED",
            "startime UINTEGER OPTIONAL",
            "endtime UINTEGER OPTIONAL",
            "cpu USMALLINT REQUIRED");
  }
}
