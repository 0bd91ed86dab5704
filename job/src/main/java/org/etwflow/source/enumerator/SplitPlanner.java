package org.etwflow.source.enumerator;

import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.source.TraceInput;
import org.etwflow.source.split.EtlSplit;

/**
 * Cuts a trace into splits at the ends of buffers, and finds out how early their records can be.
 *
 * <p>What is read for it:
 *
 * <ul>
 *   <li>of a local file, the first {@link org.etwflow.etl.BufferStart#BYTES} bytes of each buffer;
 *   <li>of one on an object store or another distributed file system only the log header, since
 *       reading here and there takes as long as reading all: a file whose buffers have one size is
 *       cut by arithmetic, unless it may hold other sessions; any other one is a single split, and
 *       its times are not known beforehand;
 *   <li>of a .gz or .zip only the log header: it is a single split of unknown times.
 * </ul>
 */
public final class SplitPlanner implements Serializable {

  private static final long serialVersionUID = 1L;

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

  /** The splits of a file, in file order; one that only tells why, if it cannot be read. */
  List<EtlSplit> plan(final TraceFile file) {
    try {
      return plan(file, trace(file, TraceInput.readLogHeader(file.path(), 0)));
    } catch (final IOException e) {
      return List.of(EtlSplit.unreadable(trace(file, null), e.getMessage()));
    }
  }

  Trace trace(final TraceFile file, final LogHeader header) {
    return new Trace(file.name(), hostNaming.hostOf(file.path()), file.octets(), header);
  }

  private List<EtlSplit> plan(final TraceFile file, final Trace trace) throws IOException {
    if (TraceInput.isContainer(file.path())) {
      return List.of(EtlSplit.ofRange(trace, 0, BufferReader.TO_END_OF_STREAM).endingTrace());
    }
    if (!file.path().getFileSystem().isDistributedFS()) {
      final BufferIndex index = index(trace, 0);
      index.addAll(file.path());
      return index.splits();
    }
    return ending(
        isOfEqualBuffers(trace)
            ? evenSplits(trace)
            : List.of(EtlSplit.ofRange(trace, 0, trace.octets())));
  }

  /**
   * Whether all buffers have one size and are of one session. Where another session may be
   * appended, only reading from the start shows with which buffer it begins.
   */
  private static boolean isOfEqualBuffers(final Trace trace) {
    final LogHeader header = trace.header();
    return !header.packed()
        && header.isClosed()
        && !header.isAppended()
        && trace.octets() <= header.buffersWritten() * header.bufferSize();
  }

  /** An index of the buffers from this offset on, which cuts splits of this planner's size. */
  BufferIndex index(final Trace trace, final long from) {
    return new BufferIndex(trace, splitSize.of(trace), from);
  }

  private List<EtlSplit> evenSplits(final Trace trace) {
    final long bufferSize = trace.header().bufferSize();
    final long stride = Math.max(1, splitSize.of(trace) / bufferSize) * bufferSize;
    final List<EtlSplit> splits = new ArrayList<>();
    for (long from = 0; from < trace.octets(); from += stride) {
      final long to = Math.min(from + stride, trace.octets());
      splits.add(EtlSplit.ofRange(trace, from, to));
    }
    return splits;
  }

  /** The last one tells that it is. */
  static List<EtlSplit> ending(final List<EtlSplit> splits) {
    final List<EtlSplit> all = new ArrayList<>(splits);
    all.add(all.remove(all.size() - 1).endingTrace());
    return all;
  }
}
