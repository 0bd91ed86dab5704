package org.etwflow.etl;

import static org.etwflow.etl.LittleEndian.i64;
import static org.etwflow.etl.LittleEndian.u16;
import static org.etwflow.etl.LittleEndian.u32;
import static org.etwflow.etl.LittleEndian.u8;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;

/**
 * Layout of {@code WMI_BUFFER_HEADER}, the header of each buffer of a trace.
 *
 * <pre>
 *  offset  type  name
 *       0  u32   BufferSize       size of the buffer in the file: the next one follows
 *       4  u32   SavedOffset      0 or too small in some real files: not used
 *       8  u32   CurrentOffset    can exceed BufferSize on disk: not used
 *      16  i64   TimeStamp        time of the flush; FILETIME of the relogging in merged files
 *      24  i64   SequenceNumber   order of the flushes
 *      32  u64   clock            may be garbage on disk: the log header has the clock
 *      40  u8    ProcessorNumber  a u16 ProcessorIndex under flag 0x20
 *      48  u32   Offset           bytes used of the uncompressed buffer, this header included
 *      52  u16   BufferFlag
 *      54  u16   BufferType
 * </pre>
 */
@Internal
public final class BufferHeader {

  /** Size of the header in bytes; the first record follows it. */
  public static final int SIZE = 72;

  /** Maximum buffer size that Windows accepts: 16 MiB. */
  public static final int MAX_BUFFER_SIZE = 16 << 20;

  /** Result of {@link #storedSize} for bytes that cannot be a buffer header. */
  public static final int NO_HEADER = -1;

  private static final int BUFFER_SIZE_AT = 0;
  private static final int TIME_STAMP_AT = 16;
  private static final int SEQUENCE_NUMBER_AT = 24;
  private static final int PROCESSOR_AT = 40;
  private static final int OFFSET_AT = 48;
  private static final int BUFFER_FLAG_AT = 52;
  private static final int BUFFER_TYPE_AT = 54;

  private static final int FLAG_EVENTS_LOST = 0x02;
  private static final int FLAG_BUFFER_LOST = 0x04;
  private static final int FLAG_PROCESSOR_INDEX = 0x20;
  private static final int FLAG_COMPRESSED = 0x40;
  private static final int KNOWN_FLAGS = 0x7F;

  private static final int TYPE_HEADER = 4;
  private static final int LAST_KNOWN_TYPE = 7;

  private static final byte[] ZEROS = new byte[SIZE];

  private BufferHeader() {}

  /**
   * Size of a buffer in the file: the distance to the next header.
   *
   * @param bytes the {@link #SIZE} bytes of a header
   * @return 72 or more; {@link #NO_HEADER} if the bytes cannot be a header
   */
  public static int storedSize(final byte[] bytes, final LogHeader session) {
    final boolean isPlausible =
        session.packed()
            ? isPlausiblePacked(bytes, 0, session.bufferSize())
            : isPlausibleFixed(bytes, 0, session.bufferSize());
    return isPlausible ? (int) bufferSize(bytes, 0) : NO_HEADER;
  }

  static long bufferSize(final byte[] bytes, final int at) {
    return u32(bytes, at + BUFFER_SIZE_AT);
  }

  public static long flushTimestamp(final byte[] bytes, final int at) {
    return i64(bytes, at + TIME_STAMP_AT);
  }

  public static long sequenceNumber(final byte[] bytes, final int at) {
    return i64(bytes, at + SEQUENCE_NUMBER_AT);
  }

  public static int processor(final byte[] bytes, final int at) {
    final boolean wide = (flags(bytes, at) & FLAG_PROCESSOR_INDEX) != 0;
    return wide ? u16(bytes, at + PROCESSOR_AT) : u8(bytes, at + PROCESSOR_AT);
  }

  /** End of the records in the uncompressed buffer, counted from the start of its header. */
  static long recordsEnd(final byte[] bytes, final int at) {
    return u32(bytes, at + OFFSET_AT);
  }

  static boolean isCompressed(final byte[] bytes, final int at) {
    return (flags(bytes, at) & FLAG_COMPRESSED) != 0;
  }

  static boolean hasLoss(final byte[] bytes, final int at) {
    return (flags(bytes, at) & (FLAG_EVENTS_LOST | FLAG_BUFFER_LOST)) != 0;
  }

  public static boolean holdsLogHeader(final byte[] bytes, final int at) {
    return type(bytes, at) == TYPE_HEADER;
  }

  private static int flags(final byte[] bytes, final int at) {
    return u16(bytes, at + BUFFER_FLAG_AT);
  }

  private static int type(final byte[] bytes, final int at) {
    return u16(bytes, at + BUFFER_TYPE_AT);
  }

  /** Whether these are 72 zeros: a buffer of a preallocated file that was never written to. */
  public static boolean isUnused(final byte[] bytes, final int at) {
    return Arrays.equals(bytes, at, at + SIZE, ZEROS, 0, SIZE);
  }

  /** Whether this is a plausible header in a file of equally sized buffers. */
  static boolean isPlausibleFixed(final byte[] bytes, final int at, final int bufferSize) {
    return bufferSize(bytes, at) == bufferSize
        && isPlausible(bytes, at, bufferSize)
        && !isCompressed(bytes, at);
  }

  /**
   * Whether this is a plausible header in a file of buffers of different sizes. The test is strict
   * because it also finds the next header after a damaged one, among compressed bytes.
   */
  static boolean isPlausiblePacked(final byte[] bytes, final int at, final int bufferSize) {
    final long size = bufferSize(bytes, at);
    if (size < SIZE || !isPlausible(bytes, at, bufferSize)) {
      return false;
    }
    return isCompressed(bytes, at)
        ? size <= maxStoredSize(bufferSize)
        : size <= bufferSize && recordsEnd(bytes, at) <= size;
  }

  /** Maximum stored size of a compressed buffer: a flag bit per literal can make it longer. */
  static int maxStoredSize(final int bufferSize) {
    return bufferSize + bufferSize / 8 + SIZE;
  }

  private static boolean isPlausible(final byte[] bytes, final int at, final int bufferSize) {
    final long recordsEnd = recordsEnd(bytes, at);
    return recordsEnd >= SIZE
        && recordsEnd <= bufferSize
        && (flags(bytes, at) & ~KNOWN_FLAGS) == 0
        && type(bytes, at) <= LAST_KNOWN_TYPE;
  }
}
