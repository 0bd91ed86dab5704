package org.etwflow.flow.window;

import java.io.Serializable;
import java.time.Duration;
import java.util.Locale;
import org.apache.flink.util.TimeUtils;

/**
 * Which stretches of time rows are about. All but sessions are aligned to 1970-01-01 UTC.
 *
 * <p>Windows are made of panes, which follow each other without gaps and never stand in a window in
 * part: a send is counted once, in its pane, and a pane in each of its windows. Times are in
 * milliseconds since 1970-01-01 UTC, as Flink's are.
 */
public sealed interface Windowing extends Serializable {

  /** So many windows a send can be in, each of which has a row. */
  int MAX_OVERLAP = 1_000;

  /** With windows up to 100 years, none that holds a time of a trace ends beyond 64 bits. */
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
   * The watermark of the panes' partials: all of them are emitted that a window needs which ends
   * here.
   *
   * @param watermark of the sends; what it closes was emitted
   * @return {@code Long.MIN_VALUE} if no window can end yet
   */
  default long partialsWatermark(final long watermark) {
    return paneStart(watermark + 1) - 1;
  }

  /** Windows that are the same for all keys, whatever they send. */
  sealed interface Aligned extends Windowing {

    /** Start of the window that ends where a pane does: each pane's end is that of one window. */
    long windowStart(long windowEnd);

    /**
     * Start of the earliest pane that is also in a window which ends later: that of the next
     * window, which ends a pane later.
     */
    default long neededFrom(final long windowEnd) {
      return windowStart(paneEnd(windowEnd));
    }

    /** Whether a window is one of those that together hold every send exactly once. */
    default boolean isInTotal(final long windowStart, final long windowEnd) {
      return true;
    }
  }

  /**
   * One window after the other.
   *
   * @param length of a window: whole milliseconds
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
   * Windows that overlap.
   *
   * @param length of a window, a multiple of the slide
   * @param slide from the start of a window to that of the next: whole milliseconds
   */
  record Sliding(Duration length, Duration slide) implements Aligned {

    /** Checks that the slide goes into the length. */
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
   * Windows that grow from a start, step by step, to their length, and begin anew.
   *
   * @param length of the last window of a start, a multiple of the step
   * @param step from the end of a window to that of the next: whole milliseconds
   */
  record Cumulative(Duration length, Duration step) implements Aligned {

    /** Checks that the step goes into the length. */
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
   * A window for each stretch of a key without a pause: from its first send to a gap after its last
   * one. A pause is longer than the gap, counted in whole milliseconds: two sends exactly a gap
   * apart are in one session.
   *
   * <p>All sends of a key in one pane, as long as a gap, are of one session: so a partial is never
   * of two, and a session is made of panes that are next to each other.
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

  /** One window for all that there is: it ends with the input. */
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
        duration + " is not 1 ms or a multiple of it");
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
