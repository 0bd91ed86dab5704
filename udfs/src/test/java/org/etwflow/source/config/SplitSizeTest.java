package org.etwflow.source.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.etwflow.etl.Trace;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes of splits. */
class SplitSizeTest {

  private static final long MEBIBYTE = 1 << 20;

  private static Trace trace(final long mebibytes) {
    return new Trace("a.etl", null, mebibytes * MEBIBYTE, null);
  }

  @ParameterizedTest
  @CsvSource({"0, 4", "1, 4", "128, 4", "320, 10", "2048, 64", "16384, 64", "1000000000, 64"})
  void defaultSize_isFractionWithinLimits(final long trace, final long split) {
    assertThat(SplitSize.BY_TRACE.of(trace(trace))).isEqualTo(split * MEBIBYTE);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 1_000_000})
  void fixedSize_appliesToAllTraces(final long trace) {
    assertThat(SplitSize.of(5).of(trace(trace))).isEqualTo(5);
  }
}
