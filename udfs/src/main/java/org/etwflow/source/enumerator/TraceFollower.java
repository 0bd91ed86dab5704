package org.etwflow.source.enumerator;

import static java.util.stream.Collectors.toSet;

import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.etwflow.etl.BufferLedger;
import org.etwflow.etl.EtlFormatException;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.enumerator.FollowedTrace.Stage;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.planner.BufferIndex;
import org.etwflow.source.planner.SplitPlanner;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.SplitKind.Unreadable;
import org.etwflow.source.split.TraceRemark;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Monitors files that sessions, or copies, are still writing, and cuts new data into splits.
 *
 * <p>A growing file is read buffer by buffer. When its log header shows that the session is closed,
 * and all buffers that the header counts are there, the rest is planned like a closed file. Some
 * files can only be read as a whole, and wait until they have not changed for the idle timeout:
 * circular files, which are overwritten everywhere; packed files; and files on distributed file
 * systems, where they appear at once.
 */
final class TraceFollower {

  private static final Logger LOG = LoggerFactory.getLogger(TraceFollower.class);

  private final SplitPlanner planner;
  private final long idleMillis;

  /**
   * Buffers that are in splits, by growing file. Without an entry for a file, its index is built
   * again: a silent file has none, since there may be many and most do not grow again.
   */
  private final Map<String, KnownBuffers> knownBuffers = new ConcurrentHashMap<>();

  /**
   * Files whose session could not be read at the last look, with the time of the first such look.
   */
  private final Map<String, Long> unreadSince = new ConcurrentHashMap<>();

  TraceFollower(final SplitPlanner planner, final Duration idleTimeout) {
    this.planner = planner;
    this.idleMillis = idleTimeout.toMillis();
  }

  /** Discards the state of files that no longer exist. */
  void forgetOthers(final Collection<TraceFile> present) {
    final Set<String> names = present.stream().map(TraceFile::name).collect(toSet());
    knownBuffers.keySet().retainAll(names);
    unreadSince.keySet().retainAll(names);
  }

  /**
   * Files whose session could not be read at the last look, with the time of the first such look:
   * milliseconds since 1970-01-01 UTC.
   */
  Map<String, Long> unreadSince() {
    return Map.copyOf(unreadSince);
  }

  /**
   * Looks at a file.
   *
   * @param known progress in it; null if it is new
   * @param now milliseconds since 1970-01-01 UTC
   * @return null if there is nothing to report
   */
  @Nullable TraceGrowth look(
      final TraceFile file, final @Nullable FollowedTrace known, final long now) {
    if (known != null && known.isFinished() && known.isUnchanged(file)) {
      return null;
    }
    try {
      if (file.problem() != null && known != null && !known.isFinished()) {
        throw new IOException(file.problem());
      }
      final boolean isWhole = file.problem() != null || planner.input().appearsAtOnce(file.path());
      final LogHeader header = isWhole ? null : planner.input().readLogHeader(file.location(), 0);
      if (header == null || header.isCircular()) {
        return whole(file, known, now);
      }
      final TraceGrowth growth = growth(file, known, header, now);
      unreadSince.remove(file.name());
      return growth;
    } catch (final EtlFormatException e) {
      // The file may still be incomplete. If it stays silent, it is planned as it is.
      return whole(file, known, now);
    } catch (final StorageException e) {
      // A file that is moved away meanwhile is not there at the next look.
      if (!e.isMissing() && !planner.input().requests().areErrorsSkipped()) {
        throw e;
      }
      return unread(file, known, new Unreadable(e.problem(), !e.isMissing()), now);
    } catch (final IOException e) {
      return unread(file, known, new Unreadable(SplitPlanner.problem(e), false), now);
    }
  }

  /** Returns the report of a file that could never be read, after the idle timeout. */
  private @Nullable TraceGrowth unread(
      final TraceFile file,
      final @Nullable FollowedTrace known,
      final Unreadable reason,
      final long now) {
    final Long since = unreadSince.putIfAbsent(file.name(), now);
    if (since == null) {
      LOG.warn("{} cannot be read now, and will be retried: {}", file.name(), reason.problem());
      return null;
    }
    if (known != null || !file.isExpected() || now - since < idleMillis) {
      return null;
    }
    final Trace trace = planner.trace(file, null);
    return new TraceGrowth(
        null,
        FollowedTrace.startOf(trace, now).silent(List.of()),
        List.of(EtlSplit.unreadable(trace, reason)),
        List.of());
  }

  private @Nullable TraceGrowth whole(
      final TraceFile file, final @Nullable FollowedTrace known, final long now) {
    if (known != null && now - file.modified() < idleMillis) {
      // The session that was followed is not read.
      unreadSince.putIfAbsent(file.name(), now);
      return null;
    }
    unreadSince.remove(file.name());
    if (now - file.modified() < idleMillis) {
      return null;
    }
    final List<EtlSplit> splits = planner.plan(file);
    final Trace trace = planner.trace(file, latest(splits));
    final FollowedTrace all = FollowedTrace.wholeOf(trace, file, now);
    return known != null && known.isFinished() && known.isOf(all.sessionStart())
        ? writtenToAfterEnd(known, file)
        : new TraceGrowth(known, all, splits, List.of()).overwriting();
  }

  /** Returns the log header of the last trace in a file; null if there is no readable one. */
  private static @Nullable LogHeader latest(final List<EtlSplit> splits) {
    return splits.stream()
        .map(split -> split.trace().header())
        .filter(Objects::nonNull)
        .max(Comparator.comparingLong(LogHeader::sessionEnd))
        .orElse(null);
  }

  private static TraceGrowth writtenToAfterEnd(final FollowedTrace known, final TraceFile file) {
    LOG.warn(
        "{} was written to after its session had ended: the new data is not read", file.name());
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
    // For an open session, buffers that are not written yet do not count as missing.
    final Trace trace = planner.trace(file, header).withMissing(List.of());
    final FollowedTrace from = same == null ? FollowedTrace.startOf(trace, now) : same;
    final boolean isResting = isResting(from, trace, file.location());
    final BufferLedger ledger =
        isResting ? new BufferLedger() : takeLedger(trace, file.location(), from.offset());
    final BufferIndex index = planner.index(trace, file.location(), from.offset(), ledger);
    if (!isResting) {
      index.addWholeBuffers();
    }
    final boolean isSilent =
        index.buffers() == 0 && from.isUnchanged(file) && now - from.grown() >= idleMillis;
    final boolean isFinished = header.isClosed() && (isSilent || isComplete(header, from, index));
    if (isFinished) {
      index.addAll();
    }
    final Stage stage = isFinished ? Stage.FINISHED : isSilent ? Stage.SILENT : Stage.GROWING;
    if (stage == Stage.GROWING && !isResting) {
      knownBuffers.put(file.name(), new KnownBuffers(trace.id(), index.offset(), ledger));
    }
    final List<TimeSpan> missing = missing(from, index, stage);
    final FollowedTrace after = from.after(trace.withMissing(missing), file, index, stage, now);
    if (after.equals(known)) {
      return null;
    }
    final TraceGrowth growth =
        new TraceGrowth(
            known,
            after,
            splits(trace, file.location(), index, after),
            report(from, after, file.location()));
    return same == null ? growth.overwriting() : growth;
  }

  /**
   * Whether a silent file has no new buffer and is not closed, so that its ledger is not needed.
   */
  private boolean isResting(
      final FollowedTrace from, final Trace trace, final TraceLocation location)
      throws IOException {
    return from.stage() == Stage.SILENT
        && !trace.requireHeader().isClosed()
        && !planner.index(trace, location, from.offset(), new BufferLedger()).hasWholeBuffer();
  }

  /** Removes the ledger while it is modified; it is put back after a successful look. */
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

  /**
   * Returns the missing intervals of a look. A silent file keeps them until it has grown by a
   * buffer.
   */
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
   * Returns splits that report missing buffers before event time advances. For a trace that was
   * closed when discovered, its log header reports them.
   */
  private static List<EtlSplit> report(
      final FollowedTrace from, final FollowedTrace after, final TraceLocation location) {
    final boolean isFinished = after.stage() == Stage.FINISHED;
    if (isFinished && from.offset() == 0) {
      return List.of();
    }
    final boolean isLasting =
        isFinished && (!after.missing().isEmpty() || after.trace().requireHeader().hasLoss());
    return isLasting || !after.missing().equals(from.missing())
        ? List.of(
            EtlSplit.ofMissing(
                after.trace(),
                location,
                isFinished ? Long.MAX_VALUE : after.offset(),
                after.stage().name()))
        : List.of();
  }

  /** Whether the file contains all buffers that the log header counts. */
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
      case GROWING, FINISHED -> index.splits();
      case SILENT ->
          List.of(EtlSplit.endOf(trace, location, index.offset()).with(notClosed(after.missing())));
    };
  }

  /** Remark about an open session. It is not damage: the file may still grow. */
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
   * @param trace id of the trace
   */
  private record KnownBuffers(String trace, long offset, BufferLedger ledger) {}
}
