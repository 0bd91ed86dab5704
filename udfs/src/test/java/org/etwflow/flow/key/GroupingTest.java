package org.etwflow.flow.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.process.ProcessInstance;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of each grouping, of a TCP send of PID 4711 from 10.1.2.3:50000 to 192.168.4.5:443. */
class GroupingTest {

  private static final ProcessInstance PROCESS =
      new ProcessInstance(4_711, 99, "svchost.exe", "svchost.exe (Dnscache)");

  private static NetworkEvent send() {
    final NetworkEvent send = NetworkEvents.send(1, 1);
    send.processId = 4_711;
    send.localAddressLow = NetworkEvents.mapped(0x0A01_0203);
    send.localPort = 50_000;
    send.remoteAddressLow = NetworkEvents.mapped(0xC0A8_0405L);
    send.remotePort = 443;
    return send;
  }

  /** A UDP receive from [2001:db8:1:2:3:4:5:6]:53 at the mapped address of 10.1.2.3. */
  private static NetworkEvent ipv6() {
    final NetworkEvent receive = NetworkEvents.of(EventType.UDP_RECEIVE_IPV6);
    receive.processId = 4_711;
    receive.localAddressLow = NetworkEvents.mapped(0x0A01_0203);
    receive.localPort = 50_000;
    receive.remoteAddressHigh = 0x2001_0DB8_0001_0002L;
    receive.remoteAddressLow = 0x0003_0004_0005_0006L;
    receive.remotePort = 53;
    return receive;
  }

  private static String texts(final String name, final ProcessInstance process) {
    return texts(name, send(), process);
  }

  private static String texts(
      final String name, final NetworkEvent event, final ProcessInstance process) {
    final Grouping grouping = Grouping.parse(name);
    final FlowKey key = grouping.key("h", event, process);
    final List<String> texts =
        grouping.columns().stream()
            .map(column -> column.columnName() + '=' + grouping.text(key, column))
            .toList();
    return String.join(" ", texts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flow            | protocol=tcp processId=4711 localAddress=10.1.2.3 localPort=50000"
            + " remoteAddress=192.168.4.5 remotePort=443",
        "process         | processId=4711 processName=svchost.exe (Dnscache)",
        "remote          | remoteAddress=192.168.4.5",
        "remote-endpoint | remoteAddress=192.168.4.5 remotePort=443",
        "pair            | localAddress=10.1.2.3 remoteAddress=192.168.4.5",
        "service         | protocol=tcp remotePort=443",
        "total           | ''",
        "host            | ''",
        "subnet/24       | remoteAddress=192.168.4.0/24",
        "subnet/9        | remoteAddress=192.128.0.0/9",
        "subnet/0        | remoteAddress=0.0.0.0/0",
        "subnet/32       | remoteAddress=192.168.4.5/32",
        "subnet/24,48    | remoteAddress=192.168.4.0/24",
        "protocol        | protocol=tcp",
        "localAddress/8, remoteAddress/16 | localAddress=10.0.0.0/8 remoteAddress=192.168.0.0/16",
        "remotePort,host , processName | processName=svchost.exe (Dnscache) remotePort=443"
      })
  void columnsOfAGrouping_haveTheValuesOfTheSend(final String grouping, final String texts) {
    assertThat(texts(grouping, PROCESS)).isEqualTo(texts);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "flow            | protocol=udp processId=4711 localAddress=::ffff:10.1.2.3 localPort=50000"
            + " remoteAddress=2001:db8:1:2:3:4:5:6 remotePort=53",
        "remote          | remoteAddress=2001:db8:1:2:3:4:5:6",
        "pair            | localAddress=::ffff:10.1.2.3 remoteAddress=2001:db8:1:2:3:4:5:6",
        "service         | protocol=udp remotePort=53",
        "subnet/24       | remoteAddress=2001:db8:1:2::/64",
        "subnet/0        | remoteAddress=2001:db8:1:2::/64",
        "subnet/24,48    | remoteAddress=2001:db8:1::/48",
        "subnet/24,0     | remoteAddress=::/0",
        "subnet/24, 33   | remoteAddress=2001:db8::/33",
        "subnet/24,65    | remoteAddress=2001:db8:1:2::/65",
        "subnet/24,80    | remoteAddress=2001:db8:1:2:3::/80",
        "subnet/24,127   | remoteAddress=2001:db8:1:2:3:4:5:6/127",
        "subnet/24,128   | remoteAddress=2001:db8:1:2:3:4:5:6/128",
        "localAddress/8,120,remoteAddress/16,32,protocol | protocol=udp"
            + " localAddress=::ffff:10.1.2.0/120 remoteAddress=2001:db8::/32",
        "localAddress/8,remotePort | localAddress=::/64 remotePort=53"
      })
  void columnsOfAGrouping_haveTheValuesOfAnIpv6Event(final String grouping, final String texts) {
    assertThat(texts(grouping, ipv6(), PROCESS)).isEqualTo(texts);
  }

  private static FlowKey key(final String grouping, final NetworkEvent event) {
    return Grouping.parse(grouping).key(null, event, null);
  }

  /** Two events that differ in the IP version alone: the same bytes of mapped addresses. */
  @ParameterizedTest
  @CsvSource({
    "flow, false",
    "remote, false",
    "pair, false",
    "localAddress/8, false",
    "'subnet/0,0', false",
    "process, true",
    "service, true",
    "processId, true",
    "'localPort,remotePort', true",
    "total, true"
  })
  void ipVersion_separatesKeysWithAnAddress(final String grouping, final boolean isOneKey) {
    final NetworkEvent ipv4 = send();
    final NetworkEvent mapped = send();
    mapped.type = EventType.TCP_SEND_IPV6;

    assertThat(key(grouping, ipv4).equals(key(grouping, mapped))).isEqualTo(isOneKey);
  }

  @ParameterizedTest
  @CsvSource({
    "flow, false",
    "service, false",
    "protocol, false",
    "remote, true",
    "remote-endpoint, true",
    "pair, true",
    "process, true",
    "total, true"
  })
  void protocol_separatesKeysThatHaveIt(final String grouping, final boolean isOneKey) {
    final NetworkEvent udp = send();
    udp.type = EventType.UDP_SEND_IPV4;

    assertThat(key(grouping, send()).equals(key(grouping, udp))).isEqualTo(isOneKey);
  }

  /** Both directions of a connection are one flow. */
  @Test
  void kind_separatesNoKeys() {
    final NetworkEvent receive = send();
    receive.type = EventType.TCP_RECEIVE_IPV4;
    final NetworkEvent disconnect = send();
    disconnect.type = EventType.TCP_DISCONNECT_IPV4;

    assertThat(key("flow", receive)).isEqualTo(key("flow", send()));
    assertThat(key("flow", disconnect)).isEqualTo(key("flow", send()));
  }

  @Test
  void unknownProcess_hasNoName() {
    assertThat(texts("process", null)).isEqualTo("processId=4711 processName=");
  }

  @Test
  void columnsThatAreNotGroupedBy_areEmptyInTheKey() {
    assertThat(Grouping.parse("total").key(null, send(), PROCESS))
        .isEqualTo(new FlowKey(null, 0, 0, null, 0, false, 0, 0, 0, 0, 0, 0));
    assertThat(Grouping.parse("service").key("h", send(), PROCESS))
        .isEqualTo(new FlowKey("h", 6, 0, null, 0, false, 0, 0, 0, 0, 0, 443));
    assertThat(Grouping.parse("localPort").key("h", send(), PROCESS))
        .isEqualTo(new FlowKey("h", 0, 0, null, 0, false, 0, 0, 50_000, 0, 0, 0));
  }

  @Test
  void addressesOfAKey_areMappedIpv4Ones() {
    assertThat(Grouping.parse("flow").key("h", send(), PROCESS))
        .isEqualTo(
            new FlowKey(
                "h",
                6,
                4_711,
                null,
                0,
                false,
                0,
                0xFFFF_0A01_0203L,
                50_000,
                0,
                0xFFFF_C0A8_0405L,
                443));
  }

  /** The start is part of the key only where the PID is: names alone do not tell starts apart. */
  @Test
  void startOfTheProcess_separatesProcessesOfOnePid() {
    assertThat(Grouping.parse("process").key(null, send(), PROCESS).processStart()).isEqualTo(99);
    assertThat(Grouping.parse("processName").key(null, send(), PROCESS).processStart()).isZero();
    assertThat(Grouping.parse("processId").key(null, send(), PROCESS).processStart()).isZero();
    assertThat(Grouping.parse("process").key(null, send(), null).processStart()).isZero();
  }

  private static long[] masked(final String grouping, final NetworkEvent event) {
    final long[] fields = new long[Grouping.FIELDS];
    Grouping.parse(grouping).mask(event, fields);
    return fields;
  }

  private static long[] masked(final String grouping) {
    return masked(grouping, send());
  }

  @Test
  void maskedFields_holdTheColumnsOfTheKey() {
    final long process = 4_711L << 32;
    final long local = 0xFFFF_0A01_0203L;

    assertThat(masked("flow"))
        .containsExactly(process | 443 << 16 | 50_000, 6, 0, local, 0, 0xFFFF_C0A8_0405L);
    assertThat(masked("total")).containsOnly(0);
    assertThat(masked("processId")).containsExactly(process, 0, 0, 0, 0, 0);
    assertThat(masked("remotePort")).containsExactly(443 << 16, 0, 0, 0, 0, 0);
    assertThat(masked("localPort")).containsExactly(50_000, 0, 0, 0, 0, 0);
    assertThat(masked("protocol")).containsExactly(0, 6, 0, 0, 0, 0);
    assertThat(masked("localAddress/8")).containsExactly(0, 0, 0, 0xFFFF_0A00_0000L, 0, 0);
    assertThat(masked("pair", ipv6()))
        .containsExactly(0, 256, 0, local, 0x2001_0DB8_0001_0002L, 0x0003_0004_0005_0006L);
    assertThat(masked("service", ipv6())).contains(17);
    assertThat(masked("process", ipv6())[1]).isZero();
  }

  /** The hash of the one letter a is 97, of b 98. */
  @Test
  void hashOfNames_isThatOfHostAndProcess() {
    final ProcessInstance process = new ProcessInstance(4, 0, "b", "b");

    assertThat(Grouping.parse("process").nameHash("a", process)).isEqualTo(31 * 97 + 98);
    assertThat(Grouping.parse("process").nameHash("a", null)).isEqualTo(31 * 97);
    assertThat(Grouping.parse("process").nameHash(null, process)).isEqualTo(98);
    assertThat(Grouping.parse("flow").nameHash(null, process)).isZero();
  }

  @Test
  void processes_haveSameNamesIfTheGroupingDoesNotSeparateThem() {
    final ProcessInstance restarted =
        new ProcessInstance(4_711, 100, "svchost.exe", "svchost.exe (Dnscache)");
    final ProcessInstance other = new ProcessInstance(4_711, 99, "a.exe", "a.exe");

    assertThat(Grouping.parse("process").hasSameNames(PROCESS, PROCESS)).isTrue();
    assertThat(Grouping.parse("process").hasSameNames(PROCESS, restarted)).isFalse();
    assertThat(Grouping.parse("process").hasSameNames(PROCESS, other)).isFalse();
    assertThat(Grouping.parse("process").hasSameNames(PROCESS, null)).isFalse();
    assertThat(Grouping.parse("processName").hasSameNames(PROCESS, restarted)).isTrue();
    assertThat(Grouping.parse("processName").hasSameNames(PROCESS, other)).isFalse();
    assertThat(Grouping.parse("flow").hasSameNames(PROCESS, other)).isTrue();
  }

  @Test
  void grouping_needsHostsAndProcessesIfItHasTheirColumns() {
    assertThat(Grouping.parse("host, remotePort").needsHost()).isTrue();
    assertThat(Grouping.parse("remotePort").needsHost()).isFalse();
    assertThat(Grouping.parse("process").needsProcesses()).isTrue();
    assertThat(Grouping.parse("flow").needsProcesses()).isFalse();
  }

  @Test
  void name_isAsItWasGiven() {
    assertThat(Grouping.parse("host, remotePort"))
        .hasToString("host, remotePort")
        .returns("host, remotePort", Grouping::name);
  }

  @Test
  void optionalColumn_isTheProcessName() {
    assertThat(KeyColumn.values())
        .filteredOn(KeyColumn::isOptional)
        .containsExactly(KeyColumn.PROCESS_NAME);
    assertThat(KeyColumn.values())
        .extracting(column -> column.type().name())
        .containsExactly("TEXT", "UINT32", "TEXT", "TEXT", "UINT16", "TEXT", "UINT16");
  }

  @Test
  void unknownGrouping_isRejectedWithTheKnownOnes() {
    assertThatThrownBy(() -> Grouping.parse("nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'nonsense' is ")
        .hasMessageContaining("flow, process, remote");
  }

  @ParameterizedTest
  @ValueSource(strings = {"remotePort,remotePort", "remoteAddress/24,protocol,remoteAddress/8"})
  void columnGivenTwice_isRejected(final String grouping) {
    assertThatThrownBy(() -> Grouping.parse(grouping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("'" + grouping + "' has remote(Port|Address) twice");
  }

  @Test
  void unknownColumn_isRejectedWithTheKnownOnes() {
    assertThatThrownBy(() -> Grouping.parse("remotePort,nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'nonsense' in 'remotePort,nonsense' ")
        .hasMessageContaining("host, protocol, processId")
        .hasMessageNotContaining("subnet");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "remotePort/8",
        "processId/8",
        "processName/8",
        "localPort/8",
        "protocol/8",
        "remotePort/8,64"
      })
  void prefixOfAnotherColumnThanAnAddress_isRejected(final String grouping) {
    assertThatThrownBy(() -> Grouping.parse(grouping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + grouping + "'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "subnet/33",
        "subnet/",
        "subnet/a",
        "subnet/-1",
        "subnet/24,129",
        "subnet/24,",
        "subnet/24,64,8",
        "subnet/24;64",
        "localAddress/100",
        "remoteAddress/8,129"
      })
  void prefixLengthOutOfRange_isRejected(final String grouping) {
    assertThatThrownBy(() -> Grouping.parse(grouping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + grouping + "'")
        .hasMessageContaining("from 0 to 32, or to 128 for IPv6: write ")
        .hasMessageEndingWith("/24,64, for example");
  }
}
