package org.etwflow.flow.window;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import org.apache.flink.annotation.Internal;
import org.apache.flink.util.TimeUtils;

/**
 * Assignment of events to windows. All windows except sessions are aligned to 1970-01-01 UTC.
 *
 * <p>Windows consist of panes, which are adjacent and never divided by a window: an event is
 * counted once in its pane, and a pane belongs to each of its windows. Times are in milliseconds
 * since 1970-01-01 UTC, as in Flink.
 */
@Internal
public sealed interface Windowing extends Serializable {

  /** Maximum number of windows, and therefore rows, that an event belongs to. */
  int MAX_OVERLAP = 1_000;

  /** Longest window: no window with a valid time ends beyond 64 bits. */
  Duration LONGEST = Duration.ofDays(36_525);

  /** Length of the panes, in milliseconds. */
  long paneMillis();

  /** Start of the pane that a time is in. */
  default long paneStart(final long millis) {
    return millis - Math.floorMod(millis, paneMillis());
  }

  /** End of the pane that starts at a time, exclusive. */
  default long paneEnd(final long paneStart) {
    return paneStart + paneMillis();
  }

  /**
   * Watermark of the partial flows: all partial flows of windows that end up to it have been
   * emitted.
   *
   * @param watermark watermark of the events, whose closed panes have been emitted
   * @return {@code Long.MIN_VALUE} if no window can end yet
   */
  default long partialsWatermark(final long watermark) {
    return paneStart(watermark + 1) - 1;
  }

  /** Windows that are the same for all keys. */
  sealed interface Aligned extends Windowing {

    /** Start of the window that ends with a pane. Exactly one window ends with each pane. */
    long windowStart(long windowEnd);

    /**
     * Start of the earliest pane that also belongs to a later window: the start of the next window,
     * which ends one pane later.
     */
    default long neededFrom(final long windowEnd) {
      return windowStart(paneEnd(windowEnd));
    }

    /** Whether a window is one of those that together contain every event exactly once. */
    default boolean isInTotal(final long windowStart, final long windowEnd) {
      return true;
    }
  }

  /**
   * Consecutive windows of the same length.
   *
   * @param length length of a window in whole milliseconds
   */
  record Tumbling(Duration length) implements Aligned {

    /** Checks the length. */
    public Tumbling {
      checkMillis(length);
    }

    @Override
    public long paneMillis() {
      return length.toMillis();
    }

    @Override
    public long windowStart(final long windowEnd) {
      return windowEnd - length.toMillis();
    }
  }

  /**
   * Overlapping windows.
   *
   * @param length length of a window, a multiple of the slide
   * @param slide time from the start of a window to the start of the next one, in whole
   *     milliseconds
   */
  record Sliding(Duration length, Duration slide) implements Aligned {

    /** Checks that the length is a multiple of the slide. */
    public Sliding {
      checkParts(length, slide, "slide");
    }

    @Override
    public long paneMillis() {
      return slide.toMillis();
    }

    @Override
    public long windowStart(final long windowEnd) {
      return windowEnd - length.toMillis();
    }

    @Override
    public boolean isInTotal(final long windowStart, final long windowEnd) {
      return Math.floorMod(windowStart, length.toMillis()) == 0;
    }
  }

  /**
   * Windows with a common start that grow by one step each up to the full length, and then restart.
   *
   * @param length length of the last window of each start, a multiple of the step
   * @param step time from the end of a window to the end of the next one, in whole milliseconds
   */
  record Cumulative(Duration length, Duration step) implements Aligned {

    /** Checks that the length is a multiple of the step. */
    public Cumulative {
      checkParts(length, step, "step");
    }

    @Override
    public long paneMillis() {
      return step.toMillis();
    }

    @Override
    public long windowStart(final long windowEnd) {
      return windowEnd - 1 - Math.floorMod(windowEnd - 1, length.toMillis());
    }

    @Override
    public boolean isInTotal(final long windowStart, final long windowEnd) {
      return windowEnd - windowStart == length.toMillis();
    }
  }

  /**
   * Windows of a key that end after a pause. A session lasts from its first event to a gap after
   * its last one. A pause is longer than the gap, in whole milliseconds: two events exactly a gap
   * apart are in the same session.
   *
   * <p>Panes are as long as the gap. All events of a key in one pane therefore belong to one
   * session, and a session consists of adjacent panes.
   *
   * @param gap whole milliseconds
   */
  record Session(Duration gap) implements Windowing {

    /** Checks the gap. */
    public Session {
      checkMillis(gap);
    }

    @Override
    public long paneMillis() {
      return gap.toMillis();
    }
  }

  /** One window for the whole input, which ends with it. */
  record WholeRun() implements Aligned {

    @Override
    public long paneMillis() {
      return Long.MAX_VALUE;
    }

    @Override
    public long paneStart(final long millis) {
      return Long.MIN_VALUE;
    }

    @Override
    public long paneEnd(final long paneStart) {
      return Long.MAX_VALUE;
    }

    @Override
    public long partialsWatermark(final long watermark) {
      return Long.MIN_VALUE;
    }

    @Override
    public long windowStart(final long windowEnd) {
      return paneStart(windowEnd);
    }

    @Override
    public long neededFrom(final long windowEnd) {
      return windowEnd;
    }
  }

  private static void checkMillis(final Duration duration) {
    check(
        duration.compareTo(LONGEST) <= 0,
        duration + " is longer than " + LONGEST.toDays() + " days");
    check(
        duration.toMillis() >= 1 && duration.equals(Duration.ofMillis(duration.toMillis())),
        duration + " is not a multiple of 1 ms");
  }

  private static void checkParts(final Duration length, final Duration part, final String name) {
    checkMillis(length);
    checkMillis(part);
    final String both =
        "windows of %s with a %s of %s: "
            .formatted(
                TimeUtils.formatWithHighestUnit(length),
                name,
                TimeUtils.formatWithHighestUnit(part));
    check(
        length.toMillis() % part.toMillis() == 0,
        both + "their length must be a multiple of the " + name);
    check(
        length.toMillis() / part.toMillis() <= MAX_OVERLAP,
        both + String.format(Locale.ROOT, "at most %,d may overlap", MAX_OVERLAP));
  }

  private static void check(final boolean holds, final String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
