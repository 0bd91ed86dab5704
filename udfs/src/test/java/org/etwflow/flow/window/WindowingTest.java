package org.etwflow.flow.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.LongRange;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.etwflow.etl.FileTime;
import org.junit.jupiter.api.Test;

/** Panes and windows of each kind, including times before 1970. */
class WindowingTest {

  private static final long FIRST = -1_000_000_000_000L;
  private static final long LAST = 5_000_000_000_000L;

  private static Duration seconds(final long seconds) {
    return Duration.ofSeconds(seconds);
  }

  @Provide
  Arbitrary<Windowing.Aligned> aligned() {
    return Combinators.combine(
            Arbitraries.longs().between(1, 100_000),
            Arbitraries.longs().between(1, Windowing.MAX_OVERLAP),
            Arbitraries.integers().between(0, 2))
        .as(WindowingTest::aligned);
  }

  private static Windowing.Aligned aligned(final long pane, final long panes, final int kind) {
    final Duration length = Duration.ofMillis(pane * panes);
    return switch (kind) {
      case 0 -> new Windowing.Tumbling(length);
      case 1 -> new Windowing.Sliding(length, Duration.ofMillis(pane));
      default -> new Windowing.Cumulative(length, Duration.ofMillis(pane));
    };
  }

  private static List<TimeWindow> windows(final Windowing.Aligned windowing, final long millis) {
    final List<TimeWindow> windows = new ArrayList<>();
    final long pane = windowing.paneStart(millis);
    long end = windowing.paneEnd(pane);
    windows.add(new TimeWindow(windowing.windowStart(end), end));
    while (windowing.neededFrom(end) <= pane) {
      end = windowing.paneEnd(end);
      windows.add(new TimeWindow(windowing.windowStart(end), end));
    }
    return windows;
  }

  /** Shortest, longest and other windows, for all times that a trace can have. */
  @Property
  void anyTime_isInItsPaneAndWindows(
      @ForAll @LongRange(max = 2_650_467_743_999_999_999L) final long fileTime,
      @ForAll @LongRange(min = 1, max = 36_525L * 86_400_000) final long pane,
      @ForAll @LongRange(min = 1, max = 1_000) final long panes) {
    final long millis = FileTime.toUnixMillis(fileTime);
    final long length = Math.min(panes, 36_525L * 86_400_000 / pane) * pane;
    final List<Windowing.Aligned> kinds =
        List.of(
            new Windowing.Tumbling(Duration.ofMillis(length)),
            new Windowing.Sliding(Duration.ofMillis(length), Duration.ofMillis(pane)),
            new Windowing.Cumulative(Duration.ofMillis(length), Duration.ofMillis(pane)));
    for (final Windowing.Aligned windowing : kinds) {
      final long start = windowing.paneStart(millis);
      final long end = windowing.paneEnd(start);

      assertThat(millis).isGreaterThanOrEqualTo(start).isLessThan(end);
      assertThat(windowing.windowStart(end)).isLessThanOrEqualTo(start);
      assertThat(windowing.neededFrom(end)).isLessThanOrEqualTo(end);
      assertThat(FileTime.ofUnixMillis(start)).isLessThanOrEqualTo(fileTime);
      assertThat(FileTime.ofUnixMillis(end)).isGreaterThan(fileTime);
    }
  }

  @Test
  void windowLongerThanLimit_isRejected() {
    for (final Duration length :
        List.of(Windowing.LONGEST.plusMillis(1), Duration.ofSeconds(Long.MAX_VALUE))) {
      assertThatThrownBy(() -> new Windowing.Tumbling(length))
          .hasMessageContaining("longer than 36525 days");
      assertThatThrownBy(() -> new Windowing.Session(length))
          .hasMessageContaining("longer than 36525 days");
    }
  }

  @Property
  void panes_areAdjacentAndContainTheirTimes(
      @ForAll("aligned") final Windowing.Aligned windowing,
      @ForAll @LongRange(min = FIRST, max = LAST) final long millis) {
    final long start = windowing.paneStart(millis);
    final long end = windowing.paneEnd(start);

    assertThat(millis).isGreaterThanOrEqualTo(start).isLessThan(end);
    assertThat(windowing.paneStart(start)).isEqualTo(start);
    assertThat(windowing.paneStart(end - 1)).isEqualTo(start);
    assertThat(windowing.paneStart(end)).isEqualTo(end);
    assertThat(Math.floorMod(start, end - start)).as("alignment").isZero();
  }

  @Property
  void pane_isEntirelyInsideItsWindows(
      @ForAll("aligned") final Windowing.Aligned windowing,
      @ForAll @LongRange(min = FIRST, max = LAST) final long millis) {
    final long start = windowing.paneStart(millis);
    final long end = windowing.paneEnd(start);

    assertThat(windows(windowing, millis))
        .isNotEmpty()
        .doesNotHaveDuplicates()
        .allMatch(window -> window.getStart() <= start && end <= window.getEnd())
        .containsExactlyInAnyOrderElementsOf(windows(windowing, start))
        .containsExactlyInAnyOrderElementsOf(windows(windowing, end - 1));
  }

  @Property
  void totalWindows_containEachTimeOnce(
      @ForAll("aligned") final Windowing.Aligned windowing,
      @ForAll @LongRange(min = FIRST, max = LAST) final long millis) {
    assertThat(windows(windowing, millis))
        .filteredOn(window -> windowing.isInTotal(window.getStart(), window.getEnd()))
        .hasSize(1);
  }

  @Property
  void partialsWatermark_endsOnlyWindowsWithClosedPanes(
      @ForAll("aligned") final Windowing.Aligned windowing,
      @ForAll @LongRange(min = FIRST, max = LAST) final long watermark) {
    final long forwarded = windowing.partialsWatermark(watermark);

    assertThat(forwarded).isLessThanOrEqualTo(watermark);
    assertThat(windows(windowing, watermark + 1))
        .allMatch(window -> window.maxTimestamp() > forwarded);
    assertThat(windowing.paneStart(watermark + 1)).isEqualTo(forwarded + 1);
  }

  @Test
  void slidingWindows_areAllWindowsWithTheTime() {
    assertThat(windows(new Windowing.Sliding(seconds(10), seconds(5)), 12_000))
        .containsExactlyInAnyOrder(new TimeWindow(10_000, 20_000), new TimeWindow(5_000, 15_000));
  }

  @Test
  void cumulativeWindows_growFromTheirStart() {
    assertThat(windows(new Windowing.Cumulative(seconds(10), seconds(2)), 15_999))
        .containsExactly(
            new TimeWindow(10_000, 16_000),
            new TimeWindow(10_000, 18_000),
            new TimeWindow(10_000, 20_000));
  }

  @Test
  void windows_before1970_areAlignedToEpoch() {
    assertThat(windows(new Windowing.Cumulative(seconds(4), seconds(2)), -3_000))
        .containsExactly(new TimeWindow(-4_000, -2_000), new TimeWindow(-4_000, 0));
  }

  @Test
  void wholeRun_isOnePaneAndOneWindow() {
    final Windowing.Aligned whole = new Windowing.WholeRun();

    assertThat(whole.paneStart(FIRST)).isEqualTo(whole.paneStart(LAST)).isLessThan(FIRST);
    assertThat(whole.paneEnd(whole.paneStart(0))).isGreaterThan(LAST);
    assertThat(whole.partialsWatermark(LAST)).isEqualTo(Long.MIN_VALUE);
    assertThat(windows(whole, FIRST)).hasSize(1).isEqualTo(windows(whole, LAST));
    assertThat(windows(whole, 0).get(0).maxTimestamp())
        .isGreaterThan(LAST)
        .isLessThan(Long.MAX_VALUE);
  }

  @Test
  void lengthWithoutWholeMilliseconds_isRejected() {
    assertThatThrownBy(() -> new Windowing.Tumbling(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Windowing.Session(Duration.ofMillis(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Windowing.Session(Duration.ofNanos(1_500_000)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Windowing.Sliding(seconds(1), Duration.ofNanos(1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void lengthNotMultipleOfSlideOrStep_isRejected() {
    assertThatThrownBy(() -> new Windowing.Sliding(seconds(10), seconds(3)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("10 s")
        .hasMessageContaining("3 s");
    assertThatThrownBy(() -> new Windowing.Cumulative(seconds(2), seconds(4)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 s")
        .hasMessageContaining("4 s");
  }

  @Test
  void moreThan1000OverlappingWindows_areRejected() {
    assertThat(new Windowing.Sliding(seconds(1_000), seconds(1)).paneMillis()).isEqualTo(1_000);
    assertThatThrownBy(() -> new Windowing.Sliding(seconds(1_001), seconds(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 1,000 may overlap");
  }

  @Test
  void lengths_fromOneMillisecondTo36525Days_areAccepted() {
    for (final Duration length : List.of(Duration.ofMillis(1), Duration.ofDays(36_525))) {
      assertThat(new Windowing.Tumbling(length).paneMillis()).isEqualTo(length.toMillis());
      assertThat(new Windowing.Session(length).paneMillis()).isEqualTo(length.toMillis());
    }
  }

  @Test
  void wholeRun_hasPanesWithoutALength() {
    final Windowing.Aligned whole = new Windowing.WholeRun();

    assertThat(whole.paneMillis()).isEqualTo(Long.MAX_VALUE);
    assertThat(whole.windowStart(5)).isEqualTo(Long.MIN_VALUE);
    assertThat(whole.neededFrom(5)).isEqualTo(5);
    assertThat(whole.isInTotal(Long.MIN_VALUE, Long.MAX_VALUE)).isTrue();
  }

  @Test
  void slidingWindowsInTheTotal_areThoseAlignedToTheirLength() {
    final Windowing.Aligned sliding = new Windowing.Sliding(seconds(10), seconds(5));

    assertThat(sliding.paneMillis()).isEqualTo(5_000);
    assertThat(sliding.isInTotal(10_000, 20_000)).isTrue();
    assertThat(sliding.isInTotal(5_000, 15_000)).isFalse();
    assertThat(sliding.neededFrom(20_000)).isEqualTo(15_000);
  }

  @Test
  void cumulativeWindowsInTheTotal_areTheFullOnes() {
    final Windowing.Aligned cumulative = new Windowing.Cumulative(seconds(10), seconds(2));

    assertThat(cumulative.windowStart(16_000)).isEqualTo(10_000);
    assertThat(cumulative.windowStart(20_000)).isEqualTo(10_000);
    assertThat(cumulative.isInTotal(10_000, 20_000)).isTrue();
    assertThat(cumulative.isInTotal(10_000, 18_000)).isFalse();
  }

  @Test
  void overlappingWindowsLongerThanAnyTrace_areRefused() {
    assertThatThrownBy(
            () -> new Windowing.Sliding(Duration.ofDays(40_000), Duration.ofDays(20_000)))
        .hasMessageContaining("longer than 36525 days");
  }

  /** A pane of 10 s ends at 19.999 s. */
  @Test
  void watermarkOfPartialFlows_isTheEndOfTheLastClosedPane() {
    final Windowing.Aligned tumbling = new Windowing.Tumbling(seconds(10));

    assertThat(tumbling.partialsWatermark(19_998)).isEqualTo(9_999);
    assertThat(tumbling.partialsWatermark(19_999)).isEqualTo(19_999);
    assertThat(tumbling.partialsWatermark(20_000)).isEqualTo(19_999);
    assertThat(tumbling.windowStart(20_000)).isEqualTo(10_000);
  }
}
