package org.etwflow.source.enumerator;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.etwflow.etl.EtlFormatException;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.enumerator.FollowedTrace.Stage;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.planner.BufferIndex;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at files that sessions, or copies, are still writing, and cuts what has come into splits.
 *
 * <p>A growing file is read buffer by buffer. When its log header says that the session is closed,
 * and all buffers are there that it speaks of, the rest is planned as of a closed file. What can
 * only be read as a whole waits until it has not changed for the idle timeout: a circular file,
 * which is written all over, what is packed, and what is on a distributed file system, where files
 * appear at once.
 */
final class TraceFollower {

  private static final Logger LOG = LoggerFactory.getLogger(TraceFollower.class);

  private final SplitPlanner planner;
  private final long idleMillis;

  TraceFollower(final SplitPlanner planner, final Duration idleTimeout) {
    this.planner = planner;
    this.idleMillis = idleTimeout.toMillis();
  }

  /**
   * Looks at a file.
   *
   * @param known how far it has been followed; null if it is new
   * @param now milliseconds since 1970-01-01 UTC
   * @return null if there is nothing to say of it
   */
  TraceGrowth look(final TraceFile file, final FollowedTrace known, final long now) {
    if (isFinished(known) && known.isUnchanged(file)) {
      return null;
    }
    try {
      final boolean isWhole = file.problem() != null || TraceInput.appearsAtOnce(file.path());
      final LogHeader header = isWhole ? null : TraceInput.readLogHeader(file.location(), 0);
      return header == null || header.isCircular()
          ? whole(file, known, now)
          : growth(file, known, header, now);
    } catch (final EtlFormatException e) {
      // Perhaps no more than its first bytes is there. If there is no more to come, so be it.
      return whole(file, known, now);
    } catch (final IOException e) {
      LOG.warn("{} cannot be read now, and is tried again: {}", file.name(), e.getMessage());
      return null;
    }
  }

  private TraceGrowth whole(final TraceFile file, final FollowedTrace known, final long now) {
    if (now - file.modified() < idleMillis) {
      return null;
    }
    final List<EtlSplit> splits = planner.plan(file);
    final FollowedTrace all = FollowedTrace.wholeOf(file, latest(splits), now);
    return isFinished(known) && known.isOf(all.sessionStart())
        ? writtenToAfterEnd(known, file)
        : new TraceGrowth(known, all, splits);
  }

  /** The log header of the latest trace in a file: null if it holds none that can be read. */
  private static LogHeader latest(final List<EtlSplit> splits) {
    return splits.stream()
        .map(split -> split.trace().header())
        .filter(Objects::nonNull)
        .max(Comparator.comparingLong(LogHeader::sessionEnd))
        .orElse(null);
  }

  private static boolean isFinished(final FollowedTrace known) {
    return known != null && known.stage() == Stage.FINISHED;
  }

  private static TraceGrowth writtenToAfterEnd(final FollowedTrace known, final TraceFile file) {
    LOG.warn("{} was written to after its end, from where on it is not read", file.name());
    return new TraceGrowth(known, known.lookedAt(file), List.of());
  }

  private TraceGrowth growth(
      final TraceFile file, final FollowedTrace known, final LogHeader header, final long now)
      throws IOException {
    final boolean isSame = known != null && known.isOf(header.sessionStart());
    if (isSame && isFinished(known)) {
      return writtenToAfterEnd(known, file);
    }
    final FollowedTrace from = isSame ? known : FollowedTrace.startOf(file, header, now);
    // A session that goes on lacks what is still to come.
    final Trace trace = planner.trace(file, header).withMissing(List.of());
    final BufferIndex index = planner.index(trace, file.location(), from.offset());
    index.addWholeBuffers();
    final boolean isSilent =
        index.buffers() == 0 && from.isUnchanged(file) && now - from.grown() >= idleMillis;
    final boolean isFinished = header.isClosed() && (isSilent || isComplete(header, from, index));
    if (isFinished) {
      index.addAll();
    }
    final Stage stage = isFinished ? Stage.FINISHED : isSilent ? Stage.SILENT : Stage.GROWING;
    final FollowedTrace after = from.after(file, index, stage, now);
    return after.equals(known)
        ? null
        : new TraceGrowth(known, after, splits(trace, file.location(), index, stage));
  }

  /** Whether all buffers are there that the log header speaks of. */
  private static boolean isComplete(
      final LogHeader header, final FollowedTrace from, final BufferIndex index) {
    return header.packed()
        ? from.buffers() + index.buffers() >= header.buffersWritten()
        : index.offset() >= header.buffersWritten() * header.bufferSize();
  }

  private static List<EtlSplit> splits(
      final Trace trace, final TraceLocation location, final BufferIndex index, final Stage stage) {
    if (stage == Stage.GROWING) {
      return index.splits();
    }
    return index.splits().isEmpty()
        ? List.of(EtlSplit.endOf(trace, location, index.offset()))
        : SplitPlanner.ending(index.splits());
  }
}
