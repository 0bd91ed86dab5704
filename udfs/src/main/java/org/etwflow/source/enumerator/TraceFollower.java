package org.etwflow.source.enumerator;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.etwflow.etl.BufferLedger;
import org.etwflow.etl.EtlFormatException;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.enumerator.FollowedTrace.Stage;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.planner.BufferIndex;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.TraceRemark;
import org.jspecify.annotations.Nullable;
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

  /** By file: the buffers that are in splits. Of a file without an entry the index is made anew. */
  private final Map<String, KnownBuffers> knownBuffers = new ConcurrentHashMap<>();

  TraceFollower(final SplitPlanner planner, final Duration idleTimeout) {
    this.planner = planner;
    this.idleMillis = idleTimeout.toMillis();
  }

  /** Keeps nothing of files that are gone. */
  void forgetOthers(final Collection<TraceFile> present) {
    knownBuffers.keySet().retainAll(present.stream().map(TraceFile::name).collect(toSet()));
  }

  /**
   * Looks at a file.
   *
   * @param known how far it has been followed; null if it is new
   * @param now milliseconds since 1970-01-01 UTC
   * @return null if there is nothing to say of it
   */
  @Nullable TraceGrowth look(
      final TraceFile file, final @Nullable FollowedTrace known, final long now) {
    if (known != null && known.isFinished() && known.isUnchanged(file)) {
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

  private @Nullable TraceGrowth whole(
      final TraceFile file, final @Nullable FollowedTrace known, final long now) {
    if (now - file.modified() < idleMillis) {
      return null;
    }
    final List<EtlSplit> splits = planner.plan(file);
    final FollowedTrace all = FollowedTrace.wholeOf(file, latest(splits), now);
    return known != null && known.isFinished() && known.isOf(all.sessionStart())
        ? writtenToAfterEnd(known, file)
        : new TraceGrowth(known, all, splits, List.of());
  }

  /** The log header of the latest trace in a file: null if it holds none that can be read. */
  private static @Nullable LogHeader latest(final List<EtlSplit> splits) {
    return splits.stream()
        .map(split -> split.trace().header())
        .filter(Objects::nonNull)
        .max(Comparator.comparingLong(LogHeader::sessionEnd))
        .orElse(null);
  }

  private static TraceGrowth writtenToAfterEnd(final FollowedTrace known, final TraceFile file) {
    LOG.warn("{} was written to after its end, from where on it is not read", file.name());
    return new TraceGrowth(known, known.lookedAt(file), List.of(), List.of());
  }

  private @Nullable TraceGrowth growth(
      final TraceFile file,
      final @Nullable FollowedTrace known,
      final LogHeader header,
      final long now)
      throws IOException {
    final FollowedTrace same = known != null && known.isOf(header.sessionStart()) ? known : null;
    if (same != null && same.isFinished()) {
      return writtenToAfterEnd(same, file);
    }
    final FollowedTrace from = same == null ? FollowedTrace.startOf(file, header, now) : same;
    // A session that goes on lacks what is still to come.
    final Trace trace = planner.trace(file, header).withMissing(List.of());
    final BufferLedger ledger = takeLedger(trace, file.location(), from.offset());
    final BufferIndex index = planner.index(trace, file.location(), from.offset(), ledger);
    index.addWholeBuffers();
    final boolean isSilent =
        index.buffers() == 0 && from.isUnchanged(file) && now - from.grown() >= idleMillis;
    final boolean isFinished = header.isClosed() && (isSilent || isComplete(header, from, index));
    if (isFinished) {
      index.addAll();
    }
    final Stage stage = isFinished ? Stage.FINISHED : isSilent ? Stage.SILENT : Stage.GROWING;
    if (!isFinished) {
      knownBuffers.put(file.name(), new KnownBuffers(trace.id(), index.offset(), ledger));
    }
    final List<TimeSpan> missing = missing(from, index, stage);
    final FollowedTrace after = from.after(file, index, stage, missing, now);
    return after.equals(known)
        ? null
        : new TraceGrowth(
            known,
            after,
            splits(trace, file.location(), index, after),
            report(from, after, trace.withMissing(missing), file.location()));
  }

  /** Taken out, and put back when a look has gone well: on its way it is changed. */
  private BufferLedger takeLedger(
      final Trace trace, final TraceLocation location, final long offset) throws IOException {
    final KnownBuffers known = knownBuffers.remove(trace.path());
    if (known != null && known.trace().equals(trace.id()) && known.offset() == offset) {
      return known.ledger();
    }
    final BufferLedger ledger = new BufferLedger();
    planner.index(trace, location, 0, ledger).addUpTo(offset);
    return ledger;
  }

  /** Until the file has grown by a buffer, what was missing when it was silent still is. */
  private static List<TimeSpan> missing(
      final FollowedTrace from, final BufferIndex index, final Stage stage) throws IOException {
    if (stage == Stage.FINISHED) {
      return index.missing();
    }
    if (stage == Stage.SILENT && from.stage() != Stage.SILENT) {
      return index.missingToTheEnd();
    }
    return index.buffers() > 0 ? index.missingSoFar() : from.missing();
  }

  /**
   * What has to be known of missing buffers before event time goes on. A trace that was found
   * closed shows it with its log header.
   */
  private static List<EtlSplit> report(
      final FollowedTrace from,
      final FollowedTrace after,
      final Trace trace,
      final TraceLocation location) {
    final boolean isFinished = after.stage() == Stage.FINISHED;
    if (isFinished && from.offset() == 0) {
      return List.of();
    }
    final boolean isLasting =
        isFinished && (!after.missing().isEmpty() || trace.requireHeader().hasLoss());
    return isLasting || !after.missing().equals(from.missing())
        ? List.of(
            EtlSplit.ofMissing(
                trace,
                location,
                isFinished ? Long.MAX_VALUE : after.offset(),
                after.stage().name()))
        : List.of();
  }

  /** Whether all buffers are there that the log header speaks of. */
  private static boolean isComplete(
      final LogHeader header, final FollowedTrace from, final BufferIndex index) {
    return header.packed()
        ? from.buffers() + index.buffers() >= header.buffersWritten()
        : index.offset() >= header.buffersWritten() * header.bufferSize();
  }

  private static List<EtlSplit> splits(
      final Trace trace,
      final TraceLocation location,
      final BufferIndex index,
      final FollowedTrace after) {
    return switch (after.stage()) {
      case GROWING -> index.splits();
      case SILENT ->
          List.of(EtlSplit.endOf(trace, location, index.offset()).with(notClosed(after.missing())));
      case FINISHED ->
          index.splits().isEmpty()
              ? List.of(
                  EtlSplit.endOf(trace.withMissing(after.missing()), location, index.offset()))
              : index.splits();
    };
  }

  /** No damage: the file may go on. */
  private static TraceRemark notClosed(final List<TimeSpan> missing) {
    final String what = "the file has stopped growing, but its session is not closed";
    return TraceRemark.note(
        missing.isEmpty()
            ? what
            : what
                + ": events may be missing from "
                + FileTime.toInstant(missing.get(missing.size() - 1).from())
                + " on");
  }

  /**
   * All buffers of a trace before an offset.
   *
   * @param trace its id
   */
  private record KnownBuffers(String trace, long offset, BufferLedger ledger) {}
}
