package org.etwflow.traces;

import java.util.Arrays;

/** Writes WMI_BUFFER_HEADER, the first 72 bytes of a buffer. */
final class BufferHeaderWriter {

  static final int SIZE = 72;

  private static final int BUFFER_SIZE = 0;
  private static final int SAVED_OFFSET = 4;
  private static final int CURRENT_OFFSET = 8;
  private static final int TIME_STAMP = 16;
  private static final int SEQUENCE_NUMBER = 24;
  private static final int PROCESSOR_NUMBER = 40;
  private static final int ALIGNMENT = 41;
  private static final int LOGGER_ID = 42;
  private static final int STATE = 44;
  private static final int OFFSET = 48;
  private static final int BUFFER_FLAG = 52;
  private static final int BUFFER_TYPE = 54;

  static final int FLUSH_MARKER = 0x01;
  static final int EVENTS_LOST = 0x02;
  static final int BUFFER_LOST = 0x04;
  static final int PROC_INDEX = 0x20;
  static final int COMPRESSED = 0x40;

  static final int TYPE_GENERIC = 0;
  static final int TYPE_HEADER = 4;

  /** EtwBufferStateFlush: the state of every buffer on disk. */
  private static final int STATE_FLUSH = 3;

  private BufferHeaderWriter() {}

  static void write(
      byte[] buffer, int bufferSize, int used, int flags, int type, int loggerId, int cpu) {
    Arrays.fill(buffer, 0, SIZE, (byte) 0);
    LittleEndianWriter.putInt(buffer, BUFFER_SIZE, bufferSize);
    LittleEndianWriter.putInt(buffer, SAVED_OFFSET, used);
    LittleEndianWriter.putInt(buffer, OFFSET, used);
    LittleEndianWriter.putInt(buffer, STATE, STATE_FLUSH);
    LittleEndianWriter.putShort(buffer, BUFFER_FLAG, flags);
    LittleEndianWriter.putShort(buffer, BUFFER_TYPE, type);
    LittleEndianWriter.putShort(buffer, LOGGER_ID, loggerId);
    LittleEndianWriter.putShort(buffer, PROCESSOR_NUMBER, cpu);
  }

  /** Writes the Alignment byte, which before Windows 8 follows a CPU number of one byte. */
  static void setAlignment(byte[] buffer) {
    buffer[ALIGNMENT] = 8;
  }

  static void setFlush(byte[] buffer, long timeStamp, long sequenceNumber, int currentOffset) {
    LittleEndianWriter.putInt(buffer, CURRENT_OFFSET, currentOffset);
    LittleEndianWriter.putLong(buffer, TIME_STAMP, timeStamp);
    LittleEndianWriter.putLong(buffer, SEQUENCE_NUMBER, sequenceNumber);
  }

  static void setSavedOffset(byte[] buffer, int savedOffset) {
    LittleEndianWriter.putInt(buffer, SAVED_OFFSET, savedOffset);
  }

  static void setCurrentOffset(byte[] buffer, int currentOffset) {
    LittleEndianWriter.putInt(buffer, CURRENT_OFFSET, currentOffset);
  }

  static void setBufferSize(byte[] buffer, int bufferSize) {
    LittleEndianWriter.putInt(buffer, BUFFER_SIZE, bufferSize);
  }

  static void addFlags(byte[] buffer, int flags) {
    buffer[BUFFER_FLAG] |= (byte) flags;
  }
}
