package org.etwflow.source.enumerator;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.planner.BufferIndex;

/**
 * Progress in a monitored file.
 *
 * @param trace trace at the last look, with the intervals of missing records that were reported
 *     last. Its log header is null if there is no readable one; it is kept since the file may
 *     disappear before its end is reported
 * @param seen size and modification time at the last look
 * @param indexed buffers that are in splits
 * @param grown time of the last look that found it larger: milliseconds since 1970-01-01 UTC
 * @param stage stage of the file
 */
@Internal
public record FollowedTrace(Trace trace, Seen seen, Indexed indexed, long grown, Stage stage) {

  /** Maximum time by which the clock of a host may be ahead of the local one. */
  private static final long FUTURE_MILLIS = Duration.ofHours(1).toMillis();

  /**
   * Size and modification time of a file.
   *
   * @param size number of bytes
   * @param modified milliseconds since 1970-01-01 UTC
   */
  public record Seen(long size, long modified) {

    static Seen of(final TraceFile file) {
      return new Seen(file.size(), file.modified());
    }
  }

  /**
   * Buffers of a file that are in splits.
   *
   * @param offset end of the last buffer
   * @param buffers number of buffers
   * @param latest latest first time of a buffer, FILETIME
   */
  public record Indexed(long offset, long buffers, long latest) {

    /** Adds the buffers of an index, without times that are not credible. */
    Indexed plus(final BufferIndex index, final long latestCredible) {
      return new Indexed(
          index.offset(),
          buffers + index.buffers(),
          index.latest() > latestCredible ? latest : Math.max(latest, index.latest()));
    }
  }

  /** Stage of a file. */
  public enum Stage {
    /** The session, or a copy, is still writing it. */
    GROWING,
    /**
     * It has not grown for the idle timeout, or could not be read, and its end was reported. It may
     * still grow.
     */
    SILENT,
    /** All of it is in splits. */
    FINISHED
  }

  /** Creates the progress of a file that is read as a whole. */
  static FollowedTrace wholeOf(final Trace trace, final TraceFile file, final long now) {
    final LogHeader header = trace.header();
    final long latest =
        header != null && header.isClosed() ? header.sessionEnd() : sessionStart(trace);
    return new FollowedTrace(
        trace.withMissing(List.of()),
        Seen.of(file),
        new Indexed(0, 0, latest),
        now,
        Stage.FINISHED);
  }

  /** Creates the progress of a file of which nothing has been read. */
  static FollowedTrace startOf(final Trace trace, final long now) {
    return new FollowedTrace(
        trace.withMissing(List.of()),
        new Seen(0, 0),
        new Indexed(0, 0, sessionStart(trace)),
        now,
        Stage.GROWING);
  }

  /** Name of the file. */
  String file() {
    return trace.path();
  }

  /**
   * Start of the session, which identifies it: another session may overwrite the file. FILETIME; 0
   * without a log header.
   */
  long sessionStart() {
    return sessionStart(trace);
  }

  private static long sessionStart(final Trace trace) {
    return trace.header() == null ? 0 : trace.header().sessionStart();
  }

  List<TimeSpan> missing() {
    return Objects.requireNonNull(trace.missing());
  }

  long offset() {
    return indexed.offset();
  }

  long buffers() {
    return indexed.buffers();
  }

  long latest() {
    return indexed.latest();
  }

  boolean isFinished() {
    return stage == Stage.FINISHED;
  }

  boolean isUnchanged(final TraceFile now) {
    return seen.equals(Seen.of(now));
  }

  /** Whether the session is the same. The file may be shorter now, if copying it has restarted. */
  boolean isOf(final long otherSessionStart) {
    return sessionStart() == otherSessionStart;
  }

  /** Whether the latest time is credible. A damaged time must not close all windows. */
  boolean isCredible(final long now) {
    return latest() <= credible(now);
  }

  /** Returns the progress after a look, with the buffers of an index. */
  FollowedTrace after(
      final Trace traceNow,
      final TraceFile current,
      final BufferIndex index,
      final Stage next,
      final long now) {
    final boolean hasGrown = index.buffers() > 0 || !isUnchanged(current);
    return new FollowedTrace(
        traceNow,
        Seen.of(current),
        indexed.plus(index, credible(now)),
        hasGrown ? seenToGrow(current, now) : grown,
        next);
  }

  /** Time since which the file has not grown. At the first look this is its modification time. */
  private long seenToGrow(final TraceFile current, final long now) {
    return offset() == 0 ? Math.min(now, current.modified()) : now;
  }

  private static long credible(final long now) {
    return FileTime.ofUnixMillis(now + FUTURE_MILLIS);
  }

  /** Returns a copy in stage {@link Stage#SILENT}. */
  FollowedTrace silent(final List<TimeSpan> nowMissing) {
    return new FollowedTrace(trace.withMissing(nowMissing), seen, indexed, grown, Stage.SILENT);
  }

  /** Returns a copy with the current size and modification time, and the same buffers. */
  FollowedTrace lookedAt(final TraceFile current) {
    return new FollowedTrace(trace, Seen.of(current), indexed, grown, stage);
  }
}
