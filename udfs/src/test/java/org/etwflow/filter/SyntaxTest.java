package org.etwflow.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.function.Consumer;
import org.etwflow.flow.row.RowConditionParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages and offsets of syntax errors. */
class SyntaxTest {

  /** Asserts a syntax error; a caret in the text marks its offset. */
  private static void assertSyntaxError(
      final String pointed, final String message, final Consumer<String> parser) {
    final String text = pointed.replace("^", "");
    final SyntaxException wrong =
        catchThrowableOfType(SyntaxException.class, () -> parser.accept(text));
    assertThat(wrong).as(text).isNotNull();
    assertThat(wrong.text()).isEqualTo(text);
    assertThat(new StringBuilder(text).insert(wrong.offset(), '^')).hasToString(pointed);
    assertThat(wrong).hasMessageStartingWith(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.0/8,^300.1.1.1 | '300' is not a byte of an address",
        "^256.0.0.1 | '256' is not a byte of an address",
        "^1.x.3.4 | '1.x.3.4' is not an address; names of hosts are not looked up",
        "1.2.^-3.4 | '-3' is not a byte of an address",
        "1.2.3.^99999999999 | '99999999999' is not a byte of an address",
        "10.^010.0.1 | '010' is not a byte of an address",
        "!^server | 'server' is not an address; names of hosts are not looked up",
        "10.0.0.1,^10.1.2.3:443 | '10.1.2.3:443' is not an address: ports are selected by --port",
        "^10.1.2 | an IPv4 address has four bytes: write",
        "^10.1/16 | an IPv4 address has four bytes: write",
        "^10.1.2,10.1.2.3 | an IPv4 address has four bytes: write",
        "10.1.2.^ | a byte of an address is expected: write",
        "10.^.2.3 | a byte of an address is expected: write",
        "^10.1.2.3.4 | an IPv4 address has four bytes: write",
        "10.1.2.3 ^10.1.2.4 | a comma or the end is expected",
        "10.1.2.3,^ | a byte of an address is expected",
        "^,10.1.2.3 | a byte of an address is expected",
        "10.1.2.3,^,10.1.2.4 | a byte of an address is expected",
        "!^!10.1.2.3 | '!10' is not a byte of an address",
        "10.0.0.0/^33 | '33' is not a prefix length from 0 to 32",
        "10.0.0.0/^ | '' is not a prefix length from 0 to 32",
        "10.0.0.0/^-8 | '-8' is not a prefix length from 0 to 32",
        "10.0.0.0/^255.0.0.0 | '255.0.0.0' is not a prefix length from 0 to 32",
        "10.0.0.0/^4294967304 | '4294967304' is not a prefix length from 0 to 32",
        "10.0.0.0/8^/8 | a comma or the end is expected",
        "^2001:db8 | '2001:db8' is not an IPv6 address: write",
        "^2001:db8::1::2 | '2001:db8::1::2' is not an IPv6 address",
        "10.1.2.3,^1:2:3:4:5:6:7:8:9 | '1:2:3:4:5:6:7:8:9' is not an IPv6 address",
        "^2001:db8::12345 | '2001:db8::12345' is not an IPv6 address",
        "^2001:db8::g | '2001:db8::g' is not an IPv6 address",
        "!^::ffff:1.2.3 | '::ffff:1.2.3' is not an IPv6 address",
        "^fe80::1%eth0 | 'fe80::1%eth0' is not an IPv6 address",
        "^[::1] | '[::1]' is not an IPv6 address",
        "2001:db8::/^129 | '129' is not a prefix length from 0 to 128",
        "2001:db8::/^ | '' is not a prefix length from 0 to 128",
        "2001:db8::1 ^2001:db8::2 | a comma or the end is expected",
      })
  void malformedAddress_isReportedWithItsOffset(final String pointed, final String message) {
    assertSyntaxError(pointed, message, list -> AddressSelection.of(List.of(list)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "chrome.exe,^ | a process is expected: write",
        "^,chrome.exe | a process is expected: write",
        "4,^,8 | a process is expected: write",
        "!^ | a process is expected: write",
        "chrome.exe, !^, 4 | a process is expected: write",
        "4,^4294967296 | '4294967296' is not a PID from 0 to 4294967295",
        "! ^99999999999999999999 | '99999999999999999999' is not a PID from 0 to 4294967295",
      })
  void malformedProcess_isReportedWithItsOffset(final String pointed, final String message) {
    assertSyntaxError(pointed, message, list -> ProcessSelection.of(List.of(list)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "^10.1.2.3/8 | 10.1.2.3/8 | 10.0.0.0/8 | 10.1.2.3",
        "1.1.1.1, !^255.255.255.255/0 | 255.255.255.255/0 | 0.0.0.0/0 | 255.255.255.255",
        "^192.168.1.129/31 | 192.168.1.129/31 | 192.168.1.128/31 | 192.168.1.129",
        "^2001:DB8:0::1/32 | 2001:db8::1/32 | 2001:db8::/32 | 2001:db8::1",
        "1.1.1.1,^2001:db8:1::/32 | 2001:db8:1::/32 | 2001:db8::/32 | 2001:db8:1::",
        "^ffff::1/0 | ffff::1/0 | ::/0 | ffff::1",
        "^::ffff:10.1.2.3/120 | ::ffff:10.1.2.3/120 | ::ffff:10.1.2.0/120 | ::ffff:10.1.2.3",
      })
  void bitsBeyondAPrefix_areReportedWithBothAlternatives(
      final String pointed, final String given, final String subnet, final String single) {
    assertSyntaxError(
        pointed,
        "'%s' has bits beyond its prefix: write %s, or %s for the one address"
            .formatted(given, subnet, single),
        list -> AddressSelection.of(List.of(list)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "443,^http | 'http' is not a port from 0 to 65535",
        "443,^65536 | '65536' is not a port from 0 to 65535",
        "^99999999999 | '99999999999' is not a port from 0 to 65535",
        "^+80 | '+80' is not a port from 0 to 65535",
        "8000-^9o | '9o' is not a port from 0 to 65535",
        "8000-^ | a port is expected: write 443 or 8000-8999",
        "^-80 | a port is expected",
        "^ | a port is expected",
        "80,^ | a port is expected",
        "80,!^ | a port is expected",
        "1-2^-3 | a comma or the end is expected",
        "80 ^443 | a comma or the end is expected",
        "1, !^9000-8000 | '9000-8000' runs backwards: write 8000-9000",
      })
  void malformedPort_isReportedWithItsOffset(final String pointed, final String message) {
    assertSyntaxError(pointed, message, list -> PortSelection.of(List.of(list)));
  }

  @Test
  void error_hasTheTextOfItsList() {
    assertSyntaxError(
        "2,^x", "'x' is not a port", list -> PortSelection.of(List.of("1,2", list, "y")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "^yesterday",
        "^",
        "2026^",
        "2026-03^",
        "2026-^3-2",
        "2026-03-02^  09:00",
        "2026-03-02^T9:00",
        "2026-03-02T09:00^X",
        "2026-03-02T09:00^+1",
        "^2026-02-30",
        "^2026-13-01",
        "^2026-03-02T24:00",
        "2026-03-02^Z",
        "2026^6-03-02",
        "^-026-03-02",
      })
  void malformedTime_isReportedWithOffsetAndExamples(final String pointed) {
    final String given = pointed.replace("^", "");
    assertSyntaxError(
        pointed, "'" + given + "' is not a time: write 2026-03-02, 2026-", TimeParser::fileTime);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "^bytes > 1 | 'bytes' is not a statistic: choose one of sendCount, receiveCount, sendOctets, ",
        "^SENDCOUNT > 1 | 'SENDCOUNT' is not a statistic: choose one of sendCount, ",
        "^processId = 4 | 'processId' is not a statistic",
        "^flowStart > 1 | 'flowStart' is not a statistic",
        "^ | a statistic is expected: choose one of sendCount, ",
        "^> 1 | a statistic is expected: choose one of sendCount, ",
        "^(sendCount > 1) | '(sendCount' is not a statistic",
        "sendCount > 1 and ^ | a statistic is expected",
        "sendCount > 1 or ^or sendCount > 2 | 'or' is not a statistic",
        "sendCount ^ | a comparison is expected: choose one of < <= > >= = !=",
        "sendCount ^1 | a comparison is expected",
        "sendCount ^== 1 | '==' is not a comparison: choose one of < <= > >= = !=",
        "sendCount ^=> 1 | '=>' is not a comparison",
        "sendCount > ^ | a number is expected: write 1500, 0.5 or 1M, for example; k, M, G and T a",
        "sendCount >^x | 'x' is not a number: write 1500, 0.5 or 1M, for example; k, M, G and T are",
        "sendCount > ^-1 | '-1' is not a number",
        "sendCount > ^1. | '1.' is not a number",
        "sendCount > ^.5 | '.5' is not a number",
        "sendCount > ^1K | '1K' is not a number",
        "sendCount > ^1kk | '1kk' is not a number",
        "sendCount > ^1,000 | '1,000' is not a number",
        "sendCount > ^1e3 | '1e3' is not a number",
        "sendCount > ^M | 'M' is not a number",
        "sendCount > 1 ^&& sendCount < 2 | 'and', 'or' or the end is expected",
        "sendCount > 1 ^k | 'and', 'or' or the end is expected",
        "sendCount > 1 ^android | 'and', 'or' or the end is expected",
      })
  void malformedCondition_isReportedWithItsOffset(final String pointed, final String message) {
    assertSyntaxError(pointed, message, RowConditionParser::parse);
  }
}
