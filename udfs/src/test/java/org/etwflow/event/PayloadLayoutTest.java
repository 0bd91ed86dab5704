package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.etwflow.event.PayloadLayout.Tail;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Fields of payloads as the class pages of TcpIp and UdpIp list them, each with its own value. */
class PayloadLayoutTest {

  /** Bytes before the payload, which are not read. */
  private static final int AT = 3;

  private static final long MAPPED = 0xFFFF_0000_0000L;

  private final ByteBuffer payload = ByteBuffer.allocate(128).position(AT);

  private PayloadLayoutTest u32(final int value) {
    payload.order(ByteOrder.LITTLE_ENDIAN).putInt(value);
    return this;
  }

  private PayloadLayoutTest u16(final int value) {
    payload.order(ByteOrder.LITTLE_ENDIAN).putShort((short) value);
    return this;
  }

  private PayloadLayoutTest u64(final long value) {
    payload.order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return this;
  }

  private PayloadLayoutTest port(final int value) {
    payload.order(ByteOrder.BIG_ENDIAN).putShort((short) value);
    return this;
  }

  private PayloadLayoutTest ipv4(final int last) {
    payload.order(ByteOrder.BIG_ENDIAN).putInt(0x0A00_0000 | last);
    return this;
  }

  private PayloadLayoutTest ipv6(final int last) {
    payload.order(ByteOrder.BIG_ENDIAN).putLong(0x2001_0DB8_0000_0000L).putLong(last);
    return this;
  }

  private PayloadLayoutTest headIpv4() {
    return u32(1).u32(2).ipv4(3).ipv4(4).port(5).port(6);
  }

  private PayloadLayoutTest headIpv6() {
    return u32(1).u32(2).ipv6(3).ipv6(4).port(5).port(6);
  }

  private int length() {
    return payload.position() - AT;
  }

  private static PayloadLayout layout(
      final Protocol protocol,
      final EventKind kind,
      final boolean isIpv6,
      final Tail tail,
      final int version) {
    return layout(protocol, kind, isIpv6, tail, version, 8);
  }

  private static PayloadLayout layout(
      final Protocol protocol,
      final EventKind kind,
      final boolean isIpv6,
      final Tail tail,
      final int version,
      final int pointerSize) {
    return PayloadLayout.choose(
        PayloadLayout.versions(protocol, kind, isIpv6, tail), version, pointerSize);
  }

  private NetworkEvent read(final PayloadLayout layout) {
    assertThat(layout.fits(length())).isTrue();
    final NetworkEvent event = new NetworkEvent();
    layout.read(payload.array(), AT, event);
    layout.readDetails(payload.array(), AT, length(), event);
    return event;
  }

  private static void assertEnds(
      final NetworkEvent event, final boolean isIpv6, final boolean isFromRemote) {
    final long high = isIpv6 ? 0x2001_0DB8_0000_0000L : 0;
    final long low = isIpv6 ? 0 : MAPPED | 0x0A00_0000;
    assertThat(event.localAddressHigh).isEqualTo(high);
    assertThat(event.localAddressLow).isEqualTo(low | (isFromRemote ? 3 : 4));
    assertThat(event.localPort).isEqualTo(isFromRemote ? 5 : 6);
    assertThat(event.remoteAddressHigh).isEqualTo(high);
    assertThat(event.remoteAddressLow).isEqualTo(low | (isFromRemote ? 4 : 3));
    assertThat(event.remotePort).isEqualTo(isFromRemote ? 6 : 5);
    assertThat(event.octets).isEqualTo(2);
  }

  private static void assertTail(
      final NetworkEvent event,
      final long startime,
      final long endtime,
      final @Nullable Long seqnum) {
    assertThat(event.startime).isEqualTo(startime);
    assertThat(event.endtime).isEqualTo(endtime);
    assertThat(event.seqnum).isEqualTo(seqnum);
    assertThat(event.addressFamily).isNull();
    assertThat(event.failureCode).isNull();
  }

  @ParameterizedTest
  @CsvSource({"false, 4", "false, 8", "true, 4", "true, 8"})
  void tcpSend_hasTicks(final boolean isIpv6, final int widthOfConnid) {
    final PayloadLayout layout = layout(Protocol.TCP, EventKind.SEND, isIpv6, Tail.SEND, 2);
    (isIpv6 ? headIpv6() : headIpv4()).u32(7).u32(8).u32(9);
    assertThat(layout.fits(length() + 3)).isFalse();
    final long connid = widthOfConnid == 4 ? 10 : 10L << Integer.SIZE | 11;
    final NetworkEvent event = withConnid(widthOfConnid, connid).read(layout);

    assertThat(event.processId).isEqualTo(1);
    assertEnds(event, isIpv6, false);
    assertTail(event, 7, 8, 9L);
    assertThat(event.connid).isEqualTo(connid);
    assertThat(event.mss).isNull();
  }

  private PayloadLayoutTest withConnid(final int width, final long value) {
    return width == 4 ? u32((int) value) : u64(value);
  }

  @ParameterizedTest
  @EnumSource(
      value = EventKind.class,
      names = {"SEND", "RECEIVE"})
  void udp_isFromTheRemoteEndIfReceived(final EventKind kind) {
    for (final boolean isIpv6 : new boolean[] {false, true}) {
      payload.position(AT);
      final PayloadLayout layout = layout(Protocol.UDP, kind, isIpv6, Tail.GROUP_1, 2);
      (isIpv6 ? headIpv6() : headIpv4()).u32(7);
      assertThat(layout.fits(length() + 3)).isFalse();
      final NetworkEvent event = u32(8).read(layout);

      assertThat(event.processId).isEqualTo(1);
      assertEnds(event, isIpv6, kind == EventKind.RECEIVE);
      assertTail(event, NetworkEvent.NO_TICKS, NetworkEvent.NO_TICKS, 7L);
      assertThat(event.connid).isEqualTo(8);
    }
  }

  @Test
  void tcpReceive_isToTheLocalEnd() {
    final NetworkEvent event =
        headIpv4()
            .u32(7)
            .u32(8)
            .read(layout(Protocol.TCP, EventKind.RECEIVE, false, Tail.GROUP_1, 3));

    assertEnds(event, false, false);
    assertTail(event, NetworkEvent.NO_TICKS, NetworkEvent.NO_TICKS, 7L);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void newConnection_hasOptions(final boolean isIpv6) {
    final PayloadLayout layout = layout(Protocol.TCP, EventKind.ACCEPT, isIpv6, Tail.GROUP_2, 2);
    (isIpv6 ? headIpv6() : headIpv4())
        .u16(11)
        .u16(12)
        .u16(13)
        .u16(14)
        .u32(15)
        .u16(-16)
        .u16(17)
        .u32(18);
    assertThat(layout.fits(length() + 3)).isFalse();
    final NetworkEvent event = u32(19).read(layout);

    assertEnds(event, isIpv6, false);
    assertTail(event, NetworkEvent.NO_TICKS, NetworkEvent.NO_TICKS, 18L);
    assertThat(event.connid).isEqualTo(19);
    assertThat(event.mss).isEqualTo(11);
    assertThat(event.sackopt).isEqualTo(12);
    assertThat(event.tsopt).isEqualTo(13);
    assertThat(event.wsopt).isEqualTo(14);
    assertThat(event.rcvwin).isEqualTo(15);
    assertThat(event.rcvwinscale).isEqualTo(-16);
    assertThat(event.sndwinscale).isEqualTo(17);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void version1_endsAfterTheHead(final boolean isIpv6) {
    final PayloadLayout layout = layout(Protocol.TCP, EventKind.SEND, isIpv6, Tail.SEND, 1);
    final NetworkEvent event = (isIpv6 ? headIpv6() : headIpv4()).read(layout);

    assertThat(layout.fits(length() - 1)).isFalse();
    assertThat(event.processId).isEqualTo(1);
    assertEnds(event, isIpv6, false);
    assertTail(event, NetworkEvent.NO_TICKS, NetworkEvent.NO_TICKS, null);
    assertThat(event.connid).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {4, 8})
  void tcpOfVersion0_endsWithTheProcess(final int pointerSize) {
    final PayloadLayout layout =
        layout(Protocol.TCP, EventKind.SEND, false, Tail.SEND, 0, pointerSize);
    final NetworkEvent event = ipv4(3).ipv4(4).port(5).port(6).u32(2).u32(1).read(layout);

    assertThat(layout.fits(length() - 1)).isFalse();
    assertThat(event.processId).isEqualTo(1);
    assertEnds(event, false, false);
    assertTail(event, NetworkEvent.NO_TICKS, NetworkEvent.NO_TICKS, null);
  }

  @ParameterizedTest
  @CsvSource({"4, SEND", "8, SEND", "4, RECEIVE", "8, RECEIVE"})
  void udpOfVersion0_hasAContextButNoProcess(final int pointerSize, final EventKind kind) {
    final PayloadLayout layout = layout(Protocol.UDP, kind, false, Tail.GROUP_1, 0, pointerSize);
    final NetworkEvent event =
        withConnid(pointerSize, -1).ipv4(4).port(6).u16(2).ipv4(3).port(5).u16(9).read(layout);

    assertThat(layout.fits(length() - 1)).isFalse();
    assertThat(event.processId).isEqualTo(NetworkEvent.UNKNOWN_PROCESS);
    assertEnds(event, false, kind == EventKind.RECEIVE);
  }

  @ParameterizedTest
  @EnumSource
  void failure_hasFamilyAndCode(final Protocol protocol) {
    final NetworkEvent event =
        u16(23).u16(6).read(layout(protocol, EventKind.FAIL, false, Tail.FAIL, 2));

    assertThat(event.addressFamily).isEqualTo(23);
    assertThat(event.failureCode).isEqualTo(6);
    assertThat(event.processId).isEqualTo(NetworkEvent.UNKNOWN_PROCESS);
    assertThat(event.octets).isZero();
    assertThat(event.localAddressLow).isZero();
    assertThat(event.remotePort).isZero();
    assertThat(event.seqnum).isNull();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void failureOfAnEarlierVersion_hasTheFamilyAlone(final int version) {
    final PayloadLayout layout = layout(Protocol.TCP, EventKind.FAIL, false, Tail.FAIL, version);
    final NetworkEvent event = u32(0x1_0002).read(layout);

    assertThat(layout.fits(3)).isFalse();
    assertThat(event.addressFamily).isEqualTo(0x1_0002);
    assertThat(event.failureCode).isNull();
  }
}
