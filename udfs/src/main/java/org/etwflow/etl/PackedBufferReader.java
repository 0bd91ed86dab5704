package org.etwflow.etl;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads a file whose buffers stand one behind the other in different sizes, as in compressed ones.
 * Only a buffer's own header tells where the next begins. Where that cannot be true, the bytes are
 * searched for the next header whose buffer holds together: then at most the damaged buffer is
 * lost.
 */
final class PackedBufferReader implements BufferReader {

  /**
   * So many headers in one damaged stretch are tried by decompressing what follows them; then one
   * that looks like a header is taken for one. Without a limit a hostile file could make the search
   * take the square of its length.
   */
  private static final int MAX_TRIALS = 16;

  private static final int INITIAL_WINDOW = 256 << 10;

  private final Trace trace;
  private final InputStream in;
  private final int bufferSize;
  private final long end;
  private final EtlBuffer trial = new EtlBuffer();

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
    if (offset >= end) {
      return false;
    }
    final int available = require(BufferHeader.SIZE);
    if (available == 0) {
      return false;
    }
    if (available < BufferHeader.SIZE) {
      into.setUnreadable(trace, offset, available, BufferCondition.TORN, null);
      advance(available);
    } else if (BufferHeader.isUnused(window, at)) {
      skip(into, BufferCondition.UNUSED, BufferCondition.UNUSED);
    } else if (!isHeader()) {
      skip(into, BufferCondition.DAMAGED_HEADER, BufferCondition.DAMAGED_HEADER);
    } else {
      readBuffer(into);
    }
    return true;
  }

  private boolean isHeader() {
    return BufferHeader.isPlausiblePacked(window, at, bufferSize);
  }

  private void readBuffer(final EtlBuffer into) throws IOException {
    final int stored = (int) BufferHeader.bufferSize(window, at);
    final int present = require(stored);
    if (present < stored) {
      readTorn(into, present);
    } else if (fill(into, stored)) {
      advance(stored);
    } else {
      skip(into, BufferCondition.DAMAGED_COMPRESSION, BufferCondition.DAMAGED_COMPRESSION);
    }
  }

  /** Either the file ends inside this buffer, or the size that its header says is wrong. */
  private void readTorn(final EtlBuffer into, final int present) throws IOException {
    if (BufferHeader.isCompressed(window, at)) {
      skip(into, BufferCondition.DAMAGED_HEADER, BufferCondition.TORN);
      return;
    }
    final int used = (int) Math.min(BufferHeader.used(window, at), present);
    System.arraycopy(window, at, into.reserve(used), 0, used);
    into.set(trace, offset, present, BufferCondition.TORN, used);
    advance(present);
  }

  /** Whether the buffer at the window's start could be read into the other one. */
  private boolean fill(final EtlBuffer into, final int stored) throws IOException {
    final int used = (int) BufferHeader.used(window, at);
    final boolean compressed = BufferHeader.isCompressed(window, at);
    final byte[] bytes = into.reserve(used);
    final int copied = compressed ? BufferHeader.SIZE : used;
    System.arraycopy(window, at, bytes, 0, copied);
    into.set(trace, offset, stored, BufferCondition.WHOLE, used);
    return compressed
        ? PlainLz77.decompress(
            window, at + BufferHeader.SIZE, at + stored, bytes, BufferHeader.SIZE, used)
        : endsAtHeader(stored);
  }

  /** Nothing inside an uncompressed buffer confirms its size: what follows it must. */
  private boolean endsAtHeader(final int stored) throws IOException {
    if (offset + stored == end) {
      return true;
    }
    final int present = require(stored + BufferHeader.SIZE);
    return present < stored + BufferHeader.SIZE
        || BufferHeader.isPlausiblePacked(window, at + stored, bufferSize)
        || BufferHeader.isUnused(window, at + stored);
  }

  /** Passes over all up to the next buffer that holds together, or to the end of the range. */
  private void skip(
      final EtlBuffer into, final BufferCondition ifFound, final BufferCondition ifNotFound)
      throws IOException {
    final long from = offset;
    int trials = MAX_TRIALS;
    BufferCondition condition = ifFound;
    do {
      advance(1);
      if (offset >= end || require(BufferHeader.SIZE) < BufferHeader.SIZE) {
        advance((int) Math.min(filled - at, end - offset));
        condition = ifNotFound;
        break;
      }
    } while (!isHeader() || (trials-- > 0 && !holdsTogether()));
    into.setUnreadable(trace, from, offset - from, condition, null);
  }

  private boolean holdsTogether() throws IOException {
    final int stored = (int) BufferHeader.bufferSize(window, at);
    return require(stored) >= stored && fill(trial, stored);
  }

  /**
   * Makes sure that so many bytes from the offset on are in the window.
   *
   * @return how many there are: fewer only at the end of the file
   */
  private int require(final int wanted) throws IOException {
    if (filled - at < wanted) {
      makeRoom(wanted);
      filled += in.readNBytes(window, filled, window.length - filled);
    }
    return Math.min(filled - at, wanted);
  }

  private void makeRoom(final int wanted) {
    final byte[] target = window.length >= 2 * wanted ? window : Arrays.copyOf(window, 2 * wanted);
    System.arraycopy(window, at, target, 0, filled - at);
    window = target;
    filled -= at;
    at = 0;
  }

  private void advance(final int bytes) {
    at += bytes;
    offset += bytes;
  }
}
