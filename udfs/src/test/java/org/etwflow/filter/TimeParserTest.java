package org.etwflow.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.etwflow.etl.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeParserTest {

  @ParameterizedTest
  @CsvSource({
    "2026-03-02, 2026-03-02T00:00:00Z",
    "2026-03-02T09:00, 2026-03-02T09:00:00Z",
    "2026-03-02T09:00Z, 2026-03-02T09:00:00Z",
    "2026-03-02T09:00:07, 2026-03-02T09:00:07Z",
    "2026-03-02T09:00:30.5Z, 2026-03-02T09:00:30.5Z",
    "2026-03-02T09:00:30.1234567, 2026-03-02T09:00:30.1234567Z",
    "2026-03-02T00:30+01:00, 2026-03-01T23:30:00Z",
    "2026-03-02T09:00:30-05:30, 2026-03-02T14:30:30Z",
    "2026-03-02T09:00+02, 2026-03-02T07:00:00Z",
    "2026-03-02 09:00:30, 2026-03-02T09:00:30Z",
    "2026-03-02 09:00+02, 2026-03-02T07:00:00Z",
    "2024-02-29, 2024-02-29T00:00:00Z",
    "1601-01-01, 1601-01-01T00:00:00Z",
    "0000-01-01, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.9999999, 9999-12-31T23:59:59.9999999Z",
  })
  void timeWithoutOffset_isUtc(final String text, final Instant expected) {
    assertThat(FileTime.toInstant(TimeParser.fileTime(text))).isEqualTo(expected);
  }

  @Test
  void timeBetweenTwoFileTimes_isRoundedUp() {
    assertThat(TimeParser.fileTime("1601-01-01T00:00:00.0000001")).isEqualTo(1);
    assertThat(TimeParser.fileTime("1601-01-01T00:00:00.000000101")).isEqualTo(2);
    assertThat(TimeParser.fileTime("1601-01-01T00:00:00.000000199")).isEqualTo(2);
    assertThat(TimeParser.fileTime("1601-01-01T00:00:00.0000002")).isEqualTo(2);
  }
}
