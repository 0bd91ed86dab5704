package org.etwflow.flow.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.etwflow.event.NetworkEvent;
import org.etwflow.process.ProcessInstance;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys of each grouping, of a send of PID 4711 from 10.1.2.3:50000 to 192.168.4.5:443. */
class GroupingTest {

  private static final ProcessInstance PROCESS =
      new ProcessInstance(4_711, 99, "svchost.exe", "svchost.exe (Dnscache)");

  private static NetworkEvent send() {
    final NetworkEvent send = new NetworkEvent();
    send.processId = 4_711;
    send.localAddressLow = NetworkEvents.mapped(0x0A01_0203);
    send.localPort = 50_000;
    send.remoteAddressLow = NetworkEvents.mapped(0xC0A8_0405L);
    send.remotePort = 443;
    return send;
  }

  private static String texts(final String name, final ProcessInstance process) {
    final Grouping grouping = Grouping.parse(name);
    final FlowKey key = grouping.key("h", send(), process);
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
        "flow            | processId=4711 localAddress=10.1.2.3 localPort=50000"
            + " remoteAddress=192.168.4.5 remotePort=443",
        "process         | processId=4711 processName=svchost.exe (Dnscache)",
        "remote          | remoteAddress=192.168.4.5",
        "remote-endpoint | remoteAddress=192.168.4.5 remotePort=443",
        "pair            | localAddress=10.1.2.3 remoteAddress=192.168.4.5",
        "service         | remotePort=443",
        "total           | ''",
        "host            | ''",
        "subnet/24       | remoteAddress=192.168.4.0/24",
        "subnet/9        | remoteAddress=192.128.0.0/9",
        "subnet/0        | remoteAddress=0.0.0.0/0",
        "subnet/32       | remoteAddress=192.168.4.5/32",
        "localAddress/8, remoteAddress/16 | localAddress=10.0.0.0/8 remoteAddress=192.168.0.0/16",
        "remotePort,host , processName | processName=svchost.exe (Dnscache) remotePort=443"
      })
  void columnsOfAGrouping_haveTheValuesOfTheSend(final String grouping, final String texts) {
    assertThat(texts(grouping, PROCESS)).isEqualTo(texts);
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
        .isEqualTo(new FlowKey("h", 0, 0, null, 0, false, 0, 0, 0, 0, 0, 443));
    assertThat(Grouping.parse("localPort").key("h", send(), PROCESS))
        .isEqualTo(new FlowKey("h", 0, 0, null, 0, false, 0, 0, 50_000, 0, 0, 0));
  }

  @Test
  void addressesOfAKey_areMappedIpv4Ones() {
    assertThat(Grouping.parse("flow").key("h", send(), PROCESS))
        .isEqualTo(
            new FlowKey(
                "h",
                0,
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

  private static long[] masked(final String grouping) {
    final long[] fields = new long[Grouping.FIELDS];
    Grouping.parse(grouping).mask(send(), fields);
    return fields;
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
        .containsExactly("UINT32", "TEXT", "TEXT", "UINT16", "TEXT", "UINT16");
  }

  @Test
  void unknownGrouping_isRejectedWithTheKnownOnes() {
    assertThatThrownBy(() -> Grouping.parse("nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'nonsense' is ")
        .hasMessageContaining("flow, process, remote");
  }

  @Test
  void unknownColumn_isRejectedWithTheKnownOnes() {
    assertThatThrownBy(() -> Grouping.parse("remotePort,nonsense"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("'nonsense' in 'remotePort,nonsense' ")
        .hasMessageContaining("host, processId")
        .hasMessageNotContaining("subnet");
  }

  @ParameterizedTest
  @ValueSource(strings = {"remotePort/8", "processId/8", "processName/8", "localPort/8"})
  void prefixOfAnotherColumnThanAnAddress_isRejected(final String grouping) {
    assertThatThrownBy(() -> Grouping.parse(grouping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + grouping + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"subnet/33", "subnet/", "subnet/a", "subnet/-1", "localAddress/100"})
  void prefixLengthOutOfRange_isRejected(final String grouping) {
    assertThatThrownBy(() -> Grouping.parse(grouping))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + grouping + "'")
        .hasMessageContaining("0 to 32");
  }
}
