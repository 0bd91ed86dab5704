package org.etwflow.source.split;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.types.StringValue;
import org.etwflow.etl.Trace;
import org.etwflow.serialization.Leb128;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.file.ZipEntry;

/** Decoder of splits written by a {@link SplitEncoder}. Splits of a trace share its facts. */
@Internal
public final class SplitDecoder {

  private final DataInputView in;
  private final List<TraceFacts> traces = new ArrayList<>();

  /** Creates a decoder that has read no trace yet. */
  public SplitDecoder(final DataInputView in) {
    this.in = in;
  }

  /** Reads splits with their number. */
  public List<EtlSplit> readAll() throws IOException {
    final List<EtlSplit> splits = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      splits.add(read());
    }
    return splits;
  }

  EtlSplit read() throws IOException {
    final TraceFacts facts = readFacts();
    final SplitKind kind = readKind();
    final BufferRange range = readRange();
    final boolean isPlannedId = in.readBoolean();
    final String idOrSuffix = StringValue.readString(in);
    return new EtlSplit(
        isPlannedId ? EtlSplit.idOf(facts.trace(), range) + idOrSuffix : idOrSuffix,
        facts.trace(),
        facts.location(),
        facts.remark(),
        kind,
        range,
        readTimes(range.offset()));
  }

  private TraceFacts readFacts() throws IOException {
    final int number = (int) Leb128.read(in);
    if (number == traces.size()) {
      final Trace trace = TraceSerializer.read(in);
      traces.add(
          new TraceFacts(
              trace,
              readLocation(trace.path()),
              new TraceRemark(StringValue.readString(in), StringValue.readString(in))));
    }
    return traces.get(number);
  }

  private TraceLocation readLocation(final String path) throws IOException {
    final boolean endsWithPath = in.readBoolean();
    final String start = StringValue.readString(in);
    final String file = endsWithPath ? start + path : start;
    return new TraceLocation(file, in.readBoolean() ? readEntry() : null);
  }

  private ZipEntry readEntry() throws IOException {
    return new ZipEntry(
        StringValue.readString(in),
        in.readLong(),
        in.readInt(),
        in.readInt(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }

  private SplitKind readKind() throws IOException {
    final byte kind = in.readByte();
    return switch (kind) {
      case SplitEncoder.BUFFERS -> new SplitKind.Buffers(false);
      case SplitEncoder.LAST_BUFFERS -> new SplitKind.Buffers(true);
      case SplitEncoder.PROCESS_SCAN -> new SplitKind.ProcessScan();
      case SplitEncoder.UNREADABLE ->
          new SplitKind.Unreadable(StringValue.readString(in), in.readBoolean());
      case SplitEncoder.DUPLICATE -> new SplitKind.Duplicate(StringValue.readString(in));
      case SplitEncoder.END_OF_TRACE -> new SplitKind.EndOfTrace();
      case SplitEncoder.MISSING_SO_FAR -> new SplitKind.MissingSoFar();
      default -> throw new IOException("unknown kind of split: " + kind);
    };
  }

  private BufferRange readRange() throws IOException {
    final long offset = Leb128.readSigned(in);
    return new BufferRange(
        offset,
        offset + Leb128.readSigned(in),
        offset + Leb128.readSigned(in),
        in.readBoolean(),
        in.readBoolean() ? new Cuts(in.readLong(), in.readInt()) : null);
  }

  private SplitTimes readTimes(final long offset) throws IOException {
    final LowerBounds bounds = new LowerBounds(readAscending(offset), readAscending(0));
    final boolean isHandedOut = in.readBoolean();
    final OptionalLong reached =
        isHandedOut ? OptionalLong.of(in.readLong()) : OptionalLong.empty();
    return new SplitTimes(bounds, reached, Leb128.readSigned(in));
  }

  private long[] readAscending(final long before) throws IOException {
    final long[] numbers = new long[in.readByte()];
    long last = before;
    for (int i = 0; i < numbers.length; i++) {
      last += Leb128.readSigned(in);
      numbers[i] = last;
    }
    return numbers;
  }
}
