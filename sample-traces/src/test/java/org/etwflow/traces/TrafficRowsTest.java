package org.etwflow.traces;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class TrafficRowsTest {

  private static final RecordEncoding ENCODING = RecordEncoding.of(HeaderKind.PERFINFO);
  private static final TrafficFlow FLOW = TrafficFlow.of(7, "10.0.0.1", 50_000, "198.18.0.2", 443);
  private static final TrafficFlow IPV6 =
      TrafficFlow.of(7, "2001:db8::1", 50_000, "2001:db8::2", 443);
  private static final TrafficFlow MAPPED =
      TrafficFlow.of(7, "::ffff:10.0.0.1", 50_000, "::ffff:198.18.0.2", 443);

  private static final String WINDOW = "2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:10.0000000Z,";
  private static final String KEY = "tcp,7,10.0.0.1,50000,198.18.0.2,443,";

  /** FILETIME of 2026-03-02T09:00:00Z. */
  private static final String START = "134169156000000000";

  @Test
  void sendsAndReceivesOfAFlow_formOneRow() {
    final Consumer<TraceWriter> script =
        writer -> {
          log(writer, 0, TrafficType.TCP_SEND_IPV4, FLOW, 1);
          log(writer, 10_000_000, TrafficType.TCP_RECEIVE_IPV4, FLOW, 10);
          log(writer, 30_000_000, TrafficType.TCP_SEND_IPV4, FLOW, 2);
        };
    // 24 and 80 bits in 10 s and in 3 s.
    assertThat(csv(script))
        .isEqualTo(
            WINDOW
                + KEY
                + "2,1,3,10,13,2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:03.0000000Z,3000,"
                + "2.4,8,8,26.6666666666667,true\n");
    assertThat(table(script))
        .isEqualTo(
            "1772442000\ttcp\t7\t10.0.0.1\t50000\t198.18.0.2\t443\t2\t3\t1\t10\t"
                + START
                + "\t134169156030000000\t0\t0\t0\t0\t0\t0\n");
  }

  @Test
  void singleEvent_hasNoFlowBitRates() {
    assertThat(csv(writer -> log(writer, 5, TrafficType.TCP_RECEIVE_IPV4, FLOW, 1_500)))
        .isEqualTo(
            WINDOW
                + KEY
                + "0,1,0,1500,1500,2026-03-02T09:00:00.0000005Z,2026-03-02T09:00:00.0000005Z,0,"
                + "0,1200,,,true\n");
  }

  @Test
  void connectionEvents_areCountedAndExtendTheFlow() {
    final Consumer<TraceWriter> script =
        writer -> {
          log(writer, 0, TrafficType.TCP_RECONNECT_IPV4, FLOW, 0);
          log(writer, 1, TrafficType.TCP_CONNECT_IPV4, FLOW, 0);
          log(writer, 2, TrafficType.TCP_CONNECT_IPV4, FLOW, 0);
          log(writer, 3, TrafficType.TCP_SEND_IPV4, FLOW, 5);
          log(writer, 4, TrafficType.TCP_RETRANSMIT_IPV4, FLOW, 1_460);
          log(writer, 5, TrafficType.TCP_ACCEPT_IPV4, FLOW, 0);
          log(writer, 10_000, TrafficType.TCP_DISCONNECT_IPV4, FLOW, 0);
        };
    assertThat(csv(script))
        .isEqualTo(
            WINDOW
                + KEY
                + "1,0,5,0,5,2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:00.0010000Z,1,"
                + "4,0,40000,0,true\n");
    assertThat(table(script))
        .endsWith("\t1\t5\t0\t0\t" + START + "\t134169156000010000\t2\t1\t1\t1\t1\t1460\n");
  }

  @Test
  void connectionEventAlone_formsARow() {
    assertThat(csv(writer -> log(writer, 0, TrafficType.TCP_DISCONNECT_IPV4, FLOW, 0)))
        .isEqualTo(
            WINDOW
                + KEY
                + "0,0,0,0,0,2026-03-02T09:00:00.0000000Z,2026-03-02T09:00:00.0000000Z,0,"
                + "0,0,,,true\n");
  }

  @Test
  void copyFailureAndUnreadableEvent_areInNoRow() {
    final Consumer<TraceWriter> script =
        writer -> {
          final long ticks = writer.session().ticksAt(0);
          log(writer, 0, TrafficType.TCP_COPY_IPV4, FLOW, 9);
          writer.event(0, ticks, ENCODING, TrafficEvent.failure(TrafficType.UDP_FAIL, 2, 1));
          writer.malformedEvent(
              0, ticks, ENCODING, TrafficEvent.of(TrafficType.UDP_SEND_IPV4, FLOW, 9));
        };
    assertThat(csv(script)).isEmpty();
    assertThat(table(script)).isEmpty();
  }

  @Test
  void protocolsAndIpVersions_areDifferentKeys() {
    assertThat(
            table(
                writer -> {
                  log(writer, 0, TrafficType.UDP_RECEIVE_IPV4, FLOW, 1);
                  log(writer, 0, TrafficType.UDP_SEND_IPV6, IPV6, 2);
                  log(writer, 0, TrafficType.TCP_SEND_IPV6, MAPPED, 3);
                  log(writer, 0, TrafficType.TCP_SEND_IPV4, FLOW, 4);
                }))
        .isEqualTo(
            row("tcp\t7\t10.0.0.1\t50000\t198.18.0.2\t443\t1\t4\t0\t0")
                + row("tcp\t7\t::ffff:10.0.0.1\t50000\t::ffff:198.18.0.2\t443\t1\t3\t0\t0")
                + row("udp\t7\t10.0.0.1\t50000\t198.18.0.2\t443\t0\t0\t1\t1")
                + row("udp\t7\t2001:db8::1\t50000\t2001:db8::2\t443\t1\t2\t0\t0"));
  }

  @Test
  void tableRows_areSortedAsUnsignedNumbers() {
    final TrafficFlow large = TrafficFlow.of(-1, "10.0.0.1", 1, "10.0.0.2", 2);
    final TrafficFlow high = TrafficFlow.of(7, "200.0.0.1", 1, "10.0.0.2", 2);
    final TrafficFlow low = TrafficFlow.of(7, "9.0.0.1", 40_000, "200.0.0.2", 9);
    final TrafficFlow lower = TrafficFlow.of(7, "9.0.0.1", 9, "200.0.0.2", 40_000);
    final TrafficFlow lowest = TrafficFlow.of(7, "9.0.0.1", 60_000, "100.0.0.2", 1);
    assertThat(
            table(
                writer -> {
                  for (final TrafficFlow flow :
                      new TrafficFlow[] {large, high, low, lower, lowest}) {
                    log(writer, 0, TrafficType.TCP_SEND_IPV4, flow, -1);
                  }
                }))
        .isEqualTo(
            row("tcp\t7\t9.0.0.1\t60000\t100.0.0.2\t1\t1\t4294967295\t0\t0")
                + row("tcp\t7\t9.0.0.1\t9\t200.0.0.2\t40000\t1\t4294967295\t0\t0")
                + row("tcp\t7\t9.0.0.1\t40000\t200.0.0.2\t9\t1\t4294967295\t0\t0")
                + row("tcp\t7\t200.0.0.1\t1\t10.0.0.2\t2\t1\t4294967295\t0\t0")
                + row("tcp\t4294967295\t10.0.0.1\t1\t10.0.0.2\t2\t1\t4294967295\t0\t0"));
  }

  @Test
  void csvRows_areSortedAsText() {
    final TrafficFlow nine = TrafficFlow.of(9, "10.0.0.1", 1, "10.0.0.2", 2);
    final TrafficFlow ten = TrafficFlow.of(10, "10.0.0.1", 1, "10.0.0.2", 2);
    final String rows =
        csv(
            writer -> {
              log(writer, 0, TrafficType.TCP_SEND_IPV4, nine, 1);
              log(writer, 0, TrafficType.TCP_SEND_IPV4, ten, 1);
            });
    assertThat(rows.lines().map(line -> line.split(",", -1)[3])).containsExactly("10", "9");
  }

  @Test
  void udpVersion0_countsForTheUnknownProcess() {
    final RecordEncoding version0 = ENCODING.withVersion(0);
    assertThat(
            csv(
                writer ->
                    writer.event(
                        0,
                        writer.session().ticksAt(0),
                        version0,
                        TrafficEvent.of(TrafficType.UDP_SEND_IPV4, FLOW, 1))))
        .startsWith(WINDOW + "udp,4294967295,10.0.0.1,50000,198.18.0.2,443,1,0,1,0,1,");
  }

  @Test
  void eventAtWindowEnd_belongsToTheNextWindow() {
    assertThat(
            table(
                writer -> {
                  log(writer, 99_999_999, TrafficType.TCP_SEND_IPV4, FLOW, 1);
                  log(writer, 100_000_000, TrafficType.TCP_SEND_IPV4, FLOW, 1);
                }))
        .hasLineCount(2)
        .startsWith("1772442000\t")
        .contains("\n1772442010\t");
  }

  private static String row(String keyAndCounts) {
    return "1772442000\t" + keyAndCounts + "\t" + START + "\t" + START + "\t0\t0\t0\t0\t0\t0\n";
  }

  private static void log(
      TraceWriter writer, long time, TrafficType type, TrafficFlow flow, int size) {
    writer.event(0, writer.session().ticksAt(time), ENCODING, TrafficEvent.of(type, flow, size));
  }

  private static TrafficRows rows(Consumer<TraceWriter> script) {
    final TrafficRows rows = new TrafficRows();
    WrittenTrace.of(TraceSession.builder().build(), script).events().forEach(rows::add);
    return rows;
  }

  private static String table(Consumer<TraceWriter> script) {
    return rows(script).toTable();
  }

  /** The rows without the header line. */
  private static String csv(Consumer<TraceWriter> script) {
    final String csv = rows(script).toCsv();
    assertThat(csv)
        .startsWith(
            "windowStart,windowEnd,protocol,processId,localAddress,localPort,remoteAddress,"
                + "remotePort,sendCount,receiveCount,sendOctets,receiveOctets,octets,flowStart,"
                + "flowEnd,flowDuration,windowSendBitRate,windowReceiveBitRate,flowSendBitRate,"
                + "flowReceiveBitRate,dataComplete\n");
    return csv.substring(csv.indexOf('\n') + 1);
  }
}
