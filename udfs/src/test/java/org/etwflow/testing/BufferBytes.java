package org.etwflow.testing;

import static org.etwflow.testing.Bytes.bytes;

/**
 * One buffer of a trace. What real files have wrong is wrong here: {@code SavedOffset} is 0, {@code
 * CurrentOffset} beyond the end, the clock garbage, and behind the records stand bytes that are
 * none.
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

  /** With these records, each at the next multiple of 8. */
  public static BufferBytes buffer(final byte[]... records) {
    final BufferBytes buffer = new BufferBytes();
    for (final byte[] record : records) {
      buffer.records.align().all(record);
    }
    return buffer;
  }

  /** The u16 at 40, a processor's number or its index as the flags say. */
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

  /** As it stands in a file, uncompressed. */
  public byte[] ofSize(final int size) {
    return header(size, flags).all(records.toArray()).fillTo(size, GARBAGE).toArray();
  }

  /** As it stands in a compressed file. */
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
