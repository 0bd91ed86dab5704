package org.etwflow.source.comparison;

import static org.etwflow.etl.LittleEndian.u16;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Objects;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.Guid;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.RecordCursor;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.planner.PlannedTrace;
import org.jspecify.annotations.Nullable;

/**
 * Facts of a trace about the machine that recorded it.
 *
 * @param path path of the trace
 * @param header log header of the trace
 * @param start boot time: FILETIME; 0 if unknown
 * @param name computer name; null if unknown
 */
record TraceMachine(String path, LogHeader header, long start, @Nullable String name) {

  /** Maximum difference of one boot's recorded times: each is computed from an adjusted clock. */
  static final long MAX_ADJUSTMENT = 10 * FileTime.UNITS_PER_SECOND;

  /** Bytes at the start of a trace to search for the computer name. */
  private static final long NAME_BYTES = 1 << 17;

  // Class SystemConfig, event CPU: five integers precede the computer name.
  private static final int CPU_HOOK = 0x0B0A;
  private static final int CPU_TYPE = 10;
  private static final Guid SYSTEM_CONFIG = Guid.of("01853a65-418f-4f36-aefc-dc0f1d2fd235");
  private static final int NAME_AT = 5 * Integer.BYTES;
  private static final int MAX_NAME = 256;

  /** Reads the facts from the start of a trace; unreadable ones are unknown. */
  static TraceMachine of(final PlannedTrace trace, final TraceInput input) {
    final TraceLocation location = trace.splits().get(0).location();
    try (InputStream in = input.open(location, 0)) {
      final byte[] first = in.readNBytes(LogHeader.BYTES_NEEDED);
      final long boot = LogHeader.bootTime(first);
      final boolean isCredible = boot <= trace.header().sessionStart() + MAX_ADJUSTMENT;
      return new TraceMachine(
          trace.path(),
          trace.header(),
          isCredible ? boot : 0,
          input.isDistributed(location.path()) ? null : name(trace, first, in));
    } catch (final StorageException e) {
      if (!input.requests().areErrorsSkipped()) {
        throw e;
      }
      return unknown(trace);
    } catch (final IOException e) {
      return unknown(trace);
    }
  }

  private static TraceMachine unknown(final PlannedTrace trace) {
    return new TraceMachine(trace.path(), trace.header(), 0, null);
  }

  private static @Nullable String name(
      final PlannedTrace trace, final byte[] first, final InputStream rest) throws IOException {
    final InputStream in = new SequenceInputStream(new ByteArrayInputStream(first), rest);
    final BufferReader reader =
        BufferReader.of(trace.trace(), in, 0, BufferReader.TO_END_OF_STREAM);
    final EtlBuffer buffer = new EtlBuffer();
    String name = null;
    for (long read = 0; name == null && read < NAME_BYTES && reader.read(buffer); ) {
      read += Math.max(buffer.storedSize(), buffer.recordsEnd());
      name = buffer.isReadable() ? name(buffer.records(new RecordCursor())) : null;
    }
    return name;
  }

  private static @Nullable String name(final RecordCursor records) {
    while (records.next()) {
      if (isCpu(records)) {
        return text(records);
      }
    }
    return null;
  }

  private static boolean isCpu(final RecordCursor record) {
    return switch (record.kind()) {
      case KERNEL -> record.hookId() == CPU_HOOK;
      case CLASSIC -> record.classicType() == CPU_TYPE && record.hasGuid(SYSTEM_CONFIG);
      case INSTANCE, MANIFEST, MESSAGE -> false;
    };
  }

  /** Computer name in the record; null if it is malformed. */
  private static @Nullable String text(final RecordCursor record) {
    final StringBuilder name = new StringBuilder();
    final int from = record.payloadOffset() + NAME_AT;
    final int length = Math.min(MAX_NAME, (record.payloadLength() - NAME_AT) / Character.BYTES);
    for (int i = 0; i < length; i++) {
      final char next = (char) u16(record.bytes(), from + i * Character.BYTES);
      if (next == 0) {
        return name.isEmpty() ? null : name.toString();
      }
      if (!Character.isLetterOrDigit(next) && "-_.".indexOf(next) < 0) {
        return null;
      }
      name.append(next);
    }
    return null;
  }

  /** FILETIME up to which the trace was recorded, as a lower bound. */
  long knownEnd() {
    return Math.max(header.sessionStart(), header.sessionEnd());
  }

  boolean hasStart() {
    return start > 0;
  }

  boolean startedWith(final TraceMachine earlier) {
    return start - earlier.start <= MAX_ADJUSTMENT;
  }

  boolean hasSameName(final TraceMachine other) {
    return Objects.equals(name, other.name);
  }
}
