package org.etwflow.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.apache.flink.util.InstantiationUtil;
import org.etwflow.event.SendIPV4;
import org.etwflow.process.ProcessInstance;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SendFilterTest {

  /** A send from 10.1.2.3:50000 to 192.168.4.5:443. */
  private static SendIPV4 send() {
    final SendIPV4 send = new SendIPV4();
    send.saddr = 0x0A01_0203L;
    send.daddr = 0xC0A8_0405L;
    send.sport = 50_000;
    send.dport = 443;
    send.time = 1_000;
    return send;
  }

  private static SendFilter of(final Selection local, final Selection remote) {
    return new SendFilter(
        local, remote, Selection.ALL, ProcessSelection.ALL, SendFilter.NO_START, SendFilter.NO_END);
  }

  private static SendFilter ofPorts(final String... lists) {
    return new SendFilter(
        Selection.ALL,
        Selection.ALL,
        Selection.ofPorts(List.of(lists)),
        ProcessSelection.ALL,
        SendFilter.NO_START,
        SendFilter.NO_END);
  }

  private static SendFilter ofTimes(final long from, final long to) {
    return new SendFilter(
        Selection.ALL, Selection.ALL, Selection.ALL, ProcessSelection.ALL, from, to);
  }

  private static Selection addresses(final String... lists) {
    return Selection.ofAddresses(List.of(lists));
  }

  @Test
  void emptyFilter_matchesEverySend() {
    assertThat(SendFilter.ALL.isAll()).isTrue();
    assertThat(SendFilter.ALL.matches(send(), null)).isTrue();
    assertThat(SendFilter.ALL.matches(new SendIPV4(), null)).isTrue();
    assertThat(of(addresses(), addresses())).isEqualTo(SendFilter.ALL);
    assertThat(ofPorts()).isEqualTo(SendFilter.ALL);
  }

  @Test
  void filterWithAnyCondition_isNotAll() {
    assertThat(of(addresses("10.0.0.0/8"), Selection.ALL).isAll()).isFalse();
    assertThat(of(Selection.ALL, addresses("!10.0.0.0/8")).isAll()).isFalse();
    assertThat(ofPorts("!1").isAll()).isFalse();
    assertThat(ofTimes(0, SendFilter.NO_END).isAll()).isFalse();
    assertThat(ofTimes(SendFilter.NO_START, 0).isAll()).isFalse();
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
    assertThat(of(addresses(list), Selection.ALL).matches(send(), null)).isEqualTo(isMatch);
  }

  @Test
  void remoteAddress_isMatchedSeparately() {
    assertThat(of(Selection.ALL, addresses("192.168.0.0/16")).matches(send(), null)).isTrue();
    assertThat(of(Selection.ALL, addresses("10.0.0.0/8")).matches(send(), null)).isFalse();
    assertThat(of(addresses("192.168.0.0/16"), Selection.ALL).matches(send(), null)).isFalse();
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
    assertThat(of(addresses("11.0.0.0/8", "10.1.2.3"), Selection.ALL).matches(send(), null))
        .isTrue();
    assertThat(of(addresses("10.0.0.0/8", "!10.1.2.3"), Selection.ALL).matches(send(), null))
        .isFalse();
    assertThat(addresses("10.0.0.0/9", "10.128.0.0/9")).isEqualTo(addresses("10.0.0.0/8"));
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
    final SendFilter filter = of(addresses("10.0.0.0/8,!10.9.0.0/16"), addresses("1.2.3.4"));
    assertThat(InstantiationUtil.clone(filter)).isEqualTo(filter).hasSameHashCodeAs(filter);
    assertThat(InstantiationUtil.clone(SendFilter.ALL).isAll()).isTrue();
  }

  @Test
  void toString_isEqualForEqualFilters() {
    final SendFilter filter = of(addresses("10.0.0.0/9,10.128.0.0/9"), Selection.ALL);
    assertThat(filter).hasToString(of(addresses("10.0.0.0/8"), Selection.ALL).toString());
    assertThat(filter.toString())
        .isNotEqualTo(of(addresses("!10.0.0.0/8"), Selection.ALL).toString())
        .isNotEqualTo(of(addresses("10.0.0.0/7"), Selection.ALL).toString());
  }

  @Test
  void matches_allocatesNothing() {
    final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    final SendFilter filter =
        new SendFilter(
            addresses("10.0.0.0/8,11.0.0.0/8,!10.9.0.0/16"),
            addresses("!1.2.3.4"),
            Selection.ofPorts(List.of("443,8000-8999,!22")),
            ProcessSelection.of(List.of("x*z,*dnsCACHE),!4,!s*t?x")),
            0,
            SendFilter.NO_END);
    final SendIPV4 send = send();
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
