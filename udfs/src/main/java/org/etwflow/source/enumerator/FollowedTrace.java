package org.etwflow.source.enumerator;

import java.time.Duration;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.TimeSpan;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.planner.BufferIndex;

/**
 * How far a file has been followed.
 *
 * @param file its name
 * @param sessionStart FILETIME, as its log header says: another session may write the file anew
 * @param octets length of the file when it was last looked at, in bytes
 * @param modified when it had been written by then: milliseconds since 1970-01-01 UTC
 * @param offset all buffers before are in splits
 * @param buffers how many these are
 * @param latest the latest first time of one of them, FILETIME
 * @param grown when it was last seen to grow: milliseconds since 1970-01-01 UTC
 * @param stage what is still to come of it
 * @param missing when records of its session may be missing, as was reported last
 */
@Internal
public record FollowedTrace(
    String file,
    long sessionStart,
    long octets,
    long modified,
    long offset,
    long buffers,
    long latest,
    long grown,
    Stage stage,
    List<TimeSpan> missing) {

  /** So far a machine's clock may be ahead of this one's. */
  private static final long FUTURE_MILLIS = Duration.ofHours(1).toMillis();

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
  static FollowedTrace wholeOf(final TraceFile file, final LogHeader header, final long now) {
    return new FollowedTrace(
        file.name(),
        header == null ? 0 : header.sessionStart(),
        file.octets(),
        file.modified(),
        0,
        0,
        header == null ? 0 : header.isClosed() ? header.sessionEnd() : header.sessionStart(),
        now,
        Stage.FINISHED,
        List.of());
  }

  /** Nothing yet of a file. */
  static FollowedTrace startOf(final TraceFile file, final LogHeader header, final long now) {
    return new FollowedTrace(
        file.name(),
        header.sessionStart(),
        0,
        0,
        0,
        0,
        header.sessionStart(),
        now,
        Stage.GROWING,
        List.of());
  }

  boolean isUnchanged(final TraceFile now) {
    return octets == now.octets() && modified == now.modified();
  }

  /** Even if the file is shorter now: a copy that begins again holds nothing else. */
  boolean isOf(final long otherSessionStart) {
    return sessionStart == otherSessionStart;
  }

  /** Whether the clock of its machine can be right. A damaged time must not close all windows. */
  boolean isCredible(final long now) {
    return latest <= credible(now);
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
        current.octets(),
        current.modified(),
        index.offset(),
        buffers + index.buffers(),
        index.latest() > credible(now) ? latest : Math.max(latest, index.latest()),
        hasGrown ? seenToGrow(current, now) : grown,
        next,
        nowMissing);
  }

  /** At the first look it may have been there for long. */
  private long seenToGrow(final TraceFile current, final long now) {
    return offset == 0 ? Math.min(now, current.modified()) : now;
  }

  private static long credible(final long now) {
    return FileTime.ofUnixMillis(now + FUTURE_MILLIS);
  }

  /** The same, if it may not go on. */
  FollowedTrace silent() {
    return stage != Stage.GROWING
        ? this
        : new FollowedTrace(
            file,
            sessionStart,
            octets,
            modified,
            offset,
            buffers,
            latest,
            grown,
            Stage.SILENT,
            missing);
  }

  /** The same, without what was written since. */
  FollowedTrace lookedAt(final TraceFile current) {
    return new FollowedTrace(
        file,
        sessionStart,
        current.octets(),
        current.modified(),
        offset,
        buffers,
        latest,
        grown,
        stage,
        missing);
  }
}
