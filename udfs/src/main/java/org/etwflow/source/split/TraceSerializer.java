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

/** Writes a trace's facts and reads them back. Whoever uses it keeps the version. */
@Internal
public final class TraceSerializer {

  private static final int NOT_KNOWN = -1;

  private TraceSerializer() {}

  /** Writes all of it. */
  public static void write(final Trace trace, final DataOutputView out) throws IOException {
    out.writeUTF(trace.path());
    StringValue.writeString(trace.host(), out);
    out.writeLong(trace.octets());
    out.writeBoolean(trace.header() != null);
    if (trace.header() != null) {
      write(trace.header(), out);
    }
    out.writeLong(trace.start());
    out.writeInt(trace.number());
    out.writeInt(trace.missing() == null ? NOT_KNOWN : trace.missing().size());
    if (trace.missing() != null) {
      for (final TimeSpan span : trace.missing()) {
        out.writeLong(span.from());
        out.writeLong(span.to());
      }
    }
  }

  /** Reads what {@link #write} wrote. */
  public static Trace read(final DataInputView in) throws IOException {
    return new Trace(
        in.readUTF(),
        StringValue.readString(in),
        in.readLong(),
        in.readBoolean() ? readHeader(in) : null,
        in.readLong(),
        in.readInt(),
        readMissing(in));
  }

  private static List<TimeSpan> readMissing(final DataInputView in) throws IOException {
    final int count = in.readInt();
    if (count == NOT_KNOWN) {
      return null;
    }
    final List<TimeSpan> missing = new ArrayList<>();
    for (int left = count; left > 0; left--) {
      missing.add(new TimeSpan(in.readLong(), in.readLong()));
    }
    return List.copyOf(missing);
  }

  private static void write(final LogHeader header, final DataOutputView out) throws IOException {
    out.writeInt(header.bufferSize());
    out.writeBoolean(header.packed());
    out.writeLong(header.osBuild());
    out.writeLong(header.pointerSize());
    out.writeLong(header.cpuCount());
    out.writeLong(header.logFileMode());
    out.writeUTF(header.clockType().name());
    out.writeLong(header.clock().startTicks());
    out.writeLong(header.clock().startTime());
    out.writeLong(header.clock().unitsPerPeriod());
    out.writeLong(header.clock().ticksPerPeriod());
    out.writeLong(header.sessionEnd());
    out.writeLong(header.buffersWritten());
    out.writeLong(header.eventsLost());
    out.writeLong(header.buffersLost());
  }

  private static LogHeader readHeader(final DataInputView in) throws IOException {
    return new LogHeader(
        in.readInt(),
        in.readBoolean(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        ClockType.valueOf(in.readUTF()),
        new TraceClock(in.readLong(), in.readLong(), in.readLong(), in.readLong()),
        in.readLong(),
        in.readLong(),
        in.readLong(),
        in.readLong());
  }
}
