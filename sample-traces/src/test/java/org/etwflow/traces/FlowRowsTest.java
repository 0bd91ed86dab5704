package org.etwflow.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FlowRowsTest {

  private static final RecordEncoding ENCODING = RecordEncoding.of(HeaderKind.PERFINFO);
  private static final Flow FLOW = Flow.of(7, "10.0.0.1", 50_000, "198.18.0.2", 443);
  private static final String KEY = "7,10.0.0.1,50000,198.18.0.2,443,";
  private static final String FIRST = "2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:10.0000000Z,";
  private static final String SECOND = "2026-03-02T09:00:10.0000000Z,2026-03-02T09:00:20.0000000Z,";

  @Test
  void sendsOfAFlowInAWindow_formOneRow() {
    assertThat(
            rows(
                writer -> {
                  send(writer, 0, FLOW, 1);
                  send(writer, 30_000_000, FLOW, 2);
                }))
        .isEqualTo(
            FIRST
                + KEY
                + "2,3,1,2,1.5,0.5,2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:03.0000000Z,"
                + "3000,2.4,8,true\n");
  }

  @Test
  void singleSend_hasNoFlowBitRate() {
    assertThat(rows(writer -> send(writer, 12_345_678, FLOW, 1_500)))
        .isEqualTo(
            FIRST
                + KEY
                + "1,1500,1500,1500,1500,0,2026-03-02T09:00:01.2345678Z,"
                + "2026-03-02T09:00:01.2345678Z,0,1200,,true\n");
  }

  @Test
  void sendAtWindowEnd_belongsToTheNextWindow() {
    assertThat(
            rows(
                writer -> {
                  send(writer, 99_999_999, FLOW, 1);
                  send(writer, 100_000_000, FLOW, 1);
                }))
        .isEqualTo(
            FIRST
                + KEY
                + "1,1,1,1,1,0,2026-03-02T09:00:09.9999999Z,2026-03-02T09:00:09.9999999Z,0,0.8,,"
                + "true\n"
                + SECOND
                + KEY
                + "1,1,1,1,1,0,2026-03-02T09:00:10.0000000Z,2026-03-02T09:00:10.0000000Z,0,0.8,,"
                + "true\n");
  }

  @Test
  void repeatingFractions_haveFifteenDigits() {
    // Mean 7/3, deviation sqrt(14)/3, rate 56 bits in 0.7 us.
    assertThat(
            rows(
                writer -> {
                  send(writer, 0, FLOW, 1);
                  send(writer, 3, FLOW, 2);
                  send(writer, 7, FLOW, 4);
                }))
        .isEqualTo(
            FIRST
                + KEY
                + "3,7,1,4,2.33333333333333,1.24721912892465,2026-03-02T09:00:00.0000000Z,"
                + "2026-03-02T09:00:00.0000007Z,0.0007,5.6,80000000,true\n");
  }

  @Test
  void processIdsAndSizes_areUnsigned() {
    final Flow flow = new Flow(-1, -1, 65_535, 0, 0);
    assertThat(rows(writer -> send(writer, 0, flow, -1)))
        .startsWith(FIRST + "4294967295,255.255.255.255,65535,0.0.0.0,0,1,4294967295,4294967295,");
  }

  @Test
  void rows_areSortedAsText() {
    final Flow nine = Flow.of(9, "10.0.0.1", 1, "10.0.0.2", 2);
    final Flow ten = Flow.of(10, "10.0.0.1", 1, "10.0.0.2", 2);
    final String rows =
        rows(
            writer -> {
              send(writer, 0, nine, 1);
              send(writer, 0, ten, 1);
            });
    assertThat(rows.lines().map(line -> line.split(",", -1)[2])).containsExactly("10", "9");
  }

  @Test
  void unreadableSend_isNotCounted() {
    assertThat(
            rows(
                writer ->
                    writer.malformedSend(
                        0, writer.session().ticksAt(0), ENCODING, new Send(FLOW, 1, 0, 0))))
        .isEmpty();
  }

  private static void send(TraceWriter writer, long time, Flow flow, int size) {
    writer.send(0, writer.session().ticksAt(time), ENCODING, new Send(flow, size, 0, 0));
  }

  /** The rows without the header line. */
  private static String rows(Consumer<TraceWriter> script) {
    final FlowRows rows = new FlowRows();
    WrittenTrace.of(TraceSession.builder().build(), script).sends().forEach(rows::add);
    final String csv = rows.toCsv();
    assertThat(csv)
        .startsWith(
            "windowStart,windowEnd,processId,localAddress,localPort,remoteAddress,remotePort,"
                + "sendCount,sendOctets,sendOctetsMin,sendOctetsMax,sendOctetsMean,"
                + "sendOctetsStdDev,flowStart,flowEnd,flowDuration,windowBitRate,flowBitRate,"
                + "dataComplete\n");
    return csv.substring(csv.indexOf('\n') + 1);
  }
}
