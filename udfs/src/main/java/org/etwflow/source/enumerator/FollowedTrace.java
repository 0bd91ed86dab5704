package org.etwflow.source.enumerator;

import java.time.Duration;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.TimeSpan;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.planner.BufferIndex;
import org.jspecify.annotations.Nullable;

/**
 * How far a file has been followed.
 *
 * @param file its name
 * @param sessionStart FILETIME, as its log header says: another session may write the file anew
 * @param seen the file when it was last looked at
 * @param indexed its buffers that are in splits
 * @param grown when it was last seen to grow: milliseconds since 1970-01-01 UTC
 * @param stage what is still to come of it
 * @param missing when records of its session may be missing, as was reported last
 */
@Internal
public record FollowedTrace(
    String file,
    long sessionStart,
    Seen seen,
    Indexed indexed,
    long grown,
    Stage stage,
    List<TimeSpan> missing) {

  /** So far a machine's clock may be ahead of this one's. */
  private static final long FUTURE_MILLIS = Duration.ofHours(1).toMillis();

  /**
   * A file as a look has found it.
   *
   * @param octets length in bytes
   * @param modified when it was written: milliseconds since 1970-01-01 UTC
   */
  public record Seen(long octets, long modified) {

    static Seen of(final TraceFile file) {
      return new Seen(file.octets(), file.modified());
    }
  }

  /**
   * The buffers of a file that are in splits.
   *
   * @param offset where they end
   * @param buffers how many they are
   * @param latest the latest first time of one of them, FILETIME
   */
  public record Indexed(long offset, long buffers, long latest) {

    /** These and those that an index has gone through, whose times may be damaged. */
    Indexed plus(final BufferIndex index, final long latestCredible) {
      return new Indexed(
          index.offset(),
          buffers + index.buffers(),
          index.latest() > latestCredible ? latest : Math.max(latest, index.latest()));
    }
  }

  /** What is still to come of a file. */
  public enum Stage {
    /** The session, or a copy, is still writing it. */
    GROWING,
    /** It has not grown for the idle timeout, and its end was told; it may go on. */
    SILENT,
    /** All of it is in splits. */
    FINISHED
  }

  /**
   * All of a file that is read as a whole.
   *
   * @param header null if it has none that can be read
   */
  static FollowedTrace wholeOf(
      final TraceFile file, final @Nullable LogHeader header, final long now) {
    final long start = header == null ? 0 : header.sessionStart();
    final long latest = header != null && header.isClosed() ? header.sessionEnd() : start;
    return new FollowedTrace(
        file.name(),
        start,
        Seen.of(file),
        new Indexed(0, 0, latest),
        now,
        Stage.FINISHED,
        List.of());
  }

  /** Nothing yet of a file. */
  static FollowedTrace startOf(final TraceFile file, final LogHeader header, final long now) {
    final long start = header.sessionStart();
    return new FollowedTrace(
        file.name(),
        start,
        new Seen(0, 0),
        new Indexed(0, 0, start),
        now,
        Stage.GROWING,
        List.of());
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

  /** Even if the file is shorter now: a copy that begins again holds nothing else. */
  boolean isOf(final long otherSessionStart) {
    return sessionStart == otherSessionStart;
  }

  /** Whether the clock of its machine can be right. A damaged time must not close all windows. */
  boolean isCredible(final long now) {
    return latest() <= credible(now);
  }

  /** The same file as it is now, with what an index has gone through. */
  FollowedTrace after(
      final TraceFile current,
      final BufferIndex index,
      final Stage next,
      final List<TimeSpan> nowMissing,
      final long now) {
    final boolean hasGrown = index.buffers() > 0 || !isUnchanged(current);
    return new FollowedTrace(
        file,
        sessionStart,
        Seen.of(current),
        indexed.plus(index, credible(now)),
        hasGrown ? seenToGrow(current, now) : grown,
        next,
        nowMissing);
  }

  /** At the first look it may have been there for long. */
  private long seenToGrow(final TraceFile current, final long now) {
    return offset() == 0 ? Math.min(now, current.modified()) : now;
  }

  private static long credible(final long now) {
    return FileTime.ofUnixMillis(now + FUTURE_MILLIS);
  }

  /** The same, if it may not go on. */
  FollowedTrace silent() {
    return stage != Stage.GROWING
        ? this
        : new FollowedTrace(file, sessionStart, seen, indexed, grown, Stage.SILENT, missing);
  }

  /** The same, without what was written since. */
  FollowedTrace lookedAt(final TraceFile current) {
    return new FollowedTrace(file, sessionStart, Seen.of(current), indexed, grown, stage, missing);
  }
}
