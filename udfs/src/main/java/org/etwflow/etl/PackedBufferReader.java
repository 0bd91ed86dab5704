package org.etwflow.etl;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.Arrays;

/**
 * Reads a file whose buffers have different sizes and follow each other without gaps, as in
 * compressed traces. Only a buffer's own header says where the next one begins. Where that cannot
 * be true, the bytes are searched for the next header whose buffer is whole, so that only the
 * damaged buffer is lost.
 *
 * <p>A search takes time in proportion to the bytes of the file ({@link SearchAllowance}), and
 * finds the same buffers in any range. Ranges end where the size in a header leads to another
 * header. A search ends there, too, and finds no buffer that reaches beyond.
 */
final class PackedBufferReader implements BufferReader {

  private static final int MAX_INITIAL_WINDOW = 256 << 10;
  private static final long NOWHERE = Long.MAX_VALUE;

  private final Trace trace;
  private final InputStream in;
  private final int bufferSize;
  private final int maxExpansion;
  private final long end;
  private final RecordCursor trialRecords = new RecordCursor();

  /** Bytes read ahead: those from {@code at} to {@code filled} begin at {@code offset}. */
  private byte[] window;

  private int at;
  private int filled;
  private long offset;

  /** Where the first of the searches began that this offset is part of. */
  private long searchStart;

  /** Where the search ends that this offset is part of, if it is ahead. */
  private long searchEnd;

  /** Of the search up to {@link #searchEnd}. */
  private SearchAllowance allowanceInBuffer;

  /** Of all searches that only the end of the range bounds; null before the first of them. */
  private SearchAllowance allowanceInRange;

  /**
   * Where the damaged buffer ends whose bytes are searched. An index, which does not decompress,
   * takes its first record for a bound of all records up to there.
   */
  private long damagedEnd;

  /** FILETIME that no record up to {@link #damagedEnd} can be before. */
  private long notBefore;

  private long bytesChecked;
  private long bytesDecompressed;

  /** The session that begins at the offset; null unless its log header stands there. */
  private Trace appended;

  PackedBufferReader(
      final Trace trace,
      final InputStream in,
      final long offset,
      final long end,
      final int maxExpansion) {
    this.trace = trace;
    this.in = in;
    this.bufferSize = trace.header().bufferSize();
    this.maxExpansion = maxExpansion;
    this.offset = offset;
    this.end = end;
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

  /** Whether what is found at this offset depends on what was found before it. */
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
  public BufferReader ofAppended() {
    return appended == null
        ? null
        : BufferReader.of(
            appended,
            new SequenceInputStream(new ByteArrayInputStream(window, at, filled - at), in),
            offset,
            end,
            maxExpansion);
  }

  /** Bytes that were checked or decompressed in vain, or before it was known that they are not. */
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
   * Where a search ends at another header, the bytes up to there are of this session, and so are
   * those of a damaged buffer: an index does not search them.
   */
  private boolean startsAppended() throws IOException {
    if (appended == null
        && offset >= searchEnd
        && offset >= damagedEnd
        && require(BufferHeader.SIZE) == BufferHeader.SIZE
        && BufferHeader.holdsLogHeader(window, at)) {
      final int length = load(LogHeader.BYTES_NEEDED);
      appended = trace.next(window, at, length, offset);
    }
    return appended != null;
  }

  private void readCompressed(final EtlBuffer into) throws IOException {
    final int stored = storedSize(0);
    if (load(stored) < stored) {
      // Either the file ends inside this buffer, or the size in its header is wrong.
      skip(into, BufferCondition.DAMAGED_HEADER, BufferCondition.TRUNCATED, null);
    } else if (require(stored) < stored) {
      skip(into, BufferCondition.DAMAGED_COMPRESSION);
    } else if (used(0) > (long) maxExpansion * stored) {
      final String problem = excessiveExpansion();
      skip(into, BufferCondition.EXCESSIVE_EXPANSION, BufferCondition.EXCESSIVE_EXPANSION, problem);
    } else if (isDecompressed(into)) {
      into.set(trace, offset, stored, BufferCondition.WHOLE, used(0));
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
    final int used = used(0);
    bytesDecompressed += used;
    final byte[] bytes = into.reserve(used);
    System.arraycopy(window, at, bytes, 0, BufferHeader.SIZE);
    final boolean isWhole =
        PlainLz77.decompress(
            window, at + BufferHeader.SIZE, at + storedSize(0), bytes, BufferHeader.SIZE, used);
    if (!isWhole && allowed != null) {
      charge(allowed, used);
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
            .formatted(offset, used(0) / storedSize(0), maxExpansion)
        + " raise it with --max-expansion if the file is from a source that you trust";
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
        present < stored ? BufferCondition.TRUNCATED : BufferCondition.WHOLE,
        used);
    into.setNotBefore(notBefore());
    advance(present);
  }

  private long notBefore() {
    return offset < damagedEnd ? notBefore : Long.MIN_VALUE;
  }

  /**
   * Finds another buffer behind the records of this one, but before its end: nothing else in an
   * uncompressed buffer shows that the size in its header is wrong. Where neither the size nor the
   * records confirm the header, it may be none, and the next buffer may begin anywhere behind it.
   *
   * @return how far ahead it begins; {@code present}, where this one ends, if there is none
   */
  private int nextBehindRecords(final int present) throws IOException {
    final boolean isConfirmed = nextHeader() <= limit();
    final long to = startSearch();
    final int last =
        Math.min(present - 1, require(present + BufferHeader.SIZE) - BufferHeader.SIZE);
    for (int ahead = isConfirmed || isWholeBuffer(0, to) ? used(0) : 1; ahead <= last; ahead++) {
      if (isHeader(ahead) && isWholeBuffer(ahead, to)) {
        return ahead;
      }
    }
    return present;
  }

  private void skip(final EtlBuffer into, final BufferCondition found) throws IOException {
    skip(into, found, found, null);
  }

  /** Passes over all bytes up to the next whole buffer, or to where the search ends. */
  private void skip(
      final EtlBuffer into,
      final BufferCondition found,
      final BufferCondition atEndOfFile,
      final String problem)
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
    // The end of the range shows nothing: another reader may have found the next buffer there.
    into.setUnreadable(trace, from, offset - from, isEndOfFile(0) ? atEndOfFile : found, problem);
  }

  /**
   * Starts a search for buffers at this offset, unless it is part of one.
   *
   * @return where the search ends
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
      notBefore = FirstRecordTime.lowerBoundOfStart(start, trace.header());
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

  /** Offset to which the size in this header leads; {@link #NOWHERE} if no header stands there. */
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
    return trace.next(window, at + ahead, length, offset + ahead) != null;
  }

  /** Where a buffer that begins here must end. */
  private long limit() {
    return offset < searchEnd ? searchEnd : end;
  }

  /**
   * Whether the buffer that seems to begin some bytes ahead is one beyond doubt.
   *
   * @param to where it must end
   */
  private boolean isWholeBuffer(final int ahead, final long to) throws IOException {
    final int stored = storedSize(ahead);
    final SearchAllowance allowed = allowance();
    if (offset + ahead + stored > to
        || load(ahead + stored) < ahead + stored
        || !allowed.permits(offset + ahead)) {
      return false;
    }
    final boolean isCompressed = BufferHeader.isCompressed(window, at + ahead);
    final int size = isCompressed ? stored : used(ahead);
    final int sound = isCompressed ? soundCompressed(ahead) : soundRecords(ahead);
    charge(allowed, sound);
    return sound == size;
  }

  /** Of the search that this offset is part of; null if there is none. */
  private SearchAllowance allowance() {
    return offset < searchEnd ? allowanceInBuffer : allowanceInRange;
  }

  private void charge(final SearchAllowance allowed, final int bytes) {
    allowed.charge(bytes);
    bytesChecked += bytes;
  }

  /** Bytes of a compressed buffer up to where they turn out to be damaged. */
  private int soundCompressed(final int ahead) {
    final int from = at + ahead;
    final int size = used(ahead) - BufferHeader.SIZE;
    return PlainLz77.soundTo(window, from + BufferHeader.SIZE, from + storedSize(ahead), size)
        - from;
  }

  /**
   * Bytes of an uncompressed buffer up to a broken record; only the header if it has no records.
   */
  private int soundRecords(final int ahead) {
    final int from = at + ahead;
    trialRecords.wrap(window, from + BufferHeader.SIZE, from + used(ahead));
    boolean any = false;
    while (trialRecords.next()) {
      any = true;
    }
    if (!any) {
      return BufferHeader.SIZE - 1;
    }
    return trialRecords.isBroken() ? trialRecords.offset() - from : used(ahead);
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
   * Makes sure that a number of bytes from the offset on are in the window.
   *
   * @return how many there are: fewer only at the limit or at the end of the file
   */
  private int require(final int wanted) throws IOException {
    final int allowed = (int) Math.min(wanted, limit() - offset);
    return Math.min(load(allowed), allowed);
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

  /**
   * Makes room for as many bytes as are kept: then what is moved is no more than what is read. The
   * window grows with what was read, not with what a header says.
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
