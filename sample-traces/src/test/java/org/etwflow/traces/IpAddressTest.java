package org.etwflow.traces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IpAddressTest {

  @ParameterizedTest
  @CsvSource({
    "20010db8000000000000000000000001, 2001:db8::1",
    // RFC 5952, section 4.2.2: a single group of zeros is not shortened.
    "20010db8000000010001000100010001, 2001:db8:0:1:1:1:1:1",
    // Section 4.2.3: the longest run is shortened, the first one of equal runs.
    "20010000000000010000000000000001, 2001:0:0:1::1",
    "20010db8000000000001000000000001, 2001:db8::1:0:0:1",
    "00000000000100000000000100000000, ::1:0:0:1:0:0",
    "00010000000000000000000000000000, 1::",
    "00000000000000000000000000000001, ::1",
    "00000000000000000000000000000000, ::",
    "0000000100020003000400050006000A, 0:1:2:3:4:5:6:a",
    "00010002000300040005000600000000, 1:2:3:4:5:6::",
    "20010db80010010000000000ABCDEF10, 2001:db8:10:100::abcd:ef10",
    "00000000000000000000ffffc6120001, ::ffff:198.18.0.1",
    "0000000000000000ffff0000c6120001, ::ffff:0:c612:1",
    "ffffffffffffffffffffffffffffffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"
  })
  void ipv6Text_isThatOfRfc5952(String octets, String text) {
    final IpAddress address =
        IpAddress.ofIpv6(
            Long.parseUnsignedLong(octets.substring(0, 16), 16),
            Long.parseUnsignedLong(octets.substring(16), 16));
    assertThat(address.text()).isEqualTo(text);
    assertThat(IpAddress.of(text)).isEqualTo(address);
  }

  @Test
  void ipv4Text_isDotted() {
    assertThat(IpAddress.ofIpv4(0xC6120001).text()).isEqualTo("198.18.0.1");
    assertThat(IpAddress.ofIpv4(-1).text()).isEqualTo("255.255.255.255");
    assertThat(IpAddress.of("198.18.0.1")).isEqualTo(IpAddress.ofIpv4(0xC6120001));
  }

  @Test
  void ipv4Address_isNotTheMappedOne() {
    assertThat(IpAddress.of("10.0.0.1")).isNotEqualTo(IpAddress.of("::ffff:10.0.0.1"));
  }

  @Test
  void text_isReadByTheStandardLibrary() throws UnknownHostException {
    final SplitMix64 random = new SplitMix64(5);
    for (int i = 0; i < 20_000; i++) {
      final ByteBuffer octets = ByteBuffer.allocate(16);
      for (int group = 0; group < 8; group++) {
        octets.putShort(random.below(2) == 0 ? 0 : (short) random.next());
      }
      final IpAddress address = IpAddress.ofIpv6(octets.getLong(0), octets.getLong(8));
      assertThat(InetAddress.getByName(address.text()))
          .isEqualTo(InetAddress.getByAddress(octets.array()));
      assertThat(IpAddress.of(address.text())).isEqualTo(address);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1.2.3",
        "1.2.3.4.5",
        "1.2.3.256",
        "a.b.c.d",
        ":",
        "1:2:3:4:5:6:7",
        "1::2::3",
        "1:2:3:4:5:6:7:8:9",
        "1:2:3:4::5:6:7:8",
        "12345::",
        "g::",
        "::-1",
        "::1.2.3"
      })
  void otherText_isRejected(String text) {
    assertThatThrownBy(() -> IpAddress.of(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void endpointsOfAFlow_haveOneIpVersion() {
    assertThatThrownBy(() -> TrafficFlow.of(1, "10.0.0.1", 1, "2001:db8::1", 2))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Endpoint.of("10.0.0.1", 65_536))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
