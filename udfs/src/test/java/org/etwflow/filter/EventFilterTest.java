package org.etwflow.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEvent;
import org.etwflow.process.ProcessInstance;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFilterTest {

  /** A send from 10.1.2.3:50000 to 192.168.4.5:443. */
  private static NetworkEvent send() {
    final NetworkEvent send = NetworkEvents.send(1, 1_000);
    send.localAddressLow = NetworkEvents.mapped(0x0A01_0203L);
    send.remoteAddressLow = NetworkEvents.mapped(0xC0A8_0405L);
    send.localPort = 50_000;
    send.remotePort = 443;
    return send;
  }

  private static EventFilter of(final AddressSelection local, final AddressSelection remote) {
    return new EventFilter(
        local,
        remote,
        PortSelection.ALL,
        ProcessSelection.ALL,
        EventFilter.NO_START,
        EventFilter.NO_END);
  }

  private static EventFilter ofPorts(final String... lists) {
    return new EventFilter(
        AddressSelection.ALL,
        AddressSelection.ALL,
        PortSelection.of(List.of(lists)),
        ProcessSelection.ALL,
        EventFilter.NO_START,
        EventFilter.NO_END);
  }

  private static EventFilter ofTimes(final long from, final long to) {
    return new EventFilter(
        AddressSelection.ALL,
        AddressSelection.ALL,
        PortSelection.ALL,
        ProcessSelection.ALL,
        from,
        to);
  }

  private static AddressSelection addresses(final String... lists) {
    return AddressSelection.of(List.of(lists));
  }

  @Test
  void emptyFilter_matchesEverySend() {
    assertThat(EventFilter.ALL.isAll()).isTrue();
    assertThat(EventFilter.ALL.matches(send(), null)).isTrue();
    assertThat(EventFilter.ALL.matches(NetworkEvents.of(EventType.UDP_FAIL), null)).isTrue();
    assertThat(of(addresses(), addresses())).isEqualTo(EventFilter.ALL);
    assertThat(ofPorts()).isEqualTo(EventFilter.ALL);
  }

  @Test
  void filterWithAnyCondition_isNotAll() {
    assertThat(of(addresses("10.0.0.0/8"), AddressSelection.ALL).isAll()).isFalse();
    assertThat(of(AddressSelection.ALL, addresses("!10.0.0.0/8")).isAll()).isFalse();
    assertThat(ofPorts("!1").isAll()).isFalse();
    assertThat(ofTimes(0, EventFilter.NO_END).isAll()).isFalse();
    assertThat(ofTimes(EventFilter.NO_START, 0).isAll()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.1.2.3                    | true",
        "10.1.2.2                    | false",
        "10.1.2.4                    | false",
        "10.0.0.0/8                  | true",
        "11.0.0.0/8                  | false",
        "0.0.0.0/0                   | true",
        "10.1.2.2/31                 | true",
        "10.1.2.3/32                 | true",
        "11.0.0.0/8,10.1.2.3         | true",
        "10.1.2.3 , 11.0.0.0/8       | true",
        "!10.1.2.3                   | false",
        "!10.1.2.4                   | true",
        "!0.0.0.0/0                  | false",
        "10.0.0.0/8,!10.1.0.0/16     | false",
        "!10.1.0.0/16,10.0.0.0/8     | false",
        "10.0.0.0/8,!10.2.0.0/16     | true",
        "11.0.0.0/8,!12.0.0.0/8      | false",
        "10.1.2.3,!10.1.2.3          | false",
        "192.168.4.5                 | false",
      })
  void localAddress_matchesIfIncludedAndNotExcluded(final String list, final boolean isMatch) {
    assertThat(of(addresses(list), AddressSelection.ALL).matches(send(), null)).isEqualTo(isMatch);
  }

  /** An event between 2001:db8::1 and ::ffff:192.168.4.5. */
  private static NetworkEvent ipv6() {
    final NetworkEvent event = NetworkEvents.of(EventType.UDP_RECEIVE_IPV6);
    event.localAddressHigh = 0x2001_0DB8_0000_0000L;
    event.localAddressLow = 1;
    event.remoteAddressLow = NetworkEvents.mapped(0xC0A8_0405L);
    return event;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2001:db8::1                      | true",
        "2001:DB8:0:0:0:0:0:1             | true",
        "2001:db8::2                      | false",
        "2001:db8::/32                    | true",
        "2001:db8::/127                   | true",
        "2001:db8::1/128                  | true",
        "2001:db8::2/127                  | false",
        "2001:db9::/32                    | false",
        "::/0                             | true",
        "0.0.0.0/0                        | false",
        "::/1                             | true",
        "8000::/1                         | false",
        "10.0.0.0/8,2001:db8::/64         | true",
        "2001:db8::/32,2001:db8:0:0::/64  | true",
        "!2001:db8::1                     | false",
        "!2001:db8::2                     | true",
        "!0.0.0.0/0                       | true",
        "!::/0                            | false",
        "2001:db8::/32,!2001:db8::/64     | false",
        "10.0.0.0/8,!2001:db8::/64        | false",
        "10.0.0.0/8                       | false",
      })
  void localIpv6Address_matchesIfIncludedAndNotExcluded(final String list, final boolean isMatch) {
    assertThat(of(addresses(list), AddressSelection.ALL).matches(ipv6(), null)).isEqualTo(isMatch);
  }

  /** The text of an address is unambiguous: a mapped one is of IPv6. */
  @Test
  void mappedAddress_isNotTheIpv4Address() {
    final EventFilter ofIpv4 = of(AddressSelection.ALL, addresses("192.168.4.5"));
    final EventFilter ofMapped = of(AddressSelection.ALL, addresses("::ffff:192.168.4.5"));
    final EventFilter ofPrefix = of(AddressSelection.ALL, addresses("::ffff:192.168.0.0/112"));

    assertThat(ofIpv4.matches(send(), null)).isTrue();
    assertThat(ofIpv4.matches(ipv6(), null)).isFalse();
    assertThat(ofMapped.matches(send(), null)).isFalse();
    assertThat(ofMapped.matches(ipv6(), null)).isTrue();
    assertThat(ofPrefix.matches(send(), null)).isFalse();
    assertThat(ofPrefix.matches(ipv6(), null)).isTrue();
  }

  /** A failure has neither process nor ends: any condition on them excludes it. */
  @Test
  void failure_isMatchedByItsTimeAlone() {
    final NetworkEvent failure = NetworkEvents.of(EventType.TCP_FAIL);
    failure.time = 1_000;

    assertThat(EventFilter.ALL.matches(failure, null)).isTrue();
    assertThat(ofTimes(1_000, 1_001).matches(failure, null)).isTrue();
    assertThat(ofTimes(1_001, 1_002).matches(failure, null)).isFalse();
    assertThat(of(addresses("0.0.0.0/0,::/0"), AddressSelection.ALL).matches(failure, null))
        .isFalse();
    assertThat(of(AddressSelection.ALL, addresses("!10.0.0.0/8")).matches(failure, null)).isFalse();
    assertThat(ofPorts("0-65535").matches(failure, null)).isFalse();
    assertThat(
            new EventFilter(
                    AddressSelection.ALL,
                    AddressSelection.ALL,
                    PortSelection.ALL,
                    ProcessSelection.of(List.of("!4")),
                    EventFilter.NO_START,
                    EventFilter.NO_END)
                .matches(failure, null))
        .isFalse();
  }

  @Test
  void remoteAddress_isMatchedSeparately() {
    assertThat(of(AddressSelection.ALL, addresses("192.168.0.0/16")).matches(send(), null))
        .isTrue();
    assertThat(of(AddressSelection.ALL, addresses("10.0.0.0/8")).matches(send(), null)).isFalse();
    assertThat(of(addresses("192.168.0.0/16"), AddressSelection.ALL).matches(send(), null))
        .isFalse();
  }

  @Test
  void allConditions_mustMatch() {
    assertThat(of(addresses("10.0.0.0/8"), addresses("192.168.4.5")).matches(send(), null))
        .isTrue();
    assertThat(of(addresses("10.0.0.0/8"), addresses("192.168.4.6")).matches(send(), null))
        .isFalse();
    assertThat(of(addresses("11.0.0.0/8"), addresses("192.168.4.5")).matches(send(), null))
        .isFalse();
  }

  @Test
  void severalLists_areJoined() {
    assertThat(of(addresses("11.0.0.0/8", "10.1.2.3"), AddressSelection.ALL).matches(send(), null))
        .isTrue();
    assertThat(of(addresses("10.0.0.0/8", "!10.1.2.3"), AddressSelection.ALL).matches(send(), null))
        .isFalse();
    assertThat(addresses("10.0.0.0/9", "10.128.0.0/9")).isEqualTo(addresses("10.0.0.0/8"));
    assertThat(addresses("fe80::/11", "fea0::/11")).isEqualTo(addresses("fe80::/10"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "443              | true",
        "50000            | true",
        "444              | false",
        "442-444          | true",
        "443-443          | true",
        "444-49999        | false",
        "0-65535          | true",
        "!443             | false",
        "!50000           | false",
        "!444             | true",
        "443,!50000       | false",
        "50000,!443       | false",
        "400-500,!444     | true",
        "1,!2             | false",
      })
  void port_matchesEitherEnd(final String list, final boolean isMatch) {
    assertThat(ofPorts(list).matches(send(), null)).isEqualTo(isMatch);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 1001, true",
    "1001, 1002, false",
    "999, 1000, false",
    "0, 9223372036854775807, true",
    "-9223372036854775808, 1000, false",
    "-9223372036854775808, 1001, true"
  })
  void timeRange_isHalfOpen(final long from, final long to, final boolean isMatch) {
    assertThat(ofTimes(from, to).matches(send(), null)).isEqualTo(isMatch);
  }

  @Test
  void emptyTimeRange_isRejected() {
    assertThatIllegalArgumentException().isThrownBy(() -> ofTimes(5, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> ofTimes(6, 5));
  }

  @Test
  void filter_isSerializable() throws IOException, ClassNotFoundException {
    final EventFilter filter =
        of(addresses("10.0.0.0/8,!10.9.0.0/16"), addresses("1.2.3.4,2001:db8::/32"));
    assertThat(InstantiationUtil.clone(filter)).isEqualTo(filter).hasSameHashCodeAs(filter);
    assertThat(InstantiationUtil.clone(EventFilter.ALL).isAll()).isTrue();
  }

  @Test
  void toString_isEqualForEqualFilters() {
    final EventFilter filter = of(addresses("10.0.0.0/9,10.128.0.0/9"), AddressSelection.ALL);
    assertThat(filter).hasToString(of(addresses("10.0.0.0/8"), AddressSelection.ALL).toString());
    assertThat(filter.toString())
        .isNotEqualTo(of(addresses("!10.0.0.0/8"), AddressSelection.ALL).toString())
        .isNotEqualTo(of(addresses("10.0.0.0/7"), AddressSelection.ALL).toString());
  }

  @Test
  void matches_allocatesNothing() {
    final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    final EventFilter filter =
        new EventFilter(
            addresses("10.0.0.0/8,11.0.0.0/8,!10.9.0.0/16"),
            addresses("!1.2.3.4,!2001:db8::/32"),
            PortSelection.of(List.of("443,8000-8999,!22")),
            ProcessSelection.of(List.of("x*z,*dnsCACHE),!4,!s*t?x")),
            0,
            EventFilter.NO_END);
    final NetworkEvent send = send();
    final ProcessInstance process =
        new ProcessInstance(4711, 0, "svchost.exe", "svchost.exe (Dnscache)");
    final int asked = 100_000;
    int wanted = 0;
    final long before = threads.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < asked; i++) {
      wanted += filter.matches(send, process) ? 1 : 0;
    }
    // An object has 16 bytes: an allocation per send would exceed one byte per send.
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(asked);
    assertThat(wanted).isEqualTo(asked);
  }
}
