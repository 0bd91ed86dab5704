package org.etwflow.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.etwflow.testing.NetworkEvents;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Text form of addresses, compared with RFC 5952 and the parser of the JDK. */
class IpAddressTest {

  private static final Pattern LEADING_ZERO = Pattern.compile("(^|:)0[0-9a-f]");

  private static String ipv6(final String eightGroups) {
    final ByteBuffer address = ByteBuffer.allocate(16);
    Stream.of(eightGroups.split(":", -1))
        .forEach(group -> address.putShort((short) Integer.parseInt(group, 16)));
    return IpAddress.text(true, address.getLong(0), address.getLong(8));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0.0.0.0",
    "4294967295, 255.255.255.255",
    "2130706433, 127.0.0.1",
    "16909060, 1.2.3.4",
    "3232235521, 192.168.0.1"
  })
  void ipv4_isInDottedDecimal(final long address, final String text) {
    assertThat(IpAddress.ipv4(address)).isEqualTo(text);
    assertThat(IpAddress.ipv4(NetworkEvents.mapped(address))).isEqualTo(text);
    assertThat(IpAddress.text(false, 0, NetworkEvents.mapped(address))).isEqualTo(text);
  }

  /** RFC 5952, section 4: leading zeros (4.1), two colons (4.2), and lower case (4.3). */
  @ParameterizedTest
  @CsvSource({
    "2001:0db8:0000:0000:0000:0000:0000:0001, 2001:db8::1",
    "2001:0db8:0000:0000:0000:0000:0002:0001, 2001:db8::2:1",
    "2001:0db8:0000:0001:0001:0001:0001:0001, 2001:db8:0:1:1:1:1:1",
    "2001:0000:0000:0001:0000:0000:0000:0001, 2001:0:0:1::1",
    "2001:0db8:0000:0000:0001:0000:0000:0001, 2001:db8::1:0:0:1",
    "2001:0DB8:AAAA:BBBB:CCCC:DDDD:EEEE:AAA1, 2001:db8:aaaa:bbbb:cccc:dddd:eeee:aaa1",
    "0000:0000:0000:0000:0000:0000:0000:0000, ::",
    "0000:0000:0000:0000:0000:0000:0000:0001, ::1",
    "0001:0000:0000:0000:0000:0000:0000:0000, 1::",
    "0000:0001:0001:0001:0001:0001:0001:0001, 0:1:1:1:1:1:1:1",
    "0001:0001:0001:0001:0001:0001:0001:0000, 1:1:1:1:1:1:1:0",
    "0000:0000:0001:0001:0001:0001:0001:0001, ::1:1:1:1:1:1",
    "0001:0001:0001:0001:0001:0001:0000:0000, 1:1:1:1:1:1::",
    "0001:0000:0000:0000:0001:0000:0000:0000, 1::1:0:0:0",
    "0001:0000:0000:0001:0000:0000:0000:0000, 1:0:0:1::",
    "0001:0000:0000:0001:0000:0001:0000:0000, 1::1:0:1:0:0",
    "fe80:0000:0000:0000:0202:b3ff:fe1e:8329, fe80::202:b3ff:fe1e:8329",
    "ff02:0000:0000:0000:0000:0000:0000:00fb, ff02::fb"
  })
  void ipv6_isInTheFormOfRfc5952(final String address, final String text) {
    assertThat(ipv6(address)).isEqualTo(text);
  }

  /** RFC 5952, section 5: only where the prefix shows that it is a mapped address. */
  @ParameterizedTest
  @CsvSource({
    "0000:0000:0000:0000:0000:ffff:c000:0201, ::ffff:192.0.2.1",
    "0000:0000:0000:0000:0000:ffff:0000:0000, ::ffff:0.0.0.0",
    "0000:0000:0000:0000:0000:fffe:c000:0201, ::fffe:c000:201",
    "0000:0000:0000:0000:0001:ffff:c000:0201, ::1:ffff:c000:201",
    "0000:0000:0000:0001:0000:ffff:c000:0201, ::1:0:ffff:c000:201",
    "0000:0000:0000:0000:ffff:0000:c000:0201, ::ffff:0:c000:201",
    "0000:0000:0000:0000:0000:0000:c000:0201, ::c000:201"
  })
  void mappedAddress_isDotted(final String address, final String text) {
    assertThat(ipv6(address)).isEqualTo(text);
  }

  /** Addresses with many groups of zero. */
  @Provide
  Arbitrary<byte[]> addresses() {
    final Arbitrary<Integer> groups =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(3, Arbitraries.just(0)),
            net.jqwik.api.Tuple.of(1, Arbitraries.of(1, 0xFFFF)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(0, 0xFFFF)));
    return groups
        .list()
        .ofSize(8)
        .map(
            list -> {
              final ByteBuffer bytes = ByteBuffer.allocate(16);
              list.forEach(group -> bytes.putShort(group.shortValue()));
              return bytes.array();
            });
  }

  @Property
  void ipv6Text_isParsedToTheSameBytes(@ForAll("addresses") final byte[] address)
      throws UnknownHostException {
    final ByteBuffer halves = ByteBuffer.wrap(address);
    final String text = IpAddress.text(true, halves.getLong(0), halves.getLong(8));

    assertThat(sixteenBytes(InetAddress.getByName(text))).as(text).isEqualTo(address);
    assertThat(text).isLowerCase().doesNotContainPattern(LEADING_ZERO);
    assertThat(text.split("::", -1)).as(text).hasSizeLessThanOrEqualTo(2);
    assertThat(runsOfZeros(text)).as(text).allMatch(run -> run.length() <= longest(address));
  }

  /** The JDK returns mapped addresses as IPv4. */
  private static byte[] sixteenBytes(final InetAddress address) {
    final byte[] bytes = address.getAddress();
    return bytes.length == 16
        ? bytes
        : ByteBuffer.allocate(16).putInt(8, 0xFFFF).put(12, bytes).array();
  }

  /** Runs of groups of zero that are written as such, one character a group. */
  private static List<String> runsOfZeros(final String text) {
    final String digits =
        Stream.of(text.split("[:.]", -1))
            .map(group -> group.equals("0") ? "0" : "x")
            .reduce("", String::concat);
    return Stream.of(digits.split("x+", -1)).toList();
  }

  /** Longest run that may be written out: that of the two colons is not shorter. */
  private static int longest(final byte[] address) {
    final ByteBuffer groups = ByteBuffer.wrap(address);
    int longest = 0;
    int length = 0;
    for (int i = 0; i < 8; i++) {
      length = groups.getShort(2 * i) == 0 ? length + 1 : 0;
      longest = Math.max(longest, length);
    }
    return Math.max(1, longest);
  }

  @Property
  void ipv4Text_isParsedToTheSameBytes(@ForAll final int address) throws UnknownHostException {
    final String text = IpAddress.ipv4(address & 0xFFFF_FFFFL);

    assertThat(ByteBuffer.wrap(InetAddress.getByName(text).getAddress()).getInt())
        .isEqualTo(address);
  }
}
