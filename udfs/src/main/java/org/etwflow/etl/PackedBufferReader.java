package org.etwflow.etl;

import java.io.IOException;
import java.io.InputStream;

/**
 * Reads a file whose buffers stand one behind the other in different sizes, as in compressed ones.
 * Only a buffer's own header tells where the next begins. Where that cannot be true, the bytes are
 * searched for the next header whose buffer holds together: then only the damaged buffer is lost.
 */
final class PackedBufferReader implements BufferReader {

  /**
   * So many headers in one stretch may turn out to be none, and one more for each size of a buffer
   * it is long; then what looks like a header is passed over. Without a limit a hostile file could
   * make the search take the square of its length.
   */
  private static final int MAX_TRIALS = 16;

  private static final int INITIAL_WINDOW = 256 << 10;

  private final Trace trace;
  private final InputStream in;
  private final int bufferSize;
  private final long end;
  private final EtlBuffer trial = new EtlBuffer();
  private final RecordCursor trialRecords = new RecordCursor();

  /** What was read ahead: the bytes from {@code at} to {@code filled} are those from offset on. */
  private byte[] window = new byte[INITIAL_WINDOW];

  private int at;
  private int filled;
  private long offset;

  PackedBufferReader(final Trace trace, final InputStream in, final long offset, final long end) {
    this.trace = trace;
    this.in = in;
    this.bufferSize = trace.header().bufferSize();
    this.offset = offset;
    this.end = end;
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public boolean read(final EtlBuffer into) throws IOException {
    final int available = require(BufferHeader.SIZE);
    if (available == 0) {
      return false;
    }
    if (load(BufferHeader.SIZE) < BufferHeader.SIZE) {
      into.setUnreadable(trace, offset, available, BufferCondition.TORN, null);
      advance(available);
    } else if (BufferHeader.isUnused(window, at)) {
      skip(into, BufferCondition.UNUSED, BufferCondition.UNUSED);
    } else if (!isHeader(0)) {
      skip(into, BufferCondition.DAMAGED_HEADER, BufferCondition.DAMAGED_HEADER);
    } else if (BufferHeader.isCompressed(window, at)) {
      readCompressed(into);
    } else {
      readUncompressed(into);
    }
    return true;
  }

  private void readCompressed(final EtlBuffer into) throws IOException {
    final int stored = storedSize(0);
    if (load(stored) < stored) {
      // Either the file ends inside this buffer, or the size that its header says is wrong.
      skip(into, BufferCondition.DAMAGED_HEADER, BufferCondition.TORN);
    } else if (require(stored) == stored && decompress(0, into)) {
      into.set(trace, offset, stored, BufferCondition.WHOLE, used(0));
      advance(stored);
    } else {
      skip(into, BufferCondition.DAMAGED_COMPRESSION, BufferCondition.DAMAGED_COMPRESSION);
    }
  }

  private void readUncompressed(final EtlBuffer into) throws IOException {
    final int stored = storedSize(0);
    final int present = require(stored);
    final int next = nextBehindRecords(present);
    if (next < stored && !isEndOfFile(next)) {
      into.setUnreadable(trace, offset, next, BufferCondition.DAMAGED_HEADER, null);
      advance(next);
      return;
    }
    final int used = Math.min(used(0), present);
    System.arraycopy(window, at, into.reserve(used), 0, used);
    into.set(
        trace,
        offset,
        present,
        present < stored ? BufferCondition.TORN : BufferCondition.WHOLE,
        used);
    advance(present);
  }

  /**
   * How far ahead another buffer begins behind the records of this one, but before its end: nothing
   * else in an uncompressed buffer tells that the size its header says is wrong.
   *
   * @return {@code present}, where this one ends, if there is none
   */
  private int nextBehindRecords(final int present) throws IOException {
    final int last =
        Math.min(present - 1, require(present + BufferHeader.SIZE) - BufferHeader.SIZE);
    int trials = MAX_TRIALS;
    for (int ahead = used(0); ahead <= last && trials > 0; ahead++) {
      if (isHeader(ahead)) {
        if (holdsTogether(ahead)) {
          return ahead;
        }
        trials--;
      }
    }
    return present;
  }

  /** Passes over all up to the next buffer that holds together, or to the end of the range. */
  private void skip(
      final EtlBuffer into, final BufferCondition found, final BufferCondition atEndOfFile)
      throws IOException {
    final long from = offset;
    int trials = 0;
    boolean isNext = false;
    do {
      advance(1);
      if (require(BufferHeader.SIZE) < BufferHeader.SIZE) {
        advance(require(BufferHeader.SIZE));
        break;
      }
      if (isHeader(0) && trials < MAX_TRIALS + (offset - from) / bufferSize) {
        isNext = holdsTogether(0);
        trials++;
      }
    } while (!isNext);
    // The end of the range tells nothing: it may be where another reader found the next buffer.
    into.setUnreadable(trace, from, offset - from, isEndOfFile(0) ? atEndOfFile : found, null);
  }

  /** Whether the buffer that seems to begin so far ahead is one beyond doubt. */
  private boolean holdsTogether(final int ahead) throws IOException {
    final int end = ahead + storedSize(ahead);
    if (require(end) < end) {
      return false;
    }
    return BufferHeader.isCompressed(window, at + ahead)
        ? decompress(ahead, trial)
        : hasRecords(ahead);
  }

  private boolean decompress(final int ahead, final EtlBuffer into) {
    final int from = at + ahead;
    final int used = used(ahead);
    final byte[] bytes = into.reserve(used);
    System.arraycopy(window, from, bytes, 0, BufferHeader.SIZE);
    return PlainLz77.decompress(
        window, from + BufferHeader.SIZE, from + storedSize(ahead), bytes, BufferHeader.SIZE, used);
  }

  /** Whether records stand there and are whole to the last one. */
  private boolean hasRecords(final int ahead) {
    final int from = at + ahead;
    trialRecords.wrap(window, from + BufferHeader.SIZE, from + used(ahead));
    boolean any = false;
    while (trialRecords.next()) {
      any = true;
    }
    return any && !trialRecords.isBroken();
  }

  private boolean isHeader(final int ahead) {
    return BufferHeader.isPlausiblePacked(window, at + ahead, bufferSize);
  }

  private int storedSize(final int ahead) {
    return (int) BufferHeader.bufferSize(window, at + ahead);
  }

  private int used(final int ahead) {
    return (int) BufferHeader.used(window, at + ahead);
  }

  /**
   * Makes sure that so many bytes from the offset on are in the window.
   *
   * @return how many there are: fewer only at the end of the range or of the file
   */
  private int require(final int wanted) throws IOException {
    final int inRange = (int) Math.min(wanted, end - offset);
    return Math.min(load(inRange), inRange);
  }

  private boolean isEndOfFile(final int ahead) throws IOException {
    return load(ahead + 1) <= ahead;
  }

  /**
   * Reads ahead, behind the end of the range too.
   *
   * @return how many bytes there are: fewer than wanted only at the end of the file
   */
  private int load(final int wanted) throws IOException {
    int read = 1;
    while (filled - at < wanted && read > 0) {
      makeRoom();
      read = in.readNBytes(window, filled, window.length - filled);
      filled += read;
    }
    return filled - at;
  }

  /** The window grows with what was read, not with what a header says. */
  private void makeRoom() {
    final int length = filled - at;
    final byte[] target = length < window.length ? window : new byte[2 * length];
    System.arraycopy(window, at, target, 0, length);
    window = target;
    filled = length;
    at = 0;
  }

  private void advance(final int bytes) {
    at += bytes;
    offset += bytes;
  }
}
