package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class FileTimeTest {

  private static final Instant START_OF_1601 = Instant.parse("1601-01-01T00:00:00Z");
  private static final long UNIX_EPOCH = 116_444_736_000_000_000L;

  @Test
  void zero_isTheStartOf1601() {
    assertThat(FileTime.toInstant(0)).isEqualTo(START_OF_1601);
  }

  @Test
  void unixEpoch_isZeroMillis() {
    assertThat(FileTime.toUnixMillis(UNIX_EPOCH)).isZero();
    assertThat(FileTime.toInstant(UNIX_EPOCH)).isEqualTo(Instant.EPOCH);
  }

  @Test
  void millisBeforeTheEpoch_areRoundedDown() {
    assertThat(FileTime.toUnixMillis(UNIX_EPOCH + 9_999)).isZero();
    assertThat(FileTime.toUnixMillis(UNIX_EPOCH - 1)).isEqualTo(-1);
    assertThat(FileTime.toUnixMillis(UNIX_EPOCH - 10_000)).isEqualTo(-1);
    assertThat(FileTime.toUnixMillis(UNIX_EPOCH - 10_001)).isEqualTo(-2);
  }

  @Test
  void instant_keepsHundredNanoseconds() {
    assertThat(FileTime.toInstant(UNIX_EPOCH + 12_345_678_9L))
        .isEqualTo(Instant.parse("1970-01-01T00:00:12.345678900Z"));
  }

  @Test
  void notBefore_roundsUp() {
    final Instant moment = Instant.parse("1970-01-01T00:00:01.0000001Z");
    assertThat(FileTime.notBefore(moment)).isEqualTo(UNIX_EPOCH + 10_000_001);
    assertThat(FileTime.notBefore(moment.plusNanos(1))).isEqualTo(UNIX_EPOCH + 10_000_002);
    assertThat(FileTime.notBefore(moment.plusNanos(99))).isEqualTo(UNIX_EPOCH + 10_000_002);
    assertThat(FileTime.notBefore(moment.plusNanos(100))).isEqualTo(UNIX_EPOCH + 10_000_002);
    assertThat(FileTime.notBefore(START_OF_1601.minusNanos(1))).isZero();
    assertThat(FileTime.notBefore(START_OF_1601.minusNanos(100))).isEqualTo(-1);
  }

  private static long clamped(final BigInteger exact) {
    return exact
        .max(BigInteger.valueOf(Long.MIN_VALUE))
        .min(BigInteger.valueOf(Long.MAX_VALUE))
        .longValueExact();
  }

  @Property
  void millis_outOfRange_saturate(@ForAll final long millis) {
    final BigInteger exact =
        BigInteger.valueOf(millis)
            .multiply(BigInteger.valueOf(10_000))
            .add(BigInteger.valueOf(UNIX_EPOCH));
    final BigInteger distance =
        BigInteger.valueOf(clamped(exact))
            .subtract(BigInteger.valueOf(FileTime.ofUnixMillis(millis)));

    assertThat(distance.abs()).isLessThan(BigInteger.valueOf(UNIX_EPOCH + 10_000));
    if (exact.bitLength() < Long.SIZE - 1) {
      assertThat(distance).isZero();
    }
  }

  @Property
  void notBefore_outOfRange_saturates(
      @ForAll @LongRange(min = -31_557_014_167_219_200L, max = 31_556_889_864_403_199L)
          final long second,
      @ForAll @IntRange(max = 999_999_999) final int nano) {
    final BigInteger exact =
        BigInteger.valueOf(second)
            .multiply(BigInteger.valueOf(10_000_000))
            .add(BigInteger.valueOf((nano + 99L) / 100 + UNIX_EPOCH));
    final BigInteger distance =
        BigInteger.valueOf(clamped(exact))
            .subtract(BigInteger.valueOf(FileTime.notBefore(Instant.ofEpochSecond(second, nano))));

    assertThat(distance.abs()).isLessThan(BigInteger.valueOf(UNIX_EPOCH + 10_000_000));
    if (exact.bitLength() < Long.SIZE - 1) {
      assertThat(distance).isZero();
    }
  }

  @Property
  void millisAndInstant_areConsistent(
      @ForAll @LongRange(max = 2_650_467_743_999_999_999L) final long time) {
    final Instant expected =
        START_OF_1601
            .plusSeconds(time / 10_000_000)
            .plus(Duration.ofNanos(time % 10_000_000 * 100));

    assertThat(FileTime.toInstant(time)).isEqualTo(expected);
    assertThat(FileTime.toUnixMillis(time)).isEqualTo(expected.toEpochMilli());
    assertThat(FileTime.notBefore(expected)).isEqualTo(time);
  }

  /** The limits are those of 64 bits, in whole milliseconds and seconds. */
  @Test
  void conversions_atTheLimits_areExactOrSaturate() {
    final long most = (Long.MAX_VALUE - UNIX_EPOCH) / 10_000;
    final long least = Long.MIN_VALUE / 10_000;
    final long mostSeconds = (Long.MAX_VALUE - UNIX_EPOCH) / 10_000_000;
    final long leastSeconds = Long.MIN_VALUE / 10_000_000;

    assertThat(FileTime.ofUnixMillis(most)).isEqualTo(most * 10_000 + UNIX_EPOCH);
    assertThat(FileTime.ofUnixMillis(most + 1)).isEqualTo(Long.MAX_VALUE);
    assertThat(FileTime.ofUnixMillis(least)).isEqualTo(least * 10_000 + UNIX_EPOCH);
    assertThat(FileTime.ofUnixMillis(least - 1)).isEqualTo(Long.MIN_VALUE);
    assertThat(FileTime.notBefore(Instant.ofEpochSecond(mostSeconds - 1)))
        .isEqualTo((mostSeconds - 1) * 10_000_000 + UNIX_EPOCH);
    assertThat(FileTime.notBefore(Instant.ofEpochSecond(mostSeconds))).isEqualTo(Long.MAX_VALUE);
    assertThat(FileTime.notBefore(Instant.ofEpochSecond(leastSeconds)))
        .isEqualTo(leastSeconds * 10_000_000 + UNIX_EPOCH);
    assertThat(FileTime.notBefore(Instant.ofEpochSecond(leastSeconds - 1)))
        .isEqualTo(Long.MIN_VALUE);
    assertThat(FileTime.ofUnixMillis(0)).isEqualTo(UNIX_EPOCH);
  }
}
