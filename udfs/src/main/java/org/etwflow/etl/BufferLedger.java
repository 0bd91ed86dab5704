package org.etwflow.etl;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;
import org.jspecify.annotations.Nullable;

/**
 * Table of the buffers of one session in file order: the input of {@link MissingBuffers}. It leaves
 * out the log header's buffer, which has no place in the session's sequence. A mutable Flink POJO.
 */
@Internal
public final class BufferLedger {

  /** Last time of a buffer whose records were not walked. */
  public static final long NOT_WALKED = Long.MIN_VALUE;

  /** Maximum number of entries: 40 MiB, enough for 64 GiB of 64 KiB buffers. */
  static final int MAX_ENTRIES = 1 << 20;

  /** Maximum sequence number: sessions count their buffers in 32 bits. */
  private static final long MAX_SEQUENCE = 0xFFFF_FFFFL;

  private static final int WIDTH = 5;
  private static final int OFFSET = 0;
  private static final int SEQUENCE = 1;
  private static final int CPU = 2;
  private static final int FIRST = 3;
  private static final int LAST = 4;
  private static final int INITIAL_ENTRIES = 8;

  /** Offset, sequence number, CPU, first and last time of each buffer; public for Flink. */
  public long[] entries = {};

  /** Number of buffers; only the first {@link #entryCount()} have an entry. */
  public long size;

  /** FILETIME of the earliest flush; {@code Long.MAX_VALUE} if unknown. */
  public long earliestFlush = Long.MAX_VALUE;

  /** Kept for the next call of {@link #inSequence()}: entries are only appended. */
  private transient @Nullable SequenceOrder order;

  /** Creates an empty ledger. */
  public BufferLedger() {}

  /**
   * Adds the next buffer of the file. A buffer with an impossible sequence number is ignored: its
   * header is damaged.
   *
   * @param first FILETIME of its first record, {@link TraceClock#NOT_A_TIME} if it has none
   * @param last FILETIME of its last record, or {@link #NOT_WALKED}
   * @param flush FILETIME of its flush, {@link TraceClock#NOT_A_TIME} if unknown
   */
  public void add(
      final long offset,
      final long sequence,
      final int cpu,
      final long first,
      final long last,
      final long flush) {
    if (sequence < 0 || sequence > MAX_SEQUENCE) {
      return;
    }
    if (flush != TraceClock.NOT_A_TIME) {
      earliestFlush = Math.min(earliestFlush, flush);
    }
    if (size < MAX_ENTRIES) {
      final int at = (int) size * WIDTH;
      reserve(at + WIDTH);
      entries[at + OFFSET] = offset;
      entries[at + SEQUENCE] = sequence;
      entries[at + CPU] = cpu;
      entries[at + FIRST] = first;
      entries[at + LAST] = last;
    }
    size++;
  }

  /** Appends the buffers of a later range of the file. */
  public void addAll(final BufferLedger next) {
    final int known = entryCount() * WIDTH;
    final int more = Math.min(MAX_ENTRIES * WIDTH - known, next.entryCount() * WIDTH);
    reserve(known + more);
    System.arraycopy(next.entries, 0, entries, known, more);
    size += next.size;
    earliestFlush = Math.min(earliestFlush, next.earliestFlush);
  }

  private void reserve(final int length) {
    if (entries.length < length) {
      entries =
          Arrays.copyOf(
              entries, Math.max(length, Math.max(2 * entries.length, INITIAL_ENTRIES * WIDTH)));
    }
  }

  /** Number of buffers that have an entry. */
  int entryCount() {
    return (int) Math.min(size, MAX_ENTRIES);
  }

  /** Entries in the order of their sequence numbers. */
  SequenceOrder inSequence() {
    if (order == null) {
      order = new SequenceOrder(this, 0);
    }
    order.addUpTo(entryCount());
    return order;
  }

  /** Whether every buffer has an entry. */
  boolean isWhole() {
    return size == entryCount();
  }

  long offset(final int entry) {
    return entries[entry * WIDTH + OFFSET];
  }

  long sequence(final int entry) {
    return entries[entry * WIDTH + SEQUENCE];
  }

  int cpu(final int entry) {
    return (int) entries[entry * WIDTH + CPU];
  }

  long first(final int entry) {
    return entries[entry * WIDTH + FIRST];
  }

  long last(final int entry) {
    return entries[entry * WIDTH + LAST];
  }

  void setLast(final int entry, final long time) {
    entries[entry * WIDTH + LAST] = time;
  }
}
