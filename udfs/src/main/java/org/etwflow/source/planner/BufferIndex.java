package org.etwflow.source.planner;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.annotation.Internal;
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
 * Index of the buffers of a file, built from their headers. It cuts splits, and finds appended
 * sessions and missing buffers. It keeps a few numbers per buffer until the session of the buffer
 * ends.
 */
@Internal
public final class BufferIndex {

  /**
   * Lower bound of a damaged range. It holds back event time until the range has been read, so that
   * the windows concerned are still open. In a packed file, the last split searches for the next
   * buffer.
   */
  private static final long ANY_TIME = 0;

  private static final long NO_RECORDS = Long.MAX_VALUE;

  private final TraceLocation location;
  private final TraceInput input;
  private final long splitSize;

  private final List<EtlSplit> splits = new ArrayList<>();
  private final List<EtlSplit> splitsOfSession = new ArrayList<>();
  private final LowerBoundsBuilder bounds = new LowerBoundsBuilder();
  private final byte[] start = new byte[FirstRecordTime.BYTES];
  private final EtlBuffer buffer = new EtlBuffer();
  private final RecordCursor records = new RecordCursor();
  private Trace trace;
  private BufferLedger ledger;

  /** Whether the first session in the index ends within it. */
  private boolean hasEndedSession;

  private List<TimeSpan> missing = List.of();
  private long splitOffset;
  private long offset;
  private long buffers;
  private long latest;

  /**
   * Creates an index that starts at an offset.
   *
   * @param location location of a file that is not packed
   * @param from start of a buffer
   * @param ledger all buffers before the offset; those of the index are added
   */
  BufferIndex(
      final Trace trace,
      final TraceLocation location,
      final TraceInput input,
      final long splitSize,
      final long from,
      final BufferLedger ledger) {
    this.trace = trace;
    this.location = location;
    this.input = input;
    this.splitSize = splitSize;
    this.ledger = ledger;
    this.splitOffset = from;
    this.offset = from;
  }

  /** Indexes up to the end of the file. */
  public void addAll() throws IOException {
    try (FSDataInputStream in = input.openFile(location.path())) {
      addAll(in, BufferStarts.in(in));
    }
  }

  /** Indexes a file on a distributed file system up to its end. */
  public void addAllOfDistributed() throws IOException {
    try (FSDataInputStream in = input.openFile(location.path());
        StartsAhead starts = new StartsAhead(trace, location, input, BufferStarts.in(in))) {
      addAll(in, starts);
    }
  }

  private void addAll(final FSDataInputStream in, final BufferStarts starts) throws IOException {
    while (offset < trace.size()) {
      addNext(in, starts.load(offset, start));
    }
    endSession(in);
  }

  /** Indexes up to the first buffer that is not yet completely written. */
  public void addWholeBuffers() throws IOException {
    try (FSDataInputStream in = input.openFile(location.path())) {
      int length = load(in);
      while (isWholeBuffer(length)) {
        addNext(in, length);
        length = load(in);
      }
    }
    cut();
  }

  /** Whether a completely written buffer starts at the offset. */
  public boolean hasWholeBuffer() throws IOException {
    try (FSDataInputStream in = input.openFile(location.path())) {
      return isWholeBuffer(load(in));
    }
  }

  /** Indexes up to the end of a known buffer. */
  public void addUpTo(final long end) throws IOException {
    try (FSDataInputStream in = input.openFile(location.path())) {
      while (offset < Math.min(end, trace.size())) {
        addNext(in, load(in));
      }
    }
  }

  /** Missing intervals of the first session in the index, if the session ends within it. */
  public List<TimeSpan> missing() {
    return missing;
  }

  /** Missing intervals of a session that goes on. */
  public List<TimeSpan> missingSoFar() throws IOException {
    try (FSDataInputStream in = input.openFile(location.path())) {
      return MissingBuffers.soFar(trace.requireHeader(), ledger, at -> lastTime(in, at)).spans();
    }
  }

  /** Missing intervals of a session that was not closed, if no more data follows. */
  public List<TimeSpan> missingToTheEnd() throws IOException {
    try (FSDataInputStream in = input.openFile(location.path())) {
      return missing(in);
    }
  }

  /** Splits of all indexed buffers, in file order. */
  public List<EtlSplit> splits() {
    final List<EtlSplit> all = new ArrayList<>(splits);
    all.addAll(splitsOfSession);
    return all;
  }

  /** End of the last indexed buffer. */
  public long offset() {
    return offset;
  }

  /** Number of indexed buffers. */
  public long buffers() {
    return buffers;
  }

  /** Latest first time of an indexed buffer: FILETIME; 0 if there is none. */
  public long latest() {
    return latest;
  }

  private int load(final FSDataInputStream in) throws IOException {
    return BufferStarts.in(in).load(offset, start);
  }

  /** Whether the next buffer is complete. If all have the same size, its header may be damaged. */
  private boolean isWholeBuffer(final int length) {
    if (length < BufferHeader.SIZE || BufferHeader.isUnused(start, 0) || appended(length) != null) {
      return false;
    }
    final int stored = storedSize();
    final int size =
        stored == BufferHeader.NO_HEADER && !trace.requireHeader().packed()
            ? trace.requireHeader().bufferSize()
            : stored;
    return size != BufferHeader.NO_HEADER && offset + size <= trace.size();
  }

  /** Returns the session that starts with the buffer at the offset, or null. */
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
      // Not divided: a buffer found by searching could start before the cut and end after it.
      bounds.replaceLast(ANY_TIME);
      bounds.add(offset, ANY_TIME);
      offset = trace.size();
      return;
    }
    if (offset - splitOffset >= splitSize) {
      cut();
    }
    final long size = isHeader ? storedSize() : trace.requireHeader().bufferSize();
    final long stored = Math.min(size, trace.size() - offset);
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
   * Returns a lower bound of the record times: the time of the first record. All records are walked
   * if the system clock may have been set back, or if the first bytes contain no time.
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
    if (read(in, at, trace.size() - at)) {
      while (records.next()) {
        last = records.hasTimestamp() ? clock.toFileTime(records.timestamp()) : last;
      }
    }
    return last;
  }

  /** Moves to the first record of a buffer, if it is readable. */
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

  /**
   * Completes the splits of a session with its missing intervals, once all its buffers are known.
   */
  private void endSession(final FSDataInputStream in) throws IOException {
    cut();
    final List<TimeSpan> spans = List.copyOf(missing(in));
    final Trace known = trace.withMissing(spans);
    if (!hasEndedSession) {
      missing = spans;
      hasEndedSession = true;
    }
    // Without a split, all buffers of the session are in splits of an earlier index.
    splits.addAll(
        splitsOfSession.isEmpty()
            ? List.of(EtlSplit.endOf(known, location, offset))
            : SplitPlanner.ending(splitsOfSession.stream().map(split -> split.of(known)).toList()));
    splitsOfSession.clear();
  }

  private List<TimeSpan> missing(final FSDataInputStream in) throws IOException {
    return MissingBuffers.of(trace.requireHeader(), ledger, at -> lastTime(in, at)).spans();
  }
}
