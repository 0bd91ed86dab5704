package org.etwflow.source.planner;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.BufferLedger;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.source.config.HostNaming;
import org.etwflow.source.config.SplitSize;
import org.etwflow.source.discovery.TraceFile;
import org.etwflow.source.file.FileKind;
import org.etwflow.source.file.FileStart;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.LowerBounds;
import org.etwflow.source.split.SplitKind.Unreadable;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts traces into splits at buffer boundaries, with a lower bound of their record times.
 *
 * <p>The planner reads:
 *
 * <ul>
 *   <li>for a local file, the first {@link org.etwflow.etl.FirstRecordTime#BYTES} bytes of each
 *       buffer;
 *   <li>for a file on an object store or another distributed file system, only the log header,
 *       since scattered reads take as long as reading everything. If all buffers have the same size
 *       and no other session can be appended, the splits are computed; otherwise the file is a
 *       single split of unknown times;
 *   <li>for a packed file, only the log header: it is a single split of unknown times.
 * </ul>
 */
@Internal
public final class SplitPlanner implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(SplitPlanner.class);

  private final HostNaming hostNaming;
  private final SplitSize splitSize;
  private final TraceInput input;

  /**
   * Creates a planner.
   *
   * @param splitSize approximate size of a split; buffers are never divided
   */
  public SplitPlanner(
      final HostNaming hostNaming, final SplitSize splitSize, final TraceInput input) {
    this.hostNaming = hostNaming;
    this.splitSize = splitSize;
    this.input = input;
  }

  /** Opens the traces of this planner. */
  public TraceInput input() {
    return input;
  }

  /**
   * Returns the splits of a file, or of all traces in an archive, in file order. A trace that
   * cannot be read has one split with the reason. A file that was not named explicitly and is not a
   * trace has none.
   */
  public List<EtlSplit> plan(final TraceFile file) {
    if (file.problem() != null) {
      return List.of(unreadable(file, file.problem(), file.isStorageError()));
    }
    try {
      final FileStart start = input.start(file.path());
      if (start.kind() == FileKind.ZIP) {
        return new ArchivePlan(file, hostNaming, input).splits();
      }
      return start.kind().isCompressed()
          ? List.of(packed(trace(file, input.readLogHeader(file.location(), 0)), file.location()))
          : plan(file, trace(file, start.logHeader()));
    } catch (final StorageException e) {
      if (!input.requests().areErrorsSkipped()) {
        throw e;
      }
      return List.of(unreadable(file, e.problem(), true));
    } catch (final IOException e) {
      if (file.isExpected()) {
        return List.of(unreadable(file, problem(e), false));
      }
      LOG.info("{} is skipped: {}", file.name(), problem(e));
      return List.of();
    }
  }

  private EtlSplit unreadable(
      final TraceFile file, final String problem, final boolean isStorageError) {
    return EtlSplit.unreadable(trace(file, null), new Unreadable(problem, isStorageError));
  }

  /** Whether a file is a trace, or an archive with traces. */
  public static boolean holdsTraces(final TraceFile file, final TraceInput input) {
    final SplitPlanner planner =
        new SplitPlanner(new HostNaming.OneMachine(), SplitSize.of(Long.MAX_VALUE), input);
    return file.isExpected() || !planner.plan(file).isEmpty();
  }

  /** Returns the message of an exception, or a description of it if it has none. */
  public static String problem(final IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  public Trace trace(final TraceFile file, final @Nullable LogHeader header) {
    return new Trace(file.name(), hostNaming.hostOf(file.name()), file.size(), header);
  }

  private List<EtlSplit> plan(final TraceFile file, final Trace trace) throws IOException {
    if (!input.isDistributed(file.path())) {
      final BufferIndex index = index(trace, file.location(), 0, new BufferLedger());
      index.addAll();
      return index.splits();
    }
    return ending(
        isOfEqualBuffers(trace)
            ? evenSplits(trace, file.location())
            : List.of(range(trace, file.location(), 0, trace.size())));
  }

  /**
   * Whether all buffers have the same size and belong to one session. An appended session can only
   * be found by reading from the start.
   */
  private static boolean isOfEqualBuffers(final Trace trace) {
    final LogHeader header = trace.requireHeader();
    return !header.packed()
        && header.isClosed()
        && !header.isAppended()
        && trace.size() <= header.buffersWritten() * header.bufferSize();
  }

  /** Returns the split of a trace that can only be read from its start. */
  static EtlSplit packed(final Trace trace, final TraceLocation location) {
    return range(trace, location, 0, BufferReader.TO_END_OF_STREAM).endingTrace();
  }

  private static EtlSplit range(
      final Trace trace, final TraceLocation location, final long from, final long to) {
    return EtlSplit.ofRange(trace, location, from, to, LowerBounds.UNKNOWN);
  }

  /**
   * Creates an index that starts at an offset, and cuts splits of this planner's size.
   *
   * @param ledger all buffers before the offset; those of the index are added
   */
  public BufferIndex index(
      final Trace trace, final TraceLocation location, final long from, final BufferLedger ledger) {
    return new BufferIndex(trace, location, input, splitSize.of(trace), from, ledger);
  }

  private List<EtlSplit> evenSplits(final Trace trace, final TraceLocation location) {
    final long bufferSize = trace.requireHeader().bufferSize();
    final long stride = Math.max(1, splitSize.of(trace) / bufferSize) * bufferSize;
    final List<EtlSplit> splits = new ArrayList<>();
    for (long from = 0; from < trace.size(); from += stride) {
      final long to = Math.min(from + stride, trace.size());
      splits.add(range(trace, location, from, to));
    }
    return splits;
  }

  /** Marks the last split of a trace as its end. */
  static List<EtlSplit> ending(final List<EtlSplit> splits) {
    if (splits.isEmpty()) {
      return splits;
    }
    final List<EtlSplit> all = new ArrayList<>(splits);
    all.add(all.remove(all.size() - 1).endingTrace());
    return all;
  }
}
