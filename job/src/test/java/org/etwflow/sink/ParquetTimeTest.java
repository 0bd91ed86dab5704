package org.etwflow.sink;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.etwflow.etl.FileTime;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times as nanoseconds, whose range is smaller than that of trace times. */
class ParquetTimeTest {

  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;
  private static final long YEARS_1601_TO_9999 = 2_650_467_744_000_000_000L;
  private static final BigInteger SECOND = BigInteger.valueOf(1_000_000_000);

  @ParameterizedTest
  @CsvSource({
    "1970-01-01T00:00:00Z, 0",
    "1970-01-01T00:00:00.000000100Z, 100",
    "1969-12-31T23:59:59.999999900Z, -100",
    "2026-03-02T09:00:00.123456700Z, 1772442000123456700",
    "2262-04-11T23:47:15.999999900Z, 9223372035999999900",
    "2262-04-11T23:47:17Z, 9223372036854775807",
    "9999-12-31T23:59:59.999999900Z, 9223372036854775807",
    "1677-09-21T00:12:45Z, -9223372035000000000",
    "1677-09-21T00:12:42Z, -9223372036854775808",
    "1601-01-01T00:00:00Z, -9223372036854775808",
  })
  void time_inRangeOfNanoseconds_isExact(final Instant time, final long nanos) {
    assertThat(ParquetTime.nanos(time)).isEqualTo(nanos);
  }

  @Property
  void anyTime_isWrittenAsNearestNanoseconds(
      @ForAll @LongRange(min = 0, max = YEARS_1601_TO_9999) final long fileTime) {
    final BigInteger exact =
        BigInteger.valueOf(fileTime - UNIX_EPOCH).multiply(BigInteger.valueOf(100));
    final BigInteger distance =
        exact
            .max(BigInteger.valueOf(Long.MIN_VALUE))
            .min(BigInteger.valueOf(Long.MAX_VALUE))
            .subtract(BigInteger.valueOf(ParquetTime.nanos(FileTime.toInstant(fileTime))))
            .abs();

    assertThat(distance).isLessThan(SECOND);
    if (exact.abs().add(SECOND).bitLength() < Long.SIZE) {
      assertThat(distance).isZero();
    }
  }
}
