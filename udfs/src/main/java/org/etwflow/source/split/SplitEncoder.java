package org.etwflow.source.split;

import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.etwflow.serialization.Leb128;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.file.ZipEntry;

/**
 * Encoder of splits. The facts about a trace are written with its first split; further splits have
 * the number of the trace. A {@link SplitDecoder} reads the same calls.
 */
@Internal
public final class SplitEncoder {

  static final byte BUFFERS = 0;
  static final byte LAST_BUFFERS = 1;
  static final byte PROCESS_SCAN = 2;
  static final byte UNREADABLE = 3;
  static final byte DUPLICATE = 4;
  static final byte END_OF_TRACE = 5;
  static final byte MISSING_SO_FAR = 6;

  private final DataOutputView out;
  private final Map<TraceFacts, Integer> traces = new HashMap<>();

  /** Creates an encoder that has written no trace yet. */
  public SplitEncoder(final DataOutputView out) {
    this.out = out;
  }

  /** Writes splits, with their number. */
  public void write(final Collection<EtlSplit> splits) throws IOException {
    out.writeInt(splits.size());
    for (final EtlSplit split : splits) {
      write(split);
    }
  }

  void write(final EtlSplit split) throws IOException {
    final TraceFacts facts = TraceFacts.of(split);
    final Integer known = traces.putIfAbsent(facts, traces.size());
    Leb128.write(known == null ? traces.size() - 1 : known, out);
    if (known == null) {
      write(facts);
    }
    write(split.kind());
    write(split.range());
    final String planned = EtlSplit.idOf(split.trace(), split.range());
    final boolean isPlanned = split.splitId().startsWith(planned);
    out.writeBoolean(isPlanned);
    StringValue.writeString(
        isPlanned ? split.splitId().substring(planned.length()) : split.splitId(), out);
    write(split.times(), split.offset());
  }

  private void write(final TraceFacts facts) throws IOException {
    TraceSerializer.write(facts.trace(), out);
    write(facts.location(), facts.trace().path());
    StringValue.writeString(facts.remark().duplicateOf(), out);
    StringValue.writeString(facts.remark().note(), out);
  }

  /** Writes a location. The URI of most files ends with the path of the trace. */
  private void write(final TraceLocation location, final String path) throws IOException {
    final boolean endsWithPath = location.file().endsWith(path);
    out.writeBoolean(endsWithPath);
    StringValue.writeString(
        endsWithPath
            ? location.file().substring(0, location.file().length() - path.length())
            : location.file(),
        out);
    final ZipEntry entry = location.entry();
    out.writeBoolean(entry != null);
    if (entry != null) {
      StringValue.writeString(entry.name(), out);
      out.writeLong(entry.headerAt());
      out.writeInt(entry.flags());
      out.writeInt(entry.method());
      out.writeLong(entry.checksum());
      out.writeLong(entry.packedSize());
      out.writeLong(entry.size());
    }
  }

  private void write(final SplitKind kind) throws IOException {
    if (kind instanceof SplitKind.Buffers buffers) {
      out.writeByte(buffers.endsTrace() ? LAST_BUFFERS : BUFFERS);
    } else if (kind instanceof SplitKind.ProcessScan) {
      out.writeByte(PROCESS_SCAN);
    } else if (kind instanceof SplitKind.Unreadable unreadable) {
      out.writeByte(UNREADABLE);
      StringValue.writeString(unreadable.problem(), out);
      out.writeBoolean(unreadable.isStorageError());
    } else if (kind instanceof SplitKind.Duplicate duplicate) {
      out.writeByte(DUPLICATE);
      StringValue.writeString(duplicate.duplicateOf(), out);
    } else if (kind instanceof SplitKind.EndOfTrace) {
      out.writeByte(END_OF_TRACE);
    } else {
      out.writeByte(MISSING_SO_FAR);
    }
  }

  private void write(final BufferRange range) throws IOException {
    Leb128.writeSigned(range.offset(), out);
    Leb128.writeSigned(range.resumeOffset() - range.offset(), out);
    Leb128.writeSigned(range.end() - range.offset(), out);
    out.writeBoolean(range.startsAtCut());
    out.writeBoolean(range.cuts() != null);
    if (range.cuts() != null) {
      out.writeLong(range.cuts().stride());
      out.writeInt(range.cuts().bufferSize());
    }
  }

  private void write(final SplitTimes times, final long offset) throws IOException {
    writeAscending(times.bounds().offsets(), offset);
    writeAscending(times.bounds().times(), 0);
    out.writeBoolean(times.reached().isPresent());
    if (times.reached().isPresent()) {
      out.writeLong(times.reached().getAsLong());
    }
    Leb128.writeSigned(times.boundOfRest(), out);
  }

  /** Writes numbers, each as its difference from the one before. */
  private void writeAscending(final long[] numbers, final long before) throws IOException {
    out.writeByte(numbers.length);
    long last = before;
    for (final long number : numbers) {
      Leb128.writeSigned(number - last, out);
      last = number;
    }
  }
}
