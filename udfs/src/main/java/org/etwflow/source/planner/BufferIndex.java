package org.etwflow.source.planner;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.core.fs.ByteBufferReadable;
import org.apache.flink.core.fs.FSDataInputStream;
import org.etwflow.etl.BufferHeader;
import org.etwflow.etl.BufferLedger;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.ClockType;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.FirstRecordTime;
import org.etwflow.etl.MissingBuffers;
import org.etwflow.etl.RecordCursor;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.file.TraceLocation;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.LowerBoundsBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An index of the buffers of a file by their headers, which cuts splits on the way, finds sessions
 * that were appended, and what is missing of each. Of a buffer it keeps a few numbers until its
 * session ends.
 */
@Internal
public final class BufferIndex {

  /**
   * Of damage, which holds time back until it is read: then windows that it may concern are still
   * open. Behind it in a packed file the next buffer is not known: the last split finds it.
   */
  private static final long ANY_TIME = 0;

  private static final long NO_RECORDS = Long.MAX_VALUE;

  private final TraceLocation location;
  private final long splitSize;

  private final List<EtlSplit> splits = new ArrayList<>();
  private final List<EtlSplit> splitsOfSession = new ArrayList<>();
  private final LowerBoundsBuilder bounds = new LowerBoundsBuilder();
  private final byte[] start = new byte[FirstRecordTime.BYTES];
  private final EtlBuffer buffer = new EtlBuffer();
  private final RecordCursor records = new RecordCursor();
  private Trace trace;
  private BufferLedger ledger;
  private List<TimeSpan> missing = List.of();
  private long splitOffset;
  private long offset;
  private long buffers;
  private long latest;

  /**
   * An index of what begins at an offset.
   *
   * @param location of a file that is not packed
   * @param from where a buffer begins
   * @param ledger all buffers before, to which those are added that it goes through
   */
  BufferIndex(
      final Trace trace,
      final TraceLocation location,
      final long splitSize,
      final long from,
      final BufferLedger ledger) {
    this.trace = trace;
    this.location = location;
    this.splitSize = splitSize;
    this.ledger = ledger;
    this.splitOffset = from;
    this.offset = from;
  }

  /** Goes on to the end of the file. */
  public void addAll() throws IOException {
    try (FSDataInputStream in = TraceInput.openFile(location.path())) {
      while (offset < trace.octets()) {
        addNext(in, load(in));
      }
      endSession(in);
    }
  }

  /** Goes on up to where a session has not yet written a whole buffer. */
  public void addWholeBuffers() throws IOException {
    try (FSDataInputStream in = TraceInput.openFile(location.path())) {
      int length = load(in);
      while (isWholeBuffer(length)) {
        addNext(in, length);
        length = load(in);
      }
    }
    cut();
  }

  /** Goes on up to where a buffer ends that was found before. */
  public void addUpTo(final long end) throws IOException {
    try (FSDataInputStream in = TraceInput.openFile(location.path())) {
      while (offset < Math.min(end, trace.octets())) {
        addNext(in, load(in));
      }
    }
  }

  /** What is missing of the session that it began in, when all of that was gone through. */
  public List<TimeSpan> missing() {
    return missing;
  }

  /** What is missing by now of a session that goes on. */
  public List<TimeSpan> missingSoFar() throws IOException {
    try (FSDataInputStream in = TraceInput.openFile(location.path())) {
      return MissingBuffers.soFar(trace.requireHeader(), ledger, at -> lastTime(in, at)).spans();
    }
  }

  /** What is missing of a session that was not closed, if no more comes of it. */
  public List<TimeSpan> missingToTheEnd() throws IOException {
    try (FSDataInputStream in = TraceInput.openFile(location.path())) {
      return missing(in);
    }
  }

  /** What was cut, in file order: all that was gone through. */
  public List<EtlSplit> splits() {
    final List<EtlSplit> all = new ArrayList<>(splits);
    all.addAll(splitsOfSession);
    return all;
  }

  /** Where it has come to. */
  public long offset() {
    return offset;
  }

  /** How many buffers it has gone through. */
  public long buffers() {
    return buffers;
  }

  /** The latest first time of a buffer that it has gone through: FILETIME; 0 if there is none. */
  public long latest() {
    return latest;
  }

  private int load(final FSDataInputStream in) throws IOException {
    if (in instanceof ByteBufferReadable readable) {
      return load(readable);
    }
    in.seek(offset);
    return in.readNBytes(start, 0, start.length);
  }

  /** A local file: one system call for each of millions of buffers, and not three. */
  private int load(final ByteBufferReadable in) throws IOException {
    final ByteBuffer into = ByteBuffer.wrap(start);
    int length;
    do {
      length = in.read(offset + into.position(), into);
    } while (length > 0 && into.hasRemaining());
    return into.position();
  }

  /** Where all buffers have one size, one with a damaged header is whole, too. */
  private boolean isWholeBuffer(final int length) {
    if (length < BufferHeader.SIZE || BufferHeader.isUnused(start, 0) || appended(length) != null) {
      return false;
    }
    final int stored = storedSize();
    final int size =
        stored == BufferHeader.NO_HEADER && !trace.requireHeader().packed()
            ? trace.requireHeader().bufferSize()
            : stored;
    return size != BufferHeader.NO_HEADER && offset + size <= trace.octets();
  }

  /** The session that begins with the buffer at the offset, or null. */
  private @Nullable Trace appended(final int length) {
    return trace.appendedAt(start, 0, length, offset);
  }

  private void addNext(final FSDataInputStream in, final int length) throws IOException {
    final Trace appended = appended(length);
    if (appended != null) {
      trace = trace.endedBy(appended);
      endSession(in);
      trace = appended;
      ledger = new BufferLedger();
    }
    final boolean isHeader = length >= BufferHeader.SIZE && storedSize() != BufferHeader.NO_HEADER;
    if (!isHeader && trace.requireHeader().packed()) {
      // Not cut here: a buffer that only a search finds could begin before and end behind it.
      bounds.replaceLast(ANY_TIME);
      bounds.add(offset, ANY_TIME);
      offset = trace.octets();
      return;
    }
    if (offset - splitOffset >= splitSize) {
      cut();
    }
    final long size = isHeader ? storedSize() : trace.requireHeader().bufferSize();
    final long stored = Math.min(size, trace.octets() - offset);
    final long first = isHeader ? firstTime(in, stored, length) : timeWithoutHeader(length);
    final boolean mayHideOthers = stored < size && trace.requireHeader().packed();
    bounds.add(offset, mayHideOthers ? ANY_TIME : lowerBound(first));
    if (first != NO_RECORDS) {
      latest = Math.max(latest, first);
    }
    if (isHeader && !BufferHeader.holdsLogHeader(start, 0)) {
      addToLedger(first);
    }
    buffers++;
    offset += stored;
  }

  private void addToLedger(final long first) {
    ledger.add(
        offset,
        BufferHeader.sequenceNumber(start, 0),
        BufferHeader.processor(start, 0),
        first == NO_RECORDS || first == ANY_TIME ? TraceClock.NOT_A_TIME : first,
        BufferLedger.NOT_WALKED,
        trace.requireHeader().clock().toFileTime(BufferHeader.flushTimestamp(start, 0)));
  }

  private long timeWithoutHeader(final int length) {
    return length >= BufferHeader.SIZE && BufferHeader.isUnused(start, 0) ? NO_RECORDS : ANY_TIME;
  }

  private int storedSize() {
    return BufferHeader.storedSize(start, trace.requireHeader());
  }

  /**
   * The time of the first record, where it bounds those of the others. Where the system clock may
   * have been set back, and where the first bytes hold no time, all records are walked.
   */
  private long firstTime(final FSDataInputStream in, final long stored, final int length)
      throws IOException {
    if (trace.requireHeader().clockType() == ClockType.SYSTEM_TIME) {
      return earliestTime(in, stored);
    }
    final long time = FirstRecordTime.firstTime(start, length, trace.requireHeader());
    return time == TraceClock.NOT_A_TIME ? earliestTime(in, stored) : time;
  }

  private static long lowerBound(final long first) {
    return first == NO_RECORDS || first == ANY_TIME
        ? first
        : Math.max(1, first - FirstRecordTime.MAX_DISORDER);
  }

  private long earliestTime(final FSDataInputStream in, final long stored) throws IOException {
    if (!read(in, offset, stored)) {
      return ANY_TIME;
    }
    final TraceClock clock = trace.requireHeader().clock();
    long earliest = NO_RECORDS;
    while (records.next()) {
      if (records.hasTimestamp()) {
        final long time = clock.toFileTime(records.timestamp());
        earliest = time == TraceClock.NOT_A_TIME ? earliest : Math.min(earliest, time);
      }
    }
    return earliest == NO_RECORDS && records.isBroken() ? ANY_TIME : earliest;
  }

  private long lastTime(final FSDataInputStream in, final long at) throws IOException {
    final TraceClock clock = trace.requireHeader().clock();
    long last = TraceClock.NOT_A_TIME;
    if (read(in, at, trace.octets() - at)) {
      while (records.next()) {
        last = records.hasTimestamp() ? clock.toFileTime(records.timestamp()) : last;
      }
    }
    return last;
  }

  /** Stands before the first record of a buffer, if that is readable. */
  private boolean read(final FSDataInputStream in, final long at, final long stored)
      throws IOException {
    in.seek(at);
    BufferReader.of(trace, in, at, at + stored).read(buffer);
    if (buffer.isReadable()) {
      buffer.records(records);
    }
    return buffer.isReadable();
  }

  private void cut() {
    if (offset > splitOffset) {
      splitsOfSession.add(EtlSplit.ofRange(trace, location, splitOffset, offset, bounds.build()));
      splitOffset = offset;
    }
  }

  /** All buffers of the session are known: its splits are told what is missing. */
  private void endSession(final FSDataInputStream in) throws IOException {
    cut();
    final List<TimeSpan> spans = List.copyOf(missing(in));
    final Trace known = trace.withMissing(spans);
    if (splits.isEmpty()) {
      missing = spans;
    }
    splits.addAll(
        SplitPlanner.ending(splitsOfSession.stream().map(split -> split.of(known)).toList()));
    splitsOfSession.clear();
  }

  private List<TimeSpan> missing(final FSDataInputStream in) throws IOException {
    return MissingBuffers.of(trace.requireHeader(), ledger, at -> lastTime(in, at)).spans();
  }
}
