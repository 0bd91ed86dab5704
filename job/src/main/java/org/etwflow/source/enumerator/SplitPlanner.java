package org.etwflow.source.enumerator;

import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.core.fs.FSDataInputStream;
import org.etwflow.etl.BufferHeader;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.source.TraceInput;
import org.etwflow.source.split.EtlSplit;

/**
 * Cuts a trace into splits at the ends of buffers. Of most files only the log header is read; of a
 * packed one, whose buffers only their own headers find, all headers. A .gz or .zip is one split.
 */
public final class SplitPlanner implements Serializable {

  private static final long serialVersionUID = 1L;

  private final HostNaming hostNaming;
  private final long splitSize;

  /**
   * Plans splits of about so many bytes.
   *
   * @param splitSize at least 1; a buffer is never cut
   */
  public SplitPlanner(final HostNaming hostNaming, final long splitSize) {
    this.hostNaming = hostNaming;
    this.splitSize = splitSize;
  }

  /** The splits of a file, in file order; one that only tells why, if it cannot be read. */
  List<EtlSplit> plan(final TraceFile file) {
    final String host = hostNaming.hostOf(file.path());
    try {
      final Trace trace = new Trace(file.name(), host, file.octets(), readLogHeader(file));
      if (TraceInput.isContainer(file.path())) {
        return List.of(EtlSplit.ofRange(trace, 0, BufferReader.TO_END_OF_STREAM));
      }
      return ranges(trace, trace.header().packed() ? packedCuts(trace, file) : fixedCuts(trace));
    } catch (final IOException e) {
      final Trace trace = new Trace(file.name(), host, file.octets(), null);
      return List.of(EtlSplit.unreadable(trace, e.getMessage()));
    }
  }

  private static LogHeader readLogHeader(final TraceFile file) throws IOException {
    try (InputStream in = TraceInput.open(file.path(), 0)) {
      final byte[] start = new byte[LogHeader.BYTES_NEEDED];
      return LogHeader.parse(start, in.readNBytes(start, 0, start.length));
    }
  }

  private static List<EtlSplit> ranges(final Trace trace, final List<Long> cuts) {
    final List<EtlSplit> splits = new ArrayList<>();
    long from = 0;
    for (final long cut : cuts) {
      splits.add(EtlSplit.ofRange(trace, from, cut));
      from = cut;
    }
    splits.add(EtlSplit.ofRange(trace, from, trace.octets()));
    return splits;
  }

  private List<Long> fixedCuts(final Trace trace) {
    final long bufferSize = trace.header().bufferSize();
    final long stride = Math.max(1, splitSize / bufferSize) * bufferSize;
    final List<Long> cuts = new ArrayList<>();
    for (long cut = stride; cut < trace.octets(); cut += stride) {
      cuts.add(cut);
    }
    return cuts;
  }

  /** Follows the headers as far as they lead: what is behind damage is the last split's. */
  private List<Long> packedCuts(final Trace trace, final TraceFile file) throws IOException {
    final List<Long> cuts = new ArrayList<>();
    final byte[] header = new byte[BufferHeader.SIZE];
    try (FSDataInputStream in = file.path().getFileSystem().open(file.path())) {
      long lastCut = 0;
      long offset = 0;
      while (offset + BufferHeader.SIZE <= trace.octets()) {
        in.seek(offset);
        in.readNBytes(header, 0, header.length);
        final int stored = BufferHeader.storedSize(header, trace.header());
        if (stored == BufferHeader.NO_HEADER) {
          break;
        }
        if (offset - lastCut >= splitSize) {
          cuts.add(offset);
          lastCut = offset;
        }
        offset += stored;
      }
    }
    return cuts;
  }
}
