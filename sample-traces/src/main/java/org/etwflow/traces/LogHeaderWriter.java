package org.etwflow.traces;

import java.util.Arrays;

/**
 * Writes the first buffer of a file: the log header record (a SYSTEM header, TRACE_LOGFILE_HEADER
 * and two strings) and the records that Windows 10 adds.
 */
final class LogHeaderWriter {

  private static final int RECORD = BufferHeaderWriter.SIZE;
  private static final int PAYLOAD = RECORD + HeaderKind.SYSTEM.size();

  // TRACE_LOGFILE_HEADER, up to the first pointer.
  private static final int BUFFER_SIZE = 0;
  private static final int VERSION = 4;
  private static final int PROVIDER_VERSION = 8;
  private static final int NUMBER_OF_PROCESSORS = 12;
  private static final int END_TIME = 16;
  private static final int TIMER_RESOLUTION = 24;
  private static final int MAXIMUM_FILE_SIZE = 28;
  private static final int LOG_FILE_MODE = 32;
  private static final int BUFFERS_WRITTEN = 36;
  private static final int START_BUFFERS = 40;
  private static final int POINTER_SIZE = 44;
  private static final int EVENTS_LOST = 48;
  private static final int CPU_SPEED_IN_MHZ = 52;
  private static final int LOGGER_NAME = 56;

  // TIME_ZONE_INFORMATION: three biases, two names of 32 characters, two dates.
  private static final int TIME_ZONE_SIZE = 172;
  private static final int STANDARD_NAME = 4;
  private static final int DAYLIGHT_NAME = 88;

  // Offsets from BootTime on, relative to it: the size of the pointers before it varies.
  private static final int BOOT_TIME = 0;
  private static final int PERF_FREQ = 8;
  private static final int START_TIME = 16;
  private static final int RESERVED_FLAGS = 24;
  private static final int BUFFERS_LOST = 28;
  private static final int STRINGS = 32;

  private static final int PREALLOCATE = 0x20;

  /** The log header buffer of a compressed file is a multiple of this size. */
  private static final int COMPRESSED_HEADER_UNIT = 0x200;

  private static final int CONTROLLER_THREAD = 4_156;
  private static final int CONTROLLER_PROCESS = 3_988;

  private LogHeaderWriter() {}

  /**
   * Writes the buffer.
   *
   * @param end FILETIME of the session's end, 0 if it has not ended
   * @param buffersWritten buffers written in the session, including this one, or 0
   * @return the buffer as stored
   */
  static byte[] buffer(
      TraceSession session,
      int loggerId,
      long end,
      int buffersWritten,
      int eventsLost,
      int buffersLost) {
    final byte[] scratch = new byte[session.bufferSize()];
    int used =
        RECORD + logFileRecord(scratch, session, end, buffersWritten, eventsLost, buffersLost);
    used = align(used);
    if (session.build().extendsLogHeader() && session.layout() != FileLayout.COMPRESSED) {
      used += extension(scratch, used, session, 5, 68);
      used += extension(scratch, used, session, 0x50, 80);
    }
    return stored(scratch, used, session, loggerId);
  }

  private static byte[] stored(byte[] scratch, int used, TraceSession session, int loggerId) {
    final boolean compressed = session.layout() == FileLayout.COMPRESSED;
    final int stored =
        compressed
            ? Math.min(scratch.length, roundUp(used, COMPRESSED_HEADER_UNIT))
            : scratch.length;
    Arrays.fill(scratch, used, stored, (byte) 0xFF);
    final boolean index = session.build().hasProcessorIndex() && !compressed;
    final int flags = BufferHeaderWriter.FLUSH_MARKER | (index ? BufferHeaderWriter.PROC_INDEX : 0);
    BufferHeaderWriter.write(
        scratch, stored, used, flags, BufferHeaderWriter.TYPE_HEADER, loggerId, 0);
    BufferHeaderWriter.setCurrentOffset(scratch, compressed ? 0 : used);
    if (session.build() == WindowsBuild.WINDOWS_7) {
      BufferHeaderWriter.setAlignment(scratch);
      BufferHeaderWriter.setSavedOffset(scratch, 0);
    }
    return Arrays.copyOf(scratch, stored);
  }

  private static int logFileRecord(
      byte[] bytes,
      TraceSession session,
      long end,
      int buffersWritten,
      int eventsLost,
      int buffersLost) {
    final int pointerSize = session.pointerSize();
    LittleEndianWriter.putInt(bytes, PAYLOAD + BUFFER_SIZE, session.bufferSize());
    LittleEndianWriter.putInt(bytes, PAYLOAD + VERSION, session.build().logFileVersion());
    LittleEndianWriter.putInt(bytes, PAYLOAD + PROVIDER_VERSION, session.build().number());
    LittleEndianWriter.putInt(bytes, PAYLOAD + NUMBER_OF_PROCESSORS, session.cpuCount());
    LittleEndianWriter.putLong(bytes, PAYLOAD + END_TIME, end);
    LittleEndianWriter.putInt(bytes, PAYLOAD + TIMER_RESOLUTION, session.build().timerResolution());
    LittleEndianWriter.putInt(bytes, PAYLOAD + MAXIMUM_FILE_SIZE, maximumFileSize(session));
    LittleEndianWriter.putInt(bytes, PAYLOAD + LOG_FILE_MODE, logFileMode(session));
    LittleEndianWriter.putInt(bytes, PAYLOAD + BUFFERS_WRITTEN, buffersWritten);
    LittleEndianWriter.putInt(bytes, PAYLOAD + START_BUFFERS, 1);
    LittleEndianWriter.putInt(bytes, PAYLOAD + POINTER_SIZE, pointerSize);
    LittleEndianWriter.putInt(bytes, PAYLOAD + EVENTS_LOST, eventsLost);
    LittleEndianWriter.putInt(bytes, PAYLOAD + CPU_SPEED_IN_MHZ, session.cpuSpeedInMhz());

    final int timeZone = PAYLOAD + LOGGER_NAME + 2 * pointerSize;
    LittleEndianWriter.putWideString(bytes, timeZone + STANDARD_NAME, "@tzres.dll,-932");
    LittleEndianWriter.putWideString(bytes, timeZone + DAYLIGHT_NAME, "@tzres.dll,-931");

    final int times = PAYLOAD + roundUp(timeZone + TIME_ZONE_SIZE - PAYLOAD, 8);
    LittleEndianWriter.putLong(bytes, times + BOOT_TIME, session.startTime() - session.upTime());
    LittleEndianWriter.putLong(bytes, times + PERF_FREQ, session.frequency());
    LittleEndianWriter.putLong(bytes, times + START_TIME, session.startTime());
    LittleEndianWriter.putInt(bytes, times + RESERVED_FLAGS, session.clock().code());
    LittleEndianWriter.putInt(bytes, times + BUFFERS_LOST, buffersLost);
    int at = times + STRINGS;
    at += LittleEndianWriter.putWideString(bytes, at, session.name());
    at += LittleEndianWriter.putWideString(bytes, at, session.logFileName());
    systemHeader(bytes, RECORD, session, 0, at - RECORD);
    return at - RECORD;
  }

  /** Writes an extension record: its size and type are those of Windows 10, its content is zero. */
  private static int extension(byte[] bytes, int at, TraceSession session, int type, int size) {
    systemHeader(bytes, at, session, type, size);
    return align(size);
  }

  private static void systemHeader(byte[] bytes, int at, TraceSession session, int type, int size) {
    HeaderKind.SYSTEM.write(bytes, at, session.pointerSize(), size, 2, 0, type);
    LittleEndianWriter.putInt(bytes, at + 8, CONTROLLER_THREAD);
    LittleEndianWriter.putInt(bytes, at + 12, CONTROLLER_PROCESS);
    LittleEndianWriter.putLong(bytes, at + HeaderKind.SYSTEM.timestampAt(), session.startTicks());
  }

  private static int logFileMode(TraceSession session) {
    return session.layout().logFileMode() | (session.zeroTail() > 0 ? PREALLOCATE : 0);
  }

  /** MaximumFileSize in MB; 0 is no limit. */
  private static int maximumFileSize(TraceSession session) {
    if (session.layout() != FileLayout.CIRCULAR) {
      return 0;
    }
    return (int) (((session.circularBuffers() + 1L) * session.bufferSize() + 0xFFFFF) >> 20);
  }

  private static int align(int size) {
    return roundUp(size, 8);
  }

  private static int roundUp(int size, int unit) {
    return (size + unit - 1) / unit * unit;
  }
}
