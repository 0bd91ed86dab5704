package org.etwflow.source.split;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.etwflow.etl.ClockType;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;
import org.etwflow.serialization.Leb128;

/** Serializer of the facts about a trace. The caller is responsible for versioning. */
@Internal
public final class TraceSerializer {

  private TraceSerializer() {}

  /** Writes a trace. */
  public static void write(final Trace trace, final DataOutputView out) throws IOException {
    out.writeUTF(trace.path());
    StringValue.writeString(trace.host(), out);
    out.writeLong(trace.size());
    out.writeBoolean(trace.header() != null);
    if (trace.header() != null) {
      write(trace.header(), out);
    }
    out.writeLong(trace.start());
    out.writeInt(trace.number());
    out.writeBoolean(trace.missing() != null);
    if (trace.missing() != null) {
      writeSpans(trace.missing(), out);
    }
  }

  /** Writes time intervals. */
  public static void writeSpans(final List<TimeSpan> spans, final DataOutputView out)
      throws IOException {
    out.writeInt(spans.size());
    for (final TimeSpan span : spans) {
      out.writeLong(span.from());
      out.writeLong(span.to());
    }
  }

  /** Reads a trace written by {@link #write}. */
  public static Trace read(final DataInputView in) throws IOException {
    return new Trace(
        in.readUTF(),
        StringValue.readString(in),
        in.readLong(),
        in.readBoolean() ? readHeader(in) : null,
        in.readLong(),
        in.readInt(),
        in.readBoolean() ? readSpans(in) : null);
  }

  /** Reads time intervals written by {@link #writeSpans}. */
  public static List<TimeSpan> readSpans(final DataInputView in) throws IOException {
    final List<TimeSpan> spans = new ArrayList<>();
    for (int left = in.readInt(); left > 0; left--) {
      spans.add(new TimeSpan(in.readLong(), in.readLong()));
    }
    return List.copyOf(spans);
  }

  private static void write(final LogHeader header, final DataOutputView out) throws IOException {
    out.writeInt(header.bufferSize());
    out.writeBoolean(header.packed());
    Leb128.write(header.osBuild(), out);
    Leb128.write(header.pointerSize(), out);
    Leb128.write(header.cpuCount(), out);
    Leb128.write(header.logFileMode(), out);
    out.writeUTF(header.clockType().name());
    Leb128.write(header.clock().startTicks(), out);
    Leb128.write(header.clock().startTime(), out);
    Leb128.write(header.clock().unitsPerPeriod(), out);
    Leb128.write(header.clock().ticksPerPeriod(), out);
    Leb128.write(header.sessionEnd(), out);
    Leb128.write(header.buffersWritten(), out);
    Leb128.write(header.eventsLost(), out);
    Leb128.write(header.buffersLost(), out);
  }

  private static LogHeader readHeader(final DataInputView in) throws IOException {
    return new LogHeader(
        in.readInt(),
        in.readBoolean(),
        Leb128.read(in),
        Leb128.read(in),
        Leb128.read(in),
        Leb128.read(in),
        ClockType.valueOf(in.readUTF()),
        new TraceClock(Leb128.read(in), Leb128.read(in), Leb128.read(in), Leb128.read(in)),
        Leb128.read(in),
        Leb128.read(in),
        Leb128.read(in),
        Leb128.read(in));
  }
}
