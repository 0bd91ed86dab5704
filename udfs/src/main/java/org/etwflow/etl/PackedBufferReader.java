package org.etwflow.etl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file whose buffers have different sizes and follow each other without gaps, as in
 * compressed traces. Only the size in a buffer's header locates the next buffer. If a header is
 * implausible, the bytes are searched for the next header with a whole buffer, so that only the
 * damaged buffer is lost.
 *
 * <p>A search takes time proportional to the bytes of the file ({@link SearchAllowance}) and finds
 * the same buffers in any range. Ranges end where the size in a header leads to another header. A
 * search ends there, too, and accepts no buffer that extends beyond.
 */
final class PackedBufferReader implements BufferReader {

  private static final int MAX_INITIAL_WINDOW = 256 << 10;

  /** Offset of a header that is not present: behind the end of any range. */
  private static final long NOWHERE = Long.MAX_VALUE;

  private final Trace trace;
  private final InputStream in;
  private final int bufferSize;
  private final int maxExpansion;
  private final long end;
  private final StoredBuffer candidate = new StoredBuffer();

  /** Bytes read ahead: index {@code at} is file offset {@code offset}, {@code filled} the end. */
  private byte[] window;

  private int at;
  private int filled;
  private long offset;

  /** Start of the first of the searches that this offset is part of. */
  private long searchStart;

  /** End of the search that this offset is part of; not ahead of the offset outside a search. */
  private long searchEnd;

  /** Allowance of the search up to {@link #searchEnd}. */
  private @Nullable SearchAllowance allowanceInBuffer;

  /** Allowance of all searches bounded only by the range's end; null before the first of them. */
  private @Nullable SearchAllowance allowanceInRange;

  /**
   * End of the damaged buffer whose bytes are searched. The index of buffers, which does not
   * decompress, uses its first record as a bound of all records up to here.
   */
  private long damagedEnd;

  /** FILETIME lower bound of all records up to {@link #damagedEnd}. */
  private long notBefore;

  private long bytesChecked;
  private long bytesDecompressed;

  /** The session whose log header is at the offset, otherwise null. */
  private @Nullable Trace appended;

  PackedBufferReader(
      final Trace trace,
      final InputStream in,
      final long offset,
      final long end,
      final int maxExpansion) {
    this.trace = trace;
    this.in = in;
    this.bufferSize = trace.requireHeader().bufferSize();
    this.maxExpansion = maxExpansion;
    this.offset = offset;
    this.end = Math.min(end, NOWHERE - 1);
    this.searchEnd = offset;
    this.window = new byte[(int) Math.min(MAX_INITIAL_WINDOW, end - offset) + BufferHeader.SIZE];
  }

  @Override
  public long offset() {
    return offset;
  }

  @Override
  public long resumeOffset() {
    return isInSearch() ? searchStart : offset;
  }

  /** Whether the result at this offset depends on the bytes before it. */
  private boolean isInSearch() {
    return offset < searchEnd || offset < damagedEnd || allowanceInRange != null;
  }

  @Override
  public long bytesDecompressed() {
    return bytesDecompressed;
  }

  @Override
  public Trace trace() {
    return trace;
  }

  @Override
  public @Nullable BufferReader appendedReader() {
    return appended == null
        ? null
        : BufferReader.of(
            appended,
            new SequenceInputStream(new ByteArrayInputStream(window, at, filled - at), in),
            offset,
            end,
            maxExpansion);
  }

  /** Bytes checked or decompressed during searches. */
  long bytesChecked() {
    return bytesChecked;
  }

  @Override
  public boolean read(final EtlBuffer into) throws IOException {
    if (startsAppended()) {
      return false;
    }
    final int available = require(BufferHeader.SIZE);
    if (available == 0) {
      return false;
    }
    if (load(BufferHeader.SIZE) < BufferHeader.SIZE) {
      into.setUnreadable(trace, offset, available, BufferCondition.TRUNCATED, null);
      advance(available);
    } else if (BufferHeader.isUnused(window, at)) {
      skip(into, BufferCondition.UNUSED);
    } else if (!isHeader(0)) {
      skip(into, BufferCondition.DAMAGED_HEADER);
    } else if (BufferHeader.isCompressed(window, at)) {
      readCompressed(into);
    } else {
      readUncompressed(into);
    }
    return true;
  }

  /**
   * Whether an appended session starts at the offset. Bytes of a search and of a damaged buffer
   * belong to this session: the index of buffers does not search them.
   */
  private boolean startsAppended() throws IOException {
    if (appended == null
        && offset >= searchEnd
        && offset >= damagedEnd
        && require(BufferHeader.SIZE) == BufferHeader.SIZE
        && BufferHeader.holdsLogHeader(window, at)) {
      final int length = load(LogHeader.BYTES_NEEDED);
      appended = trace.appendedAt(window, at, length, offset);
    }
    return appended != null;
  }

  private void readCompressed(final EtlBuffer into) throws IOException {
    final int stored = storedSize(0);
    if (load(stored) < stored) {
      // The file ends inside this buffer, or the size in its header is wrong.
      skip(into, BufferCondition.DAMAGED_HEADER, BufferCondition.TRUNCATED, null);
    } else if (require(stored) < stored) {
      skip(into, BufferCondition.DAMAGED_COMPRESSION);
    } else if (recordsEnd(0) > (long) maxExpansion * stored) {
      final String problem = excessiveExpansion();
      skip(into, BufferCondition.EXCESSIVE_EXPANSION, BufferCondition.EXCESSIVE_EXPANSION, problem);
    } else if (isDecompressed(into)) {
      into.set(trace, offset, stored, BufferCondition.WHOLE, recordsEnd(0));
      into.setNotBefore(notBefore());
      advance(stored);
    } else {
      skip(into, reasonNotDecompressed());
    }
  }

  private boolean isDecompressed(final EtlBuffer into) {
    final SearchAllowance allowed = allowance();
    if (allowed != null && !allowed.permits(offset)) {
      return false;
    }
    final int recordsEnd = recordsEnd(0);
    bytesDecompressed += recordsEnd;
    final byte[] bytes = into.reserve(recordsEnd);
    System.arraycopy(window, at, bytes, 0, BufferHeader.SIZE);
    final boolean isWhole =
        PlainLz77.decompress(
            window,
            at + BufferHeader.SIZE,
            at + storedSize(0),
            bytes,
            BufferHeader.SIZE,
            recordsEnd);
    if (!isWhole && allowed != null) {
      charge(allowed, recordsEnd);
    }
    return isWhole;
  }

  private BufferCondition reasonNotDecompressed() {
    return XpressHuffman.isCompressed(window, at + BufferHeader.SIZE, at + storedSize(0))
        ? BufferCondition.OTHER_COMPRESSION
        : BufferCondition.DAMAGED_COMPRESSION;
  }

  private String excessiveExpansion() {
    return "the buffer at offset %s would expand to %s times its size, and %s times is the limit:"
            .formatted(offset, recordsEnd(0) / storedSize(0), maxExpansion)
        + " raise it with --max-expansion if you trust the source of the file";
  }

  private void readUncompressed(final EtlBuffer into) throws IOException {
    final int stored = storedSize(0);
    final int present = require(stored);
    final int next = nextAfterRecords(present);
    if (next < stored && !isEndOfFile(next)) {
      into.setUnreadable(trace, offset, next, BufferCondition.DAMAGED_HEADER, null);
      advance(next);
      return;
    }
    final int recordsEnd = Math.min(recordsEnd(0), present);
    System.arraycopy(window, at, into.reserve(recordsEnd), 0, recordsEnd);
    into.set(
        trace,
        offset,
        present,
        present < stored ? BufferCondition.TRUNCATED : BufferCondition.WHOLE,
        recordsEnd);
    into.setNotBefore(notBefore());
    advance(present);
  }

  private long notBefore() {
    return offset < damagedEnd ? notBefore : Long.MIN_VALUE;
  }

  /**
   * Finds a buffer between the end of this one's records and its own end: nothing else in an
   * uncompressed buffer shows that the size in its header is wrong. If neither the size nor the
   * records confirm the header, it may be false, and the next buffer may begin anywhere after it.
   *
   * @return distance to that buffer; {@code present}, the end of this one, if there is none
   */
  private int nextAfterRecords(final int present) throws IOException {
    final boolean isConfirmed = nextHeader() <= limit();
    final long to = startSearch();
    final int last =
        Math.min(present - 1, require(present + BufferHeader.SIZE) - BufferHeader.SIZE);
    for (int ahead = isConfirmed || isWholeBuffer(0, to) ? recordsEnd(0) : 1;
        ahead <= last;
        ahead++) {
      if (isHeader(ahead) && isWholeBuffer(ahead, to)) {
        return ahead;
      }
    }
    return present;
  }

  private void skip(final EtlBuffer into, final BufferCondition found) throws IOException {
    skip(into, found, found, null);
  }

  /** Skips all bytes up to the next whole buffer or the end of the search. */
  private void skip(
      final EtlBuffer into,
      final BufferCondition found,
      final BufferCondition atEndOfFile,
      final @Nullable String problem)
      throws IOException {
    final long from = offset;
    final long to = startSearch();
    do {
      advance(1);
      if (require(BufferHeader.SIZE) < BufferHeader.SIZE) {
        advance(require(BufferHeader.SIZE));
        break;
      }
    } while (offset < to && !startsAppended() && !(isHeader(0) && isWholeBuffer(0, to)));
    // Only the end of the file counts: at the end of the range another reader may find a buffer.
    into.setUnreadable(trace, from, offset - from, isEndOfFile(0) ? atEndOfFile : found, problem);
  }

  /**
   * Starts a search for buffers at this offset, unless one is in progress.
   *
   * @return the end of the search
   */
  private long startSearch() throws IOException {
    if (!isInSearch()) {
      searchStart = offset;
    }
    final long next = nextHeader();
    if (offset >= damagedEnd && (next != NOWHERE || leadsToEndOfFile())) {
      damagedEnd = offset + storedSize(0);
      final int length = Math.min(load(FirstRecordTime.BYTES), FirstRecordTime.BYTES);
      final byte[] start = Arrays.copyOfRange(window, at, at + length);
      notBefore = FirstRecordTime.lowerBoundOfStart(start, trace.requireHeader());
    }
    if (offset >= searchEnd) {
      if (next <= end) {
        searchEnd = next;
        allowanceInBuffer = new SearchAllowance(offset, next - offset);
      } else if (allowanceInRange == null) {
        allowanceInRange = new SearchAllowance(offset, BufferHeader.maxStoredSize(bufferSize));
      }
    }
    return Math.min(next, limit());
  }

  /** Offset of the next header by the size in this one; {@link #NOWHERE} if there is no header. */
  private long nextHeader() throws IOException {
    return isHeaderPresent(0) && isHeaderPresent(storedSize(0)) ? offset + storedSize(0) : NOWHERE;
  }

  private boolean leadsToEndOfFile() throws IOException {
    return isHeaderPresent(0) && load(storedSize(0)) >= storedSize(0) && isEndOfFile(storedSize(0));
  }

  private boolean isHeaderPresent(final int ahead) throws IOException {
    final int needed = ahead + BufferHeader.SIZE;
    return load(needed) >= needed && (isHeader(ahead) || isAppendedHeader(ahead));
  }

  private boolean isAppendedHeader(final int ahead) throws IOException {
    if (!BufferHeader.holdsLogHeader(window, at + ahead)) {
      return false;
    }
    final int length = load(ahead + LogHeader.BYTES_NEEDED) - ahead;
    return trace.appendedAt(window, at + ahead, length, offset + ahead) != null;
  }

  /** Maximum end of a buffer that begins here. */
  private long limit() {
    return offset < searchEnd ? searchEnd : end;
  }

  /**
   * Whether the bytes after a plausible header are a whole, valid buffer.
   *
   * @param ahead distance from the offset to the header
   * @param to maximum end of the buffer
   */
  private boolean isWholeBuffer(final int ahead, final long to) throws IOException {
    final int stored = storedSize(ahead);
    final SearchAllowance allowed = allowance();
    if (offset + ahead + stored > to
        || load(ahead + stored) < ahead + stored
        || allowed == null
        || !allowed.permits(offset + ahead)) {
      return false;
    }
    final int valid = candidate.validBytes(window, at + ahead);
    charge(allowed, valid);
    return valid == StoredBuffer.bytesToCheck(window, at + ahead);
  }

  /** Allowance of the search that this offset is part of; null outside of a search. */
  private @Nullable SearchAllowance allowance() {
    return offset < searchEnd ? allowanceInBuffer : allowanceInRange;
  }

  private void charge(final SearchAllowance allowed, final int bytes) {
    allowed.charge(bytes);
    bytesChecked += bytes;
  }

  private boolean isHeader(final int ahead) {
    return BufferHeader.isPlausiblePacked(window, at + ahead, bufferSize);
  }

  private int storedSize(final int ahead) {
    return (int) BufferHeader.bufferSize(window, at + ahead);
  }

  private int recordsEnd(final int ahead) {
    return (int) BufferHeader.recordsEnd(window, at + ahead);
  }

  /**
   * Loads bytes from the offset on into the window, up to {@link #limit()}.
   *
   * @return number of bytes present: fewer than wanted only at the limit or the end of the file
   */
  private int require(final int wanted) throws IOException {
    final int allowed = (int) Math.min(wanted, limit() - offset);
    return Math.min(load(allowed), allowed);
  }

  private boolean isEndOfFile(final int ahead) throws IOException {
    return load(ahead + 1) <= ahead;
  }

  /**
   * Loads bytes from the offset on into the window, also beyond the end of the range.
   *
   * @return number of bytes present: fewer than wanted only at the end of the file
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

  /**
   * Makes room for at least as many bytes as are kept, so that no more bytes are moved than read.
   * The window grows with the bytes read, never with a size from a header.
   */
  private void makeRoom() {
    final int length = filled - at;
    final byte[] target = length <= window.length / 2 ? window : new byte[2 * length];
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
