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
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.LowerBounds;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Cuts a trace into splits at the ends of buffers, and finds out how early their records can be.
 *
 * <p>What is read for it:
 *
 * <ul>
 *   <li>of a local file, the first {@link org.etwflow.etl.FirstRecordTime#BYTES} bytes of each
 *       buffer;
 *   <li>of one on an object store or another distributed file system only the log header, since
 *       reading here and there takes as long as reading all: a file whose buffers have one size is
 *       cut by arithmetic, unless it may hold other sessions; any other one is a single split, and
 *       its times are not known beforehand;
 *   <li>of a packed one only the log header: it is a single split of unknown times.
 * </ul>
 */
@Internal
public final class SplitPlanner implements Serializable {

  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(SplitPlanner.class);

  private final HostNaming hostNaming;
  private final SplitSize splitSize;

  /**
   * Plans splits of about this size.
   *
   * @param splitSize a buffer is never cut
   */
  public SplitPlanner(final HostNaming hostNaming, final SplitSize splitSize) {
    this.hostNaming = hostNaming;
    this.splitSize = splitSize;
  }

  /**
   * The splits of a file, in file order, or those of all traces in an archive; one that only gives
   * the reason for each trace that cannot be read. None of a file that need not be a trace, and is
   * none.
   */
  public List<EtlSplit> plan(final TraceFile file) {
    if (file.problem() != null) {
      return List.of(EtlSplit.unreadable(trace(file, null), file.problem()));
    }
    try {
      return TraceInput.kind(file.path()) == FileKind.ZIP
          ? new ArchivePlan(file, hostNaming).splits()
          : plan(file, trace(file, TraceInput.readLogHeader(file.location(), 0)));
    } catch (final IOException e) {
      if (file.isExpected()) {
        return List.of(EtlSplit.unreadable(trace(file, null), problem(e)));
      }
      LOG.info("{} is passed over: {}", file.name(), problem(e));
      return List.of();
    }
  }

  /** Whether a file is a trace, or an archive with traces in it. */
  public static boolean holdsTraces(final TraceFile file) {
    final SplitPlanner planner =
        new SplitPlanner(new HostNaming.OneMachine(), SplitSize.of(Long.MAX_VALUE));
    return file.isExpected() || !planner.plan(file).isEmpty();
  }

  /** What keeps a trace from being read. An exception need not have a message. */
  public static String problem(final IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  public Trace trace(final TraceFile file, final @Nullable LogHeader header) {
    return new Trace(file.name(), hostNaming.hostOf(file.name()), file.octets(), header);
  }

  private List<EtlSplit> plan(final TraceFile file, final Trace trace) throws IOException {
    if (TraceInput.kind(file.path()).isCompressed()) {
      return List.of(packed(trace, file.location()));
    }
    if (!TraceInput.isDistributed(file.path())) {
      final BufferIndex index = index(trace, file.location(), 0, new BufferLedger());
      index.addAll();
      return index.splits();
    }
    return ending(
        isOfEqualBuffers(trace)
            ? evenSplits(trace, file.location())
            : List.of(range(trace, file.location(), 0, trace.octets())));
  }

  /**
   * Whether all buffers have one size and are of one session. Where another session may be
   * appended, only reading from the start shows with which buffer it begins.
   */
  private static boolean isOfEqualBuffers(final Trace trace) {
    final LogHeader header = trace.requireHeader();
    return !header.packed()
        && header.isClosed()
        && !header.isAppended()
        && trace.octets() <= header.buffersWritten() * header.bufferSize();
  }

  /** All of a trace that can only be had from its start on. */
  static EtlSplit packed(final Trace trace, final TraceLocation location) {
    return range(trace, location, 0, BufferReader.TO_END_OF_STREAM).endingTrace();
  }

  private static EtlSplit range(
      final Trace trace, final TraceLocation location, final long from, final long to) {
    return EtlSplit.ofRange(trace, location, from, to, LowerBounds.UNKNOWN);
  }

  /**
   * An index of the buffers from this offset on, which cuts splits of this planner's size.
   *
   * @param ledger all buffers before, to which those are added that the index goes through
   */
  public BufferIndex index(
      final Trace trace, final TraceLocation location, final long from, final BufferLedger ledger) {
    return new BufferIndex(trace, location, splitSize.of(trace), from, ledger);
  }

  private List<EtlSplit> evenSplits(final Trace trace, final TraceLocation location) {
    final long bufferSize = trace.requireHeader().bufferSize();
    final long stride = Math.max(1, splitSize.of(trace) / bufferSize) * bufferSize;
    final List<EtlSplit> splits = new ArrayList<>();
    for (long from = 0; from < trace.octets(); from += stride) {
      final long to = Math.min(from + stride, trace.octets());
      splits.add(range(trace, location, from, to));
    }
    return splits;
  }

  /** All splits of a trace, the last of which ends it. */
  static List<EtlSplit> ending(final List<EtlSplit> splits) {
    if (splits.isEmpty()) {
      return splits;
    }
    final List<EtlSplit> all = new ArrayList<>(splits);
    all.add(all.remove(all.size() - 1).endingTrace());
    return all;
  }
}
