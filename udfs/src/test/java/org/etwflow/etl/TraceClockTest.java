package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class TraceClockTest {

  private static final long START = 132_000_000_000_000_000L;
  private static final long T0 = 7_000_000_000L;
  private static final long HOUR = 3_600L;
  private static final long UNITS = 10_000_000L;

  /** The last 100 ns of the year 9999. */
  private static final long LAST = 2_650_467_743_999_999_999L;

  private static TraceClock qpc(final long frequency) {
    return new TraceClock(T0, START, UNITS, frequency);
  }

  @Test
  void logHeaderTicks_areTheStart() {
    assertThat(qpc(3_000_000).toFileTime(T0)).isEqualTo(START);
  }

  @Test
  void qpcTicks_useTheFrequency() {
    assertThat(qpc(3_000_000).toFileTime(T0 + 3_000_000)).isEqualTo(START + UNITS);
    assertThat(qpc(3_000_000).toFileTime(T0 + 3)).isEqualTo(START + 10);
  }

  @Test
  void fractionOf100Nanoseconds_isRoundedDown() {
    assertThat(qpc(3_000_000).toFileTime(T0 + 2)).isEqualTo(START + 6);
    assertThat(qpc(3_000_000).toFileTime(T0 - 1)).isEqualTo(START - 4);
  }

  @Test
  void recordBeforeTheStart_isEarlier() {
    assertThat(qpc(10_000_000).toFileTime(T0 - 1)).isEqualTo(START - 1);
    assertThat(qpc(3_000_000).toFileTime(T0 - 3_000_000)).isEqualTo(START - UNITS);
  }

  @Test
  void ticksOfDays_doNotOverflow() {
    // Ticks times 10^7 no longer fit in 64 bits after 25.6 hours at 10 MHz.
    assertThat(qpc(10_000_000).toFileTime(T0 + 26 * HOUR * 10_000_000))
        .isEqualTo(START + 26 * HOUR * UNITS);
    assertThat(qpc(3_000_000_000L).toFileTime(T0 + 24 * 365 * HOUR * 3_000_000_000L + 300))
        .isEqualTo(START + 24 * 365 * HOUR * UNITS + 1);
  }

  @Test
  void cycles_useMegahertz() {
    final TraceClock clock = new TraceClock(T0, START, 10, 2_500);

    assertThat(clock.toFileTime(T0 + 2_500_000_000L)).isEqualTo(START + UNITS);
    assertThat(clock.toFileTime(T0 + 250)).isEqualTo(START + 1);
  }

  @Test
  void year9999_isTheLastYear() {
    final TraceClock clock = new TraceClock(0, 0, 1, 1);

    assertThat(clock.toFileTime(0)).isZero();
    assertThat(clock.toFileTime(LAST)).isEqualTo(LAST);
    assertThat(FileTime.toInstant(LAST)).hasToString("9999-12-31T23:59:59.999999900Z");
    assertThat(clock.toFileTime(-2)).isEqualTo(TraceClock.NOT_A_TIME);
    assertThat(clock.toFileTime(LAST + 1)).isEqualTo(TraceClock.NOT_A_TIME);
  }

  @Test
  void extremeTicks_areNotATime() {
    for (final TraceClock clock :
        new TraceClock[] {qpc(1), qpc(10_000_000), new TraceClock(START, START, 1, 1)}) {
      assertThat(clock.toFileTime(Long.MAX_VALUE)).isEqualTo(TraceClock.NOT_A_TIME);
      assertThat(clock.toFileTime(Long.MIN_VALUE)).isEqualTo(TraceClock.NOT_A_TIME);
    }
  }

  @Test
  void ticks_overflowing64Bits_areNotATime() {
    // The difference, cut to 64 bits, would be 2 ticks.
    final TraceClock clock = new TraceClock(Long.MAX_VALUE, START, UNITS, 10_000_000);

    assertThat(clock.toFileTime(Long.MIN_VALUE + 1)).isEqualTo(TraceClock.NOT_A_TIME);
    assertThat(clock.toFileTime(Long.MAX_VALUE - 2)).isEqualTo(START - 2);
  }

  @Property
  void times_areExact(
      @ForAll @LongRange(min = -(1L << 61), max = 1L << 61) final long elapsed,
      @ForAll @LongRange(max = LAST) final long start,
      @ForAll @LongRange(min = 1, max = 100_000_000_000L) final long frequency) {
    assertExact(new TraceClock(T0, start, UNITS, frequency), T0 + elapsed);
  }

  @Property
  void anyTicks_areExactOrNotATime(
      @ForAll final long ticks,
      @ForAll final long startTicks,
      @ForAll @LongRange(max = LAST) final long start,
      @ForAll @LongRange(min = 1, max = 100_000_000_000L) final long frequency) {
    assertExact(new TraceClock(startTicks, start, UNITS, frequency), ticks);
    assertExact(new TraceClock(startTicks, start, 1, 1), ticks);
    assertExact(new TraceClock(startTicks, start, 10, frequency % 0xFFFF_FFFFL + 1), ticks);
  }

  private static void assertExact(final TraceClock clock, final long ticks) {
    final BigInteger elapsed =
        BigInteger.valueOf(ticks).subtract(BigInteger.valueOf(clock.startTicks()));
    final BigInteger[] passed =
        elapsed
            .multiply(BigInteger.valueOf(clock.unitsPerPeriod()))
            .divideAndRemainder(BigInteger.valueOf(clock.ticksPerPeriod()));
    final BigInteger floor =
        passed[1].signum() < 0 ? passed[0].subtract(BigInteger.ONE) : passed[0];
    final BigInteger time = floor.add(BigInteger.valueOf(clock.startTime()));
    final boolean inRange =
        elapsed.bitLength() < Long.SIZE
            && time.signum() >= 0
            && time.compareTo(BigInteger.valueOf(LAST)) <= 0;

    assertThat(clock.toFileTime(ticks))
        .isEqualTo(inRange ? time.longValueExact() : TraceClock.NOT_A_TIME);
  }

  /** Ten times the ticks are 2^64 + 4. */
  @Test
  void product_overflowing64Bits_isNotATime() {
    assertThat(new TraceClock(0, START, 10, 1).toFileTime(1_844_674_407_370_955_162L))
        .isEqualTo(TraceClock.NOT_A_TIME);
  }

  /** Products that do not fit into 64 bits, and quotients of them at both ends of the times. */
  @Test
  void extremeTimes_areExactOrNotATime() {
    for (final long frequency : new long[] {1, 3, 2_500, 10_000_000, 100_000_000_000L}) {
      for (final long start : new long[] {0, START, LAST}) {
        for (final long units : new long[] {10, UNITS}) {
          final TraceClock clock = new TraceClock(T0, start, units, frequency);
          final BigInteger ticksOfAllTimes =
              BigInteger.valueOf(LAST + 1)
                  .multiply(BigInteger.valueOf(frequency))
                  .divide(BigInteger.valueOf(units));
          if (ticksOfAllTimes.bitLength() < Long.SIZE - 2) {
            final long ticks = ticksOfAllTimes.longValueExact();
            for (long near = -2; near <= 2; near++) {
              assertExact(clock, T0 + ticks + near * frequency);
              assertExact(clock, T0 - ticks + near * frequency);
              assertExact(clock, T0 + ticks / 2 + near);
            }
          }
        }
      }
    }
  }
}
