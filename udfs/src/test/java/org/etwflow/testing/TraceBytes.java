package org.etwflow.testing;

import static org.etwflow.testing.Bytes.bytes;

import java.nio.charset.StandardCharsets;

/** Bytes of traces with a few buffers, and offsets of the fields in their log header. */
public final class TraceBytes {

  /** Start of the session as FILETIME: 2019-04-17, at a full second. */
  public static final long START_TIME = 132_000_000_000_000_000L;

  /** Start of the session in ticks. */
  public static final long START_TICKS = 5_000_000_000L;

  /** Ticks per second: not a multiple of 10,000,000, as on older hosts. */
  public static final long FREQUENCY = 3_000_000;

  public static final int CPU_SPEED_IN_MHZ = 2_500;

  // Offsets in the file, for a log header of a 64-bit machine.
  public static final int BUFFER_SIZE_AT = 104;
  public static final int PROCESSORS_AT = 116;
  public static final int END_TIME_AT = 120;
  public static final int LOG_FILE_MODE_AT = 136;
  public static final int CPU_SPEED_AT = 156;
  public static final int FREQUENCY_AT = 360;
  public static final int START_TIME_AT = 368;
  public static final int CLOCK_AT = 376;

  /** Size of the first buffer of a compressed file. */
  private static final int SMALL = 512;

  private TraceBytes() {}

  /** Creates a file whose buffers all have the same size. */
  public static byte[] fixed(final int bufferSize, final byte[]... buffers) {
    return bytes().all(firstBuffer(2, bufferSize, bufferSize)).all(buffers).toArray();
  }

  /** Creates a file of adjacent buffers of any size. */
  public static byte[] packed(final int bufferSize, final byte[]... buffers) {
    return bytes().all(firstBuffer(2, bufferSize, SMALL)).all(buffers).toArray();
  }

  /**
   * Creates the buffer with the log header.
   *
   * @param headerType header type of its record: 1 for 32-bit pointers, 2 for 64-bit ones
   * @param bufferSize buffer size of the session, in the log header
   * @param size size of this buffer
   */
  public static byte[] firstBuffer(final int headerType, final int bufferSize, final int size) {
    final int pointer = headerType == 1 ? 4 : 8;
    final byte[] payload =
        bytes()
            .u32(bufferSize)
            .u32(0x0501_000A)
            .u32(17_763)
            .u32(6)
            .u64(START_TIME + 70_000_000)
            .u32(156_250)
            .u32(100)
            .u32(0x0001_0002)
            .u32(12)
            .u32(1)
            .u32(pointer)
            .u32(41)
            .u32(CPU_SPEED_IN_MHZ)
            .fillTo(56 + 2 * pointer + 172, 0)
            .align()
            .u64(START_TIME - 1)
            .u64(FREQUENCY)
            .u64(START_TIME)
            .u32(1)
            .u32(7)
            .all("s\0l\0".getBytes(StandardCharsets.UTF_16LE))
            .toArray();
    return BufferBytes.buffer(RecordBytes.system(headerType, 2, 0, START_TICKS, payload))
        .type(4)
        .flags(1)
        .sequence(-1)
        .ofSize(size);
  }
}
