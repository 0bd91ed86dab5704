package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** Columns of the output of single sends. */
class SendColumnsTest {

  private static SendIPV4 send() {
    final SendIPV4 send = new SendIPV4();
    send.time = 134_169_156_000_000_000L; // 2026-03-02T09:00:00Z
    send.PID = 4_711;
    send.saddr = 0x0A01_0203;
    send.sport = 50_000;
    send.daddr = 0xC0A8_0405L;
    send.dport = 443;
    send.size = 1_460;
    send.startime = 1_000;
    send.endtime = 1_002;
    send.cpu = 3;
    return send;
  }

  private static List<String> values(final SendIPV4 send, final boolean withHost) {
    final SendRow row = new SendRow("a.etl", "h", send);
    return SendColumns.of(withHost).stream()
        .map(column -> column.name() + '=' + column.value().apply(row))
        .toList();
  }

  @Test
  void columns_holdTheFieldsOfASend() {
    assertThat(values(send(), true))
        .containsExactly(
            "path=a.etl",
            "host=h",
            "time=2026-03-02T09:00:00Z",
            "processId=4711",
            "localAddress=10.1.2.3",
            "localPort=50000",
            "remoteAddress=192.168.4.5",
            "remotePort=443",
            "sendOctets=1460",
            "startime=1000",
            "endtime=1002",
            "cpu=3");
  }

  @Test
  void hostColumn_isPresentOnRequest() {
    assertThat(values(send(), false)).hasSize(11).noneMatch(text -> text.startsWith("host="));
  }

  @Test
  void sendWithoutTicks_hasNullThere() {
    final SendIPV4 send = send();
    send.startime = SendIPV4.NO_TICKS;
    send.endtime = SendIPV4.NO_TICKS;

    assertThat(values(send, false)).contains("startime=null", "endtime=null");
  }
}
