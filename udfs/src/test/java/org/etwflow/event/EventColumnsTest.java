package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.apache.flink.types.PojoTestUtils;
import org.etwflow.column.Column;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Columns of the output of individual events. */
class EventColumnsTest {

  private static final long TIME = 134_169_156_000_000_000L; // 2026-03-02T09:00:00Z

  private static NetworkEvent send() {
    final NetworkEvent send = NetworkEvents.send(1_460, TIME);
    send.processId = 4_711;
    send.localAddressLow = NetworkEvents.mapped(0x0A01_0203);
    send.localPort = 50_000;
    send.remoteAddressLow = NetworkEvents.mapped(0xC0A8_0405L);
    send.remotePort = 443;
    send.startime = 1_000;
    send.endtime = 1_002;
    send.seqnum = 5L;
    send.connid = 6L;
    send.cpu = 3;
    return send;
  }

  private static NetworkEvent failure() {
    final NetworkEvent failure = NetworkEvents.of(EventType.UDP_FAIL);
    failure.time = TIME;
    failure.processId = NetworkEvent.UNKNOWN_PROCESS;
    failure.addressFamily = 23L;
    failure.failureCode = 4;
    return failure;
  }

  private static List<String> values(
      final List<Column<EventRow>> columns, final NetworkEvent event) {
    final EventRow row = new EventRow("a.etl", "h", event);
    return columns.stream().map(column -> column.name() + '=' + column.value().apply(row)).toList();
  }

  @Test
  void row_isAFlinkPojoWithoutKryo() {
    PojoTestUtils.assertSerializedAsPojoWithoutKryo(EventRow.class);
  }

  @Test
  void columns_holdTheFieldsOfAnEvent() {
    assertThat(values(EventColumns.of(true), send()))
        .containsExactly(
            "path=a.etl",
            "host=h",
            "time=2026-03-02T09:00:00Z",
            "protocol=tcp",
            "kind=send",
            "direction=outbound",
            "processId=4711",
            "localAddress=10.1.2.3",
            "localPort=50000",
            "remoteAddress=192.168.4.5",
            "remotePort=443",
            "octets=1460",
            "startime=1000",
            "endtime=1002",
            "cpu=3");
  }

  @Test
  void hostColumn_isPresentOnRequest() {
    assertThat(values(EventColumns.of(false), send()))
        .hasSize(14)
        .noneMatch(text -> text.startsWith("host="));
    assertThat(values(EventColumns.ofDetailed(false), send()))
        .hasSize(14 + 11)
        .noneMatch(text -> text.startsWith("host="));
  }

  @Test
  void detailedColumns_holdAllFieldsOfAConnection() {
    final NetworkEvent accept = NetworkEvents.of(EventType.TCP_ACCEPT_IPV6);
    accept.localAddressHigh = 0x2001_0DB8_0000_0000L;
    accept.localAddressLow = 1;
    accept.remoteAddressLow = NetworkEvents.mapped(0x0A01_0203);
    accept.seqnum = 5L;
    accept.connid = -1L;
    accept.mss = 1_460;
    accept.sackopt = 1;
    accept.tsopt = 0;
    accept.wsopt = 2;
    accept.rcvwin = 65_700L;
    accept.rcvwinscale = 8;
    accept.sndwinscale = -1;

    assertThat(values(EventColumns.ofDetailed(true), accept))
        .startsWith("path=a.etl", "host=h")
        .contains("localAddress=2001:db8::1", "remoteAddress=::ffff:10.1.2.3", "startime=null")
        .endsWith(
            "seqnum=5",
            "connid=-1",
            "mss=1460",
            "sackopt=1",
            "tsopt=0",
            "wsopt=2",
            "rcvwin=65700",
            "rcvwinscale=8",
            "sndwinscale=-1",
            "addressFamily=null",
            "failureCode=null");
  }

  @Test
  void failure_hasNoProcessAndNoEnds() {
    assertThat(values(EventColumns.ofDetailed(false), failure()))
        .containsExactly(
            "path=a.etl",
            "time=2026-03-02T09:00:00Z",
            "protocol=udp",
            "kind=fail",
            "direction=null",
            "processId=null",
            "localAddress=null",
            "localPort=null",
            "remoteAddress=null",
            "remotePort=null",
            "octets=null",
            "startime=null",
            "endtime=null",
            "cpu=0",
            "seqnum=null",
            "connid=null",
            "mss=null",
            "sackopt=null",
            "tsopt=null",
            "wsopt=null",
            "rcvwin=null",
            "rcvwinscale=null",
            "sndwinscale=null",
            "addressFamily=23",
            "failureCode=4");
  }

  @Test
  void sendWithoutTicks_hasNullThere() {
    final NetworkEvent send = send();
    send.startime = NetworkEvent.NO_TICKS;
    send.endtime = NetworkEvent.NO_TICKS;

    assertThat(values(EventColumns.of(false), send)).contains("startime=null", "endtime=null");
  }

  @ParameterizedTest
  @CsvSource({
    "TCP_RECEIVE_IPV4, receive, inbound",
    "TCP_CONNECT_IPV4, connect, outbound",
    "TCP_ACCEPT_IPV6, accept, inbound",
    "TCP_DISCONNECT_IPV4, disconnect, null",
    "TCP_RECONNECT_IPV6, reconnect, outbound",
    "TCP_RETRANSMIT_IPV4, retransmit, outbound",
    "TCP_COPY_IPV4, copy, inbound",
    "TCP_FAIL, fail, null",
    "UDP_SEND_IPV6, send, outbound",
    "UDP_RECEIVE_IPV6, receive, inbound"
  })
  void event_hasItsKindAndDirection(
      final EventType type, final String kind, final String direction) {
    assertThat(values(EventColumns.of(false), NetworkEvents.of(type)))
        .contains("kind=" + kind, "direction=" + direction);
  }

  @ParameterizedTest
  @EnumSource
  void requiredColumns_haveAValueForEveryEvent(final EventType type) {
    final EventRow row = new EventRow("a.etl", "h", NetworkEvents.of(type));

    assertThat(EventColumns.ofDetailed(true))
        .filteredOn(column -> !column.isOptional())
        .hasSizeGreaterThan(4)
        .allSatisfy(column -> assertThat(column.value().apply(row)).isNotNull());
  }
}
