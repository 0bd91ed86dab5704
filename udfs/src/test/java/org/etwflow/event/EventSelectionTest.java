package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.etwflow.event.EventType.TCP_ACCEPT_IPV6;
import static org.etwflow.event.EventType.TCP_SEND_IPV4;
import static org.etwflow.event.EventType.TCP_SEND_IPV6;
import static org.etwflow.event.EventType.UDP_RECEIVE_IPV4;
import static org.etwflow.event.EventType.UDP_SEND_IPV4;
import static org.etwflow.event.EventType.UDP_SEND_IPV6;

import java.util.Arrays;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.flink.util.InstantiationUtil;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Selections of events by lists of words and names. */
class EventSelectionTest {

  private static Set<EventType> those(final Predicate<EventType> wanted) {
    return Arrays.stream(EventType.values()).filter(wanted).collect(Collectors.toSet());
  }

  private static Set<EventType> parsed(final String list) {
    return EventSelection.parse(list).types();
  }

  @Test
  void words_selectByProtocolVersionAndKind() {
    assertThat(parsed("tcp")).isEqualTo(those(type -> type.name().startsWith("TCP_")));
    assertThat(parsed("udp")).isEqualTo(those(type -> type.name().startsWith("UDP_")));
    assertThat(parsed("ipv4")).isEqualTo(those(type -> type.name().endsWith("_IPV4")));
    assertThat(parsed("ipv6")).isEqualTo(those(type -> type.name().endsWith("_IPV6")));
    assertThat(parsed("send")).isEqualTo(those(type -> type.name().contains("_SEND_")));
    assertThat(parsed("receive")).isEqualTo(those(type -> type.name().contains("_RECEIVE_")));
    assertThat(parsed("connection"))
        .isEqualTo(
            those(
                type ->
                    type.name()
                        .matches(".*_(RE)?(CONNECT|TRANSMIT)_.*|.*_(DISCONNECT|ACCEPT)_.*")));
  }

  @Test
  void wordsOfOneProperty_addUp_andThoseOfOthersNarrow() {
    assertThat(parsed("udp, send")).containsExactlyInAnyOrder(UDP_SEND_IPV4, UDP_SEND_IPV6);
    assertThat(parsed("udp,send,receive,ipv4"))
        .containsExactlyInAnyOrder(UDP_SEND_IPV4, UDP_RECEIVE_IPV4);
    assertThat(parsed("tcp,udp")).isEqualTo(Set.of(EventType.values()));
  }

  @Test
  void names_addTheirEvents() {
    assertThat(parsed("SendIPV4")).containsExactly(TCP_SEND_IPV4);
    assertThat(parsed("tcpip_sendipv4,UDPIP_SENDIPV4"))
        .containsExactlyInAnyOrder(TCP_SEND_IPV4, UDP_SEND_IPV4);
    assertThat(parsed("udp,send,ipv6,AcceptIPV6"))
        .containsExactlyInAnyOrder(UDP_SEND_IPV6, TCP_ACCEPT_IPV6);
  }

  @Test
  void exclusions_areRemovedFromTheListOrFromAllEvents() {
    assertThat(parsed("send,!udp")).containsExactlyInAnyOrder(TCP_SEND_IPV4, TCP_SEND_IPV6);
    assertThat(parsed("!udp, ! ipv6"))
        .isEqualTo(those(type -> type.name().startsWith("TCP_") && !type.name().endsWith("_IPV6")));
    assertThat(parsed("send,!SendIPV4,!UdpIp_SendIPV6,!UdpIp_SendIPV4"))
        .containsExactly(TCP_SEND_IPV6);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "packets | 'packets' is not an event: choose some of tcp, udp, ipv4, ipv6, send, receive,",
        "tcp,,udp | '' is not an event",
        "tcp,! | '' is not an event",
        "SendIPV5 | TcpIp_SendIPV4, ",
        "udp,connection | 'udp,connection' selects no event",
        "!tcp,!udp | '!tcp,!udp' selects no event"
      })
  void listThatIsWrong_isRejected(final String list, final String message) {
    assertThatThrownBy(() -> EventSelection.parse(list))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"udp,send,receive", "UdpIp_RecvIPV4,SendIPV4,UdpIp_SendIPV6"})
  void text_hasTheTypesInTheirOrder(final String list) throws Exception {
    final EventSelection selection = EventSelection.parse(list);
    final String types =
        those(selection::has).stream()
            .sorted()
            .map(EventType::toString)
            .collect(Collectors.joining(", "));

    assertThat(selection).hasToString("EventSelection[types=[" + types + "]]");
    assertThat(InstantiationUtil.clone(selection))
        .isEqualTo(selection)
        .hasToString(selection.toString());
  }

  @Test
  void noType_isRejected() {
    assertThatThrownBy(() -> new EventSelection(Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no event is selected");
  }
}
