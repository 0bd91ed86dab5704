package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.i64;
import static org.etwflow.etl.LittleEndian.u16;
import static org.etwflow.etl.LittleEndian.u32;

import java.util.Arrays;
import java.util.Locale;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * The log header {@code TRACE_LOGFILE_HEADER}, the first record of a session. Fields that reading
 * does not depend on are not validated.
 *
 * @param bufferSize bytes of the session's buffers, 72 to 16 MiB; compressed buffers are smaller in
 *     the file
 * @param packed whether buffers of different sizes follow each other without gaps, as in a
 *     compressed file; otherwise each takes {@code bufferSize} bytes
 * @param osBuild build number of Windows, 7601 for Windows 7 SP1
 * @param pointerSize bytes of a pointer according to this header; a record's own header takes
 *     precedence
 * @param cpuCount processors of the machine
 * @param logFileMode {@code EVENT_TRACE_*_MODE} flags
 * @param clockType clock of the timestamps
 * @param clock conversion of timestamps to wall-clock time
 * @param sessionEnd FILETIME; 0 if the session was not closed
 * @param buffersWritten 0 if unknown, as for a session that was not closed
 * @param eventsLost events that the session had no buffer for
 * @param buffersLost buffers that the session could not write
 */
@PublicEvolving
public record LogHeader(
    int bufferSize,
    boolean packed,
    long osBuild,
    long pointerSize,
    long cpuCount,
    long logFileMode,
    ClockType clockType,
    TraceClock clock,
    long sessionEnd,
    long buffersWritten,
    long eventsLost,
    long buffersLost) {

  /** Leading bytes of a file that hold the log header, without its two names. */
  @Internal public static final int BYTES_NEEDED = 512;

  private static final int RECORD_AT = BufferHeader.SIZE;
  private static final int RECORD_HEADER_SIZE = 32;
  private static final int TIMESTAMP_AT = RECORD_AT + 16;
  private static final int HOOK_AT = RECORD_AT + 6;
  private static final int PAYLOAD_AT = RECORD_AT + RECORD_HEADER_SIZE;

  // Offsets of the fields before the two pointers, whose size varies.
  private static final int BUFFER_SIZE_AT = PAYLOAD_AT;
  private static final int PROVIDER_VERSION_AT = PAYLOAD_AT + 8;
  private static final int NUMBER_OF_PROCESSORS_AT = PAYLOAD_AT + 12;
  private static final int END_TIME_AT = PAYLOAD_AT + 16;
  private static final int LOG_FILE_MODE_AT = PAYLOAD_AT + 32;
  private static final int BUFFERS_WRITTEN_AT = PAYLOAD_AT + 36;
  private static final int POINTER_SIZE_AT = PAYLOAD_AT + 44;
  private static final int EVENTS_LOST_AT = PAYLOAD_AT + 48;
  private static final int CPU_SPEED_AT = PAYLOAD_AT + 52;
  private static final int POINTERS_AT = 56;
  private static final int TIME_ZONE_SIZE = 172;

  // Offsets from the end of the time zone, rounded up to a multiple of 8.
  private static final int BOOT_TIME_AT = 0;
  private static final int PERF_FREQ_AT = 8;
  private static final int START_TIME_AT = 16;
  private static final int RESERVED_FLAGS_AT = 24;
  private static final int BUFFERS_LOST_AT = 28;
  private static final int TIMES_SIZE = 32;

  private static final ClockType[] CLOCK_TYPES = ClockType.values();

  private static final long FILE_MODE_CIRCULAR = 0x2;
  private static final long FILE_MODE_APPEND = 0x4;
  private static final long FILE_MODE_COMPRESSED = 0x0400_0000;
  private static final long UNITS_PER_MICROSECOND = 10;

  /** Whether old buffers were overwritten when the file was full. */
  public boolean isCircular() {
    return (logFileMode & FILE_MODE_CIRCULAR) != 0;
  }

  /** Whether the session was started in append mode. */
  public boolean isAppended() {
    return (logFileMode & FILE_MODE_APPEND) != 0;
  }

  /** Whether the session was closed, so that {@link #buffersWritten()} counts them. */
  public boolean isClosed() {
    return sessionEnd != 0;
  }

  /** Whether it reports lost events or buffers, which only a closed session does. */
  public boolean hasLoss() {
    return eventsLost + buffersLost > 0;
  }

  /**
   * This header, corrected for a session appended to the file: Windows may have overwritten end
   * time and buffer count with those of both sessions.
   *
   * @param appendedStart FILETIME of the appended session's start
   */
  LogHeader endedBy(final long appendedStart) {
    return sessionEnd <= appendedStart || appendedStart <= sessionStart()
        ? this
        : new LogHeader(
            bufferSize,
            packed,
            osBuild,
            pointerSize,
            cpuCount,
            logFileMode,
            clockType,
            clock,
            appendedStart,
            0,
            eventsLost,
            buffersLost);
  }

  /** The same header of a session that goes on, whatever it says of an end. */
  LogHeader open() {
    return isClosed()
        ? new LogHeader(
            bufferSize,
            packed,
            osBuild,
            pointerSize,
            cpuCount,
            logFileMode,
            clockType,
            clock,
            0,
            0,
            eventsLost,
            buffersLost)
        : this;
  }

  /** FILETIME of the session's start. */
  public long sessionStart() {
    return clock.startTime();
  }

  /**
   * Reads the log header from a buffer, if it is one.
   *
   * @param bytes bytes of a file
   * @param at start of the buffer in {@code bytes}
   * @param length number of bytes of the buffer
   * @return null if the buffer holds no readable log header
   */
  static @Nullable LogHeader find(final byte[] bytes, final int at, final int length) {
    if (length < BufferHeader.SIZE || !BufferHeader.holdsLogHeader(bytes, at)) {
      return null;
    }
    final int needed = Math.min(length, BYTES_NEEDED);
    try {
      return parse(Arrays.copyOfRange(bytes, at, at + needed), needed);
    } catch (final EtlFormatException e) {
      return null;
    }
  }

  /**
   * Boot time of the machine according to a log header.
   *
   * @param file bytes accepted by {@link #parse}
   * @return FILETIME; 0 if invalid
   */
  @Internal
  public static long bootTime(final byte[] file) {
    final boolean wide = RecordHeader.typeOf(i64(file, RECORD_AT)) == RecordHeader.SYSTEM_64;
    final long time = i64(file, timesAt(wide) + BOOT_TIME_AT);
    return TraceClock.isTime(time) ? time : 0;
  }

  private static int timesAt(final boolean wide) {
    final int pointers = wide ? 2 * Long.BYTES : 2 * Integer.BYTES;
    return PAYLOAD_AT + RecordHeader.aligned(POINTERS_AT + pointers + TIME_ZONE_SIZE);
  }

  /**
   * Reads the log header from the start of a file.
   *
   * @param file the first bytes of the file: {@link #BYTES_NEEDED}, or fewer if the file is shorter
   * @param length number of bytes
   * @throws EtlFormatException if the file is not a trace, or a field needed to read it is invalid
   */
  @Internal
  public static LogHeader parse(final byte[] file, final int length) throws EtlFormatException {
    if (length == 0) {
      throw new EtlFormatException("the file is empty: copy it again, or leave it out");
    }
    if (length < PAYLOAD_AT) {
      throw new EtlFormatException(
          "not an event trace: it ends at offset "
              + length
              + ", inside the first buffer's header: copy it again, or leave it out");
    }
    final int type = RecordHeader.typeOf(i64(file, RECORD_AT));
    final boolean wide = type == RecordHeader.SYSTEM_64;
    if (!BufferHeader.holdsLogHeader(file, 0)
        || (!wide && type != RecordHeader.SYSTEM_32)
        || u16(file, HOOK_AT) != 0) {
      throw new EtlFormatException(
          "not an event trace: no log header record at offset " + RECORD_AT + "; leave it out");
    }
    final int times = timesAt(wide);
    if (length < times + TIMES_SIZE) {
      throw new EtlFormatException(
          "the file ends at offset " + length + ", inside the log header: copy it again");
    }
    return read(file, times);
  }

  private static LogHeader read(final byte[] file, final int times) throws EtlFormatException {
    final int bufferSize =
        (int)
            inRange(
                "buffer size",
                u32(file, BUFFER_SIZE_AT),
                BufferHeader.SIZE,
                BufferHeader.MAX_BUFFER_SIZE,
                BUFFER_SIZE_AT);
    final int clockAt = times + RESERVED_FLAGS_AT;
    final ClockType clockType =
        CLOCK_TYPES[(int) inRange("clock", u32(file, clockAt), 1, CLOCK_TYPES.length, clockAt) - 1];
    final long logFileMode = u32(file, LOG_FILE_MODE_AT);
    return new LogHeader(
        bufferSize,
        BufferHeader.bufferSize(file, 0) != bufferSize || (logFileMode & FILE_MODE_COMPRESSED) != 0,
        u32(file, PROVIDER_VERSION_AT),
        u32(file, POINTER_SIZE_AT),
        u32(file, NUMBER_OF_PROCESSORS_AT),
        logFileMode,
        clockType,
        clock(clockType, file, times),
        // An invalid end time is not fatal: the session was not closed properly.
        TraceClock.isTime(i64(file, END_TIME_AT)) ? i64(file, END_TIME_AT) : 0,
        u32(file, BUFFERS_WRITTEN_AT),
        u32(file, EVENTS_LOST_AT),
        u32(file, times + BUFFERS_LOST_AT));
  }

  private static TraceClock clock(final ClockType type, final byte[] file, final int times)
      throws EtlFormatException {
    final long startTicks = i64(file, TIMESTAMP_AT);
    final long startTime =
        validTime("session's start", i64(file, times + START_TIME_AT), times + START_TIME_AT);
    return switch (type) {
      case QPC ->
          new TraceClock(
              startTicks,
              startTime,
              FileTime.UNITS_PER_SECOND,
              ticksPerPeriod(
                  "clock's frequency", i64(file, times + PERF_FREQ_AT), times + PERF_FREQ_AT));
      case CPU_CYCLES ->
          new TraceClock(
              startTicks,
              startTime,
              UNITS_PER_MICROSECOND,
              ticksPerPeriod("processor's speed", u32(file, CPU_SPEED_AT), CPU_SPEED_AT));
      case SYSTEM_TIME -> new TraceClock(startTime, startTime, 1, 1);
    };
  }

  private static long ticksPerPeriod(final String name, final long ticks, final int at)
      throws EtlFormatException {
    return inRange(name, ticks, 1, TraceClock.MAX_TICKS_PER_PERIOD, at);
  }

  private static long validTime(final String name, final long time, final int at)
      throws EtlFormatException {
    return inRange(name, time, 0, TraceClock.END_OF_TIME - 1, at);
  }

  private static long inRange(
      final String name, final long value, final long least, final long most, final int at)
      throws EtlFormatException {
    if (value >= least && value <= most) {
      return value;
    }
    throw new EtlFormatException(
        String.format(
            Locale.ROOT,
            "the log header is damaged: its %s, at offset %,d, is %d; copy the file again, or leave"
                + " it out if the original is damaged too",
            name,
            at,
            value));
  }
}
