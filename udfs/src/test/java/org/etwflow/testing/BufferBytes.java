package org.etwflow.testing;

import static org.etwflow.testing.Bytes.bytes;

/**
 * Bytes of one buffer of a trace, with the defects of real files: {@code SavedOffset} is 0, {@code
 * CurrentOffset} is beyond the end, the clock is garbage, and the records are followed by bytes
 * without meaning.
 */
public final class BufferBytes {

  private static final int HEADER_SIZE = 72;
  private static final int COMPRESSED = 0x40;
  private static final int GARBAGE = 0xFF;

  private final Bytes records = bytes();
  private int processor;
  private int flags;
  private int type;
  private long sequence;

  /** Creates a buffer with these records, each at the next multiple of 8. */
  public static BufferBytes buffer(final byte[]... records) {
    final BufferBytes buffer = new BufferBytes();
    for (final byte[] record : records) {
      buffer.records.align().all(record);
    }
    return buffer;
  }

  /** Sets the u16 at offset 40: a processor's number or index, depending on the flags. */
  public BufferBytes processor(final int value) {
    processor = value;
    return this;
  }

  public BufferBytes flags(final int value) {
    flags = value;
    return this;
  }

  public BufferBytes type(final int value) {
    type = value;
    return this;
  }

  public BufferBytes sequence(final long value) {
    sequence = value;
    return this;
  }

  /** Returns the buffer as in an uncompressed file. */
  public byte[] ofSize(final int size) {
    return header(size, flags).all(records.toArray()).fillTo(size, GARBAGE).toArray();
  }

  /** Returns the buffer as in a compressed file. */
  public byte[] compressed() {
    final byte[] stream = Lz77Stream.of(records.toArray()).compressed();
    return header(HEADER_SIZE + stream.length, flags | COMPRESSED).all(stream).toArray();
  }

  private Bytes header(final int size, final int bufferFlags) {
    return bytes()
        .u32(size)
        .u32(0)
        .u32(size + 1L)
        .u32(0)
        .u64(0)
        .u64(sequence)
        .u64(-1)
        .u16(processor)
        .u16(1)
        .u32(0)
        .u32(HEADER_SIZE + records.size())
        .u16(bufferFlags)
        .u16(type)
        .u64(0)
        .u64(0);
  }
}
