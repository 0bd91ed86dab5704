package org.etwflow.source.reader;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Locale;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.BufferHeader;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.source.file.ExpansionLimitStream;
import org.etwflow.source.file.StorageException;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.BufferRange;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.SplitKind;
import org.jspecify.annotations.Nullable;

/**
 * Reads splits one after the other, buffer by buffer, on the fetcher thread: reading and
 * decompressing overlap with the computation of the task. A file that cannot be read ends the split
 * with a report and does not fail the job. A lasting error of a file system does, unless such files
 * are skipped.
 */
final class EtlSplitReader implements SplitReader<EtlBuffer, EtlSplit> {

  /**
   * Size of a batch in bytes: large enough that handing it over costs little compared with reading
   * it.
   */
  static final int BATCH_SIZE = 1 << 20;

  private final Queue<EtlSplit> splits = new ArrayDeque<>();

  /** Pool of batches. Its size is bounded by Flink's queue between fetcher and task. */
  private final Queue<BufferBatch> freeBatches = new ConcurrentLinkedQueue<>();

  private final TraceInput input;
  private final int maxExpansion;

  /** Thread that reads; null before the first batch. */
  private volatile @Nullable Thread fetcher;

  private @Nullable EtlSplit split;

  /** Session of the first buffer to read; null before the split is opened. */
  private @Nullable Trace session;

  /** Range of the split, from buffer to buffer; null before the split is opened. */
  private @Nullable BufferRange range;

  private @Nullable InputStream in;
  private @Nullable BufferReader reader;

  /** Number of bytes that earlier sessions of the split were decompressed to. */
  private long decompressedBefore;

  /**
   * Creates a reader without a split.
   *
   * @param input opens the traces
   * @param maxExpansion maximum ratio of expanded to stored size of a buffer or packed file
   */
  EtlSplitReader(final TraceInput input, final int maxExpansion) {
    this.input = input;
    this.maxExpansion = maxExpansion;
  }

  @Override
  public RecordsWithSplitIds<EtlBuffer> fetch() throws IOException {
    fetcher = Thread.currentThread();
    if (split == null) {
      split = splits.remove();
    }
    final BufferBatch batch = freeBatch();
    batch.start(split().splitId());
    if (!fill(batch)) {
      if (split().endOfTrace()) {
        fillEnd(batch);
      }
      batch.finishSplit();
      closeSplit();
    }
    return batch;
  }

  private EtlSplit split() {
    return Objects.requireNonNull(split);
  }

  private BufferBatch freeBatch() {
    final BufferBatch free = freeBatches.poll();
    return free == null ? new BufferBatch(freeBatches::add) : free;
  }

  /** Fills a batch, and returns whether the split has more buffers. */
  private boolean fill(final BufferBatch batch) {
    final SplitKind kind = split().kind();
    if (kind instanceof SplitKind.MissingSoFar) {
      fillMissing(batch);
      return false;
    }
    if (kind instanceof SplitKind.Duplicate duplicate) {
      fillDuplicate(batch, duplicate.duplicateOf());
      return false;
    }
    if (kind instanceof SplitKind.Unreadable unreadable) {
      fillUnreadable(
          batch,
          unreadable.isStorageError() ? BufferCondition.STORAGE_ERROR : BufferCondition.UNREADABLE,
          unreadable.problem());
      return false;
    }
    try {
      final long end = range().end();
      return offset() < end && read(openSplit(), batch);
    } catch (final StorageException e) {
      // A scan fails in any case, since its missing processes would not be reported.
      if (!input.requests().areErrorsSkipped() || kind instanceof SplitKind.ProcessScan) {
        throw e;
      }
      fillUnreadable(batch, BufferCondition.STORAGE_ERROR, e.problem());
      return false;
    } catch (final IOException e) {
      fillUnreadable(
          batch,
          BufferCondition.UNREADABLE,
          String.format(Locale.ROOT, "cannot be read from offset %d on: %s", offset(), text(e)));
      return false;
    }
  }

  /** Range of the split, from buffer to buffer. */
  private BufferRange range() throws IOException {
    if (range == null) {
      final EtlSplit opened = split();
      if (opened.range().cuts() == null) {
        range = opened.range();
      } else {
        final CutRange found = CutRange.find(opened, session(), input);
        session = found.session();
        range = found.range();
      }
    }
    return range;
  }

  private BufferReader openSplit() throws IOException {
    if (reader == null) {
      final BufferRange open = range();
      final Trace first = session == null ? session() : session;
      in = open(open);
      reader = BufferReader.of(first, in, open.resumeOffset(), open.end(), maxExpansion);
    }
    return reader;
  }

  /** Opens the trace; a range in a file that is not packed needs no request for its start. */
  private InputStream open(final BufferRange of) throws IOException {
    final boolean isPacked = of.end() == BufferReader.TO_END_OF_STREAM;
    return isPacked
        ? input.open(split().location(), of.resumeOffset(), maxExpansion)
        : input.openFile(split().location().path(), of.resumeOffset());
  }

  /**
   * Returns the trace after checking its session: with the clock of another one, times would be
   * wrong.
   */
  private Trace session() throws IOException {
    final Trace trace = split().trace();
    if (trace.header() != null && input.appearsAtOnce(split().location().path())) {
      return trace;
    }
    final LogHeader now = input.readLogHeader(split().location(), trace.start());
    if (trace.header() != null && now.sessionStart() != trace.header().sessionStart()) {
      throw new IOException("another session has overwritten the file");
    }
    return trace.header() == null ? trace.withHeader(now) : trace;
  }

  private boolean read(final BufferReader opened, final BufferBatch batch) throws IOException {
    BufferReader session = opened;
    long bytes = 0;
    while (bytes < BATCH_SIZE) {
      final EtlBuffer buffer = batch.next();
      if (session.read(buffer)) {
        buffer.setResumeOffset(session.resumeOffset());
        buffer.setFetchTime(System.currentTimeMillis());
        if (buffer.offset() >= split().offset()) {
          batch.add();
        }
        bytes += Math.max(buffer.storedSize(), buffer.recordsEnd());
        checkExpansion(session);
      } else {
        final BufferReader appended = session.appendedReader();
        if (appended == null) {
          checkEnd(session);
          return false;
        }
        endSession(session, appended, batch);
        session = appended;
      }
    }
    return true;
  }

  /** Checks the expansion of a packed file: buffers limit only their own. */
  private void checkExpansion(final BufferReader session) throws IOException {
    if (in instanceof ExpansionLimitStream limited) {
      limited.setDecompressedBytes(decompressedBefore + session.bytesDecompressed());
    }
  }

  /** Ends the current session and starts the appended one, which is a trace of its own. */
  private void endSession(
      final BufferReader session, final BufferReader appended, final BufferBatch batch) {
    batch
        .next()
        .setUnreadable(
            session.trace().endedBy(appended.trace()),
            session.offset(),
            0,
            BufferCondition.END_OF_SESSION,
            null);
    batch.add();
    decompressedBefore += session.bytesDecompressed();
    reader = appended;
  }

  private void checkEnd(final BufferReader session) throws IOException {
    final long end = range().end();
    if (end != BufferReader.TO_END_OF_STREAM && session.offset() < end) {
      throw new EOFException("the file became shorter while it was being read");
    }
  }

  private long offset() {
    final long first = range == null ? split().offset() : range.offset();
    return reader == null ? first : Math.max(first, reader.offset());
  }

  private static String text(final IOException e) {
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  private void fillMissing(final BufferBatch batch) {
    batch
        .next()
        .setUnreadable(split().trace(), split().offset(), 0, BufferCondition.SESSION_SO_FAR, null);
    batch.add();
  }

  private void fillDuplicate(final BufferBatch batch, final String duplicateOf) {
    batch
        .next()
        .setUnreadable(
            split().trace(),
            offset(),
            split().end() - offset(),
            BufferCondition.DUPLICATE,
            duplicateOf);
    batch.add();
  }

  private void fillUnreadable(
      final BufferBatch batch, final BufferCondition condition, final String problem) {
    final long rest = Math.max(0, endOr(offset()) - offset());
    batch.next().setUnreadable(trace(), offset(), rest, condition, problem);
    batch.add();
  }

  /** Adds the end of the trace at the current offset, unless reading failed. */
  private void fillEnd(final BufferBatch batch) {
    final long end = endOr(offset());
    final long unread = unreadFrom(end, batch);
    batch
        .next()
        .setUnreadable(trace(), end, unread, BufferCondition.END_OF_TRACE, split().remark().note());
    batch.add();
  }

  private Trace trace() {
    return reader == null ? split().trace() : reader.trace();
  }

  /**
   * Number of bytes of a truncated buffer at the end; it is a storage error if they are unknown.
   */
  private long unreadFrom(final long end, final BufferBatch batch) {
    final long behind = split().trace().size() - end;
    if (split().end() == BufferReader.TO_END_OF_STREAM || behind <= 0) {
      return 0;
    }
    try {
      return isNoBuffer(end) ? 0 : behind;
    } catch (final StorageException e) {
      if (!input.requests().areErrorsSkipped()) {
        throw e;
      }
      batch.next().setUnreadable(trace(), end, behind, BufferCondition.STORAGE_ERROR, e.problem());
      batch.add();
      return 0;
    }
  }

  /**
   * Whether the remaining bytes are zeros of a preallocated file, or the log header of another
   * session.
   */
  private boolean isNoBuffer(final long at) {
    try (InputStream rest = input.open(split().location(), at)) {
      final byte[] start = rest.readNBytes(LogHeader.BYTES_NEEDED);
      return start.length >= BufferHeader.SIZE
          && (BufferHeader.isUnused(start, 0)
              || trace().appendedAt(start, 0, start.length, at) != null);
    } catch (final IOException e) {
      return false;
    }
  }

  private long endOr(final long otherwise) {
    final long end = range == null ? split().end() : range.end();
    return end == BufferReader.TO_END_OF_STREAM ? otherwise : end;
  }

  @Override
  public void handleSplitsChanges(final SplitsChange<EtlSplit> change) {
    splits.addAll(change.splits());
  }

  /** Does nothing: the reader never waits except for file input, which {@link #cancel} ends. */
  @Override
  public void wakeUp() {}

  /** Interrupts a read that waits, or is repeated, when its task ends. */
  void cancel() {
    final Thread reading = fetcher;
    if (reading != null) {
      reading.interrupt();
    }
  }

  /** Does nothing: the reader has one split at a time. */
  @Override
  public void pauseOrResumeSplits(
      final Collection<EtlSplit> splitsToPause, final Collection<EtlSplit> splitsToResume) {}

  @Override
  public void close() throws IOException {
    closeSplit();
  }

  private void closeSplit() throws IOException {
    split = null;
    session = null;
    range = null;
    reader = null;
    decompressedBefore = 0;
    if (in != null) {
      in.close();
      in = null;
    }
  }
}
