package org.etwflow.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTextTest {

  @ParameterizedTest
  @CsvSource({
    "0000", "0007", "0008", "0009", "000a", "000d", "001b", "007f", "0080", "0085", "009b", "061c",
    "200e", "200f", "2028", "2029", "202a", "202e", "2066", "2069", "d800", "dc00"
  })
  void controls_areReplacedByTheirCode(final String code) {
    final String text = "a" + (char) Integer.parseInt(code, 16) + "b";

    assertThat(PrintableText.of(text)).isEqualTo("a\\u" + code + "b");
  }

  @ParameterizedTest
  @CsvSource({"chrome.exe", "C:\\x y\\z", "é‰ß", "日本語", "שלום", "😀", "=1+1", "''"})
  void letters_areUnchanged(final String text) {
    assertThat(PrintableText.of(text)).isSameAs(text);
  }

  @Test
  void text_keepsLineBreaksAndTabs() {
    assertThat(PrintableText.ofLines("a\n\tb\r\u001b[2J")).isEqualTo("a\n\tb\\u000d\\u001b[2J");
  }

  @Test
  void printableText_hasNoControlCharacters() {
    final String every =
        PrintableText.of(
            IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString());

    assertThat(every.chars()).noneMatch(Character::isISOControl);
  }
}
