package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.testing.NetworkEvents;
import org.etwflow.testing.RealTraces;
import org.etwflow.testing.Sends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares the network events of real traces with counts by hand and an independent program. */
class RealNetworkEventsTest {

  /** An event as TraceEvent writes it, with its name and the fields of its payload. */
  private static final Pattern LINE =
      Pattern.compile("EVENT [0-9.,]+: Windows Kernel/((?:TcpIp|UdpIp)/\\w+) (.*)");

  private static final Pattern FIELD = Pattern.compile("(\\w+)=([^;]*); ");

  /** Longest address that TraceEvent does not cut. */
  private static final int ADDRESS_LENGTH = 20;

  private static List<NetworkEvent> events(final String trace) {
    return NetworkEvents.in(RealTraces.bytes(trace));
  }

  private static Map<String, Long> counts(final String trace) {
    return events(trace).stream()
        .collect(Collectors.groupingBy(event -> event.type.toString(), Collectors.counting()));
  }

  @Test
  void eventsOfTheKernelLogger_areCountedByType() {
    assertThat(counts("merged-compressed.etl"))
        .isEqualTo(
            Map.of(
                "TcpIp_SendIPV4", 2L,
                "TcpIp_RecvIPV4", 1L,
                "TcpIp_DisconnectIPV4", 1L,
                "TcpIp_AcceptIPV4", 1L,
                "TcpIp_SendIPV6", 232L,
                "TcpIp_RecvIPV6", 241L,
                "UdpIp_SendIPV4", 16L,
                "UdpIp_RecvIPV4", 14L,
                "UdpIp_SendIPV6", 12L,
                "UdpIp_RecvIPV6", 6L));
  }

  @Test
  void eventsOfTheManifestProvider_areCountedByType() {
    assertThat(counts("KernelNetwork.etl"))
        .isEqualTo(
            Map.of(
                "TcpIp_SendIPV4", 575L,
                "TcpIp_RecvIPV4", 7_968L,
                "TcpIp_SendIPV6", 26L,
                "TcpIp_RecvIPV6", 134L,
                "TcpIp_DisconnectIPV6", 2L,
                "UdpIp_SendIPV4", 8L,
                "UdpIp_RecvIPV4", 149L,
                "UdpIp_RecvIPV6", 61L));
  }

  @ParameterizedTest
  @ValueSource(strings = {"merged-compressed.etl", "KernelNetwork.etl"})
  void tcpSendsOverIpv4_areThoseOfTheirOwnSchema(final String trace) {
    assertThat(events(trace))
        .filteredOn(event -> event.type == EventType.TCP_SEND_IPV4)
        .isEqualTo(Sends.in(RealTraces.bytes(trace)).stream().map(NetworkEvents::of).toList());
  }

  @Test
  void accept_hasTheOptionsOfItsConnection() {
    assertThat(events("merged-compressed.etl"))
        .filteredOn(event -> event.type == EventType.TCP_ACCEPT_IPV4)
        .singleElement()
        .returns("10.128.0.55", NetworkEvent::localAddress)
        .returns(2_869, event -> event.localPort)
        .returns("10.128.0.77", NetworkEvent::remoteAddress)
        .returns(60_841, event -> event.remotePort)
        .returns(1_460, event -> event.mss)
        .returns(1, event -> event.sackopt)
        .returns(0, event -> event.tsopt)
        .returns(1, event -> event.wsopt)
        .returns(65_700L, event -> event.rcvwin)
        .returns(8, event -> event.rcvwinscale)
        .returns(8, event -> event.sndwinscale);
  }

  /**
   * The fields that TraceEvent reads by the layout of the class pages, which is not all of them.
   */
  @Test
  void everyEvent_hasTheFieldsThatTraceEventReads() throws IOException {
    try (Stream<String> lines = Files.lines(RealTraces.named("merged-compressed.traceevent.txt"))) {
      final List<String> published =
          lines.map(LINE::matcher).filter(Matcher::matches).map(line -> published(line)).toList();

      assertThat(published).hasSize(35);
      assertThat(events("merged-compressed.etl").stream().map(RealNetworkEventsTest::text))
          .containsAll(published);
    }
  }

  private static String published(final Matcher line) {
    final Map<String, String> fields =
        FIELD
            .matcher(line.group(2))
            .results()
            .collect(Collectors.toMap(field -> field.group(1), field -> field.group(2)));
    final Function<String, String> number = name -> fields.get(name).replace(",", "");
    return String.join(
        " ",
        line.group(1),
        fields.get("PID"),
        number.apply("size"),
        fields.get("saddr"),
        number.apply("sport"),
        fields.get("daddr"),
        number.apply("dport"));
  }

  /** In a UDP receive, the source is the remote end. */
  private static String text(final NetworkEvent event) {
    final boolean isUdp = event.protocol() == Protocol.UDP;
    final boolean isCut = isUdp && event.type.isIpv6();
    final String local = (isCut ? null : cut(event.localAddress())) + " " + event.localPort;
    final String remote = (isCut ? null : cut(event.remoteAddress())) + " " + event.remotePort;
    final boolean isFromRemote = isUdp && event.kind() == EventKind.RECEIVE;
    return Stream.of(
            event.type.toString().replace('_', '/').replace("IPV4", ""),
            event.processId,
            event.octets,
            isFromRemote ? remote : local,
            isFromRemote ? local : remote)
        .map(Object::toString)
        .collect(Collectors.joining(" "));
  }

  private static String cut(final String address) {
    return address.length() > ADDRESS_LENGTH
        ? address.substring(0, ADDRESS_LENGTH) + "..."
        : address;
  }
}
