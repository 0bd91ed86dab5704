package org.etwflow.process;

import static org.etwflow.etl.LittleEndian.u16;
import static org.etwflow.etl.LittleEndian.u32;
import static org.etwflow.etl.LittleEndian.u8;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.apache.flink.annotation.Internal;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.Guid;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.TraceClock;
import org.etwflow.event.RecordSchema;
import org.jspecify.annotations.Nullable;

/**
 * Deserializes process start, end and rundown events, recorded by the kernel logger or as the
 * classic event class.
 */
@Internal
public final class ProcessSchema extends RecordSchema<ProcessEvent> {

  private static final long serialVersionUID = 1L;

  /** Group 0x03 (Process). */
  private static final int GROUP = 0x0300;

  private static final Guid PROCESS = Guid.of("3d6fa8d0-fe05-11d0-9dda-00c04fd7ba7c");

  /** First supported version: before Windows Vista the layout is different. */
  private static final int FIRST_VERSION = 2;

  private static final int VERSION_WITH_DIRECTORY_TABLE = 3;
  private static final int VERSION_WITH_FLAGS = 4;

  /** ProcessId, ParentId, SessionId and ExitStatus. */
  private static final int IDS_SIZE = 16;

  private static final int FLAGS_SIZE = 4;
  private static final int NO_USER_SIZE = 4;

  private static final int SID_HEADER_SIZE = 8;
  private static final int SID_REVISION = 1;
  private static final int SID_MAX_PARTS = 15;

  /** Maximum length of a file name on Windows. */
  private static final int MAX_NAME_LENGTH = 255;

  private static final int BOTH_POINTER_SIZES = 4 + 8;

  private static final int NONE = -1;

  /** Charset of Western systems; non-ASCII names of other systems are garbled, but consistently. */
  private static final Charset NAME_CHARSET = Charset.forName("windows-1252");

  @Override
  public TypeInformation<ProcessEvent> getProducedType() {
    return TypeInformation.of(ProcessEvent.class);
  }

  @Override
  public long timestampMillis(final ProcessEvent event) {
    return FileTime.toUnixMillis(event.time());
  }

  @Override
  protected boolean isEvent(final RecordCursor record) {
    return kind(record) != null && record.version() >= FIRST_VERSION;
  }

  @Override
  protected void decode(
      final RecordCursor record, final EtlBuffer buffer, final Collector<ProcessEvent> out) {
    final ProcessObservation.Kind kind = kind(record);
    final long time = buffer.timeOf(record);
    final ProcessEvent event =
        kind == null || time == TraceClock.NOT_A_TIME ? null : decode(record, kind, time);
    if (event == null) {
      malformed(record);
    } else {
      out.collect(event);
    }
  }

  private static ProcessObservation.@Nullable Kind kind(final RecordCursor record) {
    return switch (record.kind()) {
      case KERNEL -> kind(record.hookId() - GROUP);
      case CLASSIC -> record.hasGuid(PROCESS) ? kind(record.classicType()) : null;
      case INSTANCE, MANIFEST, MESSAGE -> null;
    };
  }

  private static ProcessObservation.@Nullable Kind kind(final int type) {
    return switch (type) {
      case 1 -> ProcessObservation.Kind.START;
      case 2 -> ProcessObservation.Kind.END;
      case 3 -> ProcessObservation.Kind.DC_START;
      case 4 -> ProcessObservation.Kind.DC_END;
      default -> null;
    };
  }

  /**
   * Decodes a record; null if it is malformed. 32-bit programs have written 64-bit records under
   * 32-bit headers: the right pointer size is the one with which the record has a name.
   */
  private static @Nullable ProcessEvent decode(
      final RecordCursor record, final ProcessObservation.Kind kind, final long time) {
    if (record.payloadOffset() == RecordCursor.NO_PAYLOAD) {
      return null;
    }
    final int pointerSize = record.pointerSize();
    final ProcessEvent event = decode(record, pointerSize, kind, time);
    if (event != null && !event.imageFileName().isEmpty()) {
      return event;
    }
    final ProcessEvent other = decode(record, BOTH_POINTER_SIZES - pointerSize, kind, time);
    return other != null && !other.imageFileName().isEmpty() ? other : event;
  }

  private static @Nullable ProcessEvent decode(
      final RecordCursor record,
      final int pointerSize,
      final ProcessObservation.Kind kind,
      final long time) {
    final byte[] bytes = record.bytes();
    final int end = record.offset() + record.size();
    final int idsAt = record.payloadOffset() + pointerSize;
    final int userAt = idsAt + sizeBeforeUser(record.version(), pointerSize);
    final int nameAt = skipUser(bytes, userAt, end, pointerSize);
    final int nameEnd = nameAt == NONE ? NONE : endOfName(bytes, nameAt, end);
    if (nameEnd == NONE) {
      return null;
    }
    final String name = fileName(new String(bytes, nameAt, nameEnd - nameAt, NAME_CHARSET));
    return isPrintable(name)
        ? new ProcessEvent(
            kind, u32(bytes, idsAt), time, name, commandLine(bytes, nameEnd + 1, end))
        : null;
  }

  private static int sizeBeforeUser(final int version, final int pointerSize) {
    return IDS_SIZE
        + (version >= VERSION_WITH_DIRECTORY_TABLE ? pointerSize : 0)
        + (version >= VERSION_WITH_FLAGS ? FLAGS_SIZE : 0);
  }

  /**
   * Skips the user: a {@code TOKEN_USER} of two pointers followed by a SID, or four zeros without a
   * user. Zeros alone are ambiguous: some traces have a {@code TOKEN_USER} of zeros that a SID
   * follows. So a SID is recognized by seven bytes, revision and an authority below 256; no name
   * has zeros there.
   */
  private static int skipUser(
      final byte[] bytes, final int at, final int end, final int pointerSize) {
    final int sidAt = at + 2 * pointerSize;
    if (isSid(bytes, sidAt, end)) {
      return sidAt + SID_HEADER_SIZE + Integer.BYTES * u8(bytes, sidAt + 1);
    }
    return at + NO_USER_SIZE <= end && u32(bytes, at) == 0 ? at + NO_USER_SIZE : NONE;
  }

  private static boolean isSid(final byte[] bytes, final int at, final int end) {
    return at + SID_HEADER_SIZE <= end
        && u8(bytes, at) == SID_REVISION
        && u8(bytes, at + 1) <= SID_MAX_PARTS
        && u8(bytes, at + 2) == 0
        && u32(bytes, at + 3) == 0
        && at + SID_HEADER_SIZE + Integer.BYTES * u8(bytes, at + 1) < end;
  }

  private static int endOfName(final byte[] bytes, final int from, final int end) {
    for (int at = from; at < end; at++) {
      if (bytes[at] == 0) {
        return at;
      }
    }
    return NONE;
  }

  /** File name of a path: some traces record the whole path. */
  private static String fileName(final String path) {
    return path.substring(Math.max(path.lastIndexOf('\\'), path.lastIndexOf('/')) + 1);
  }

  /** Rejects control characters: terminal escape injection. */
  private static boolean isPrintable(final String name) {
    return name.length() <= MAX_NAME_LENGTH && name.chars().noneMatch(Character::isISOControl);
  }

  private static String commandLine(final byte[] bytes, final int from, final int end) {
    int to = from;
    while (to + Short.BYTES <= end && u16(bytes, to) != 0) {
      to += Short.BYTES;
    }
    return new String(bytes, from, to - from, StandardCharsets.UTF_16LE);
  }
}
