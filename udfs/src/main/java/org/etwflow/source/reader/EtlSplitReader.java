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
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.split.EtlSplit;
import org.etwflow.source.split.SplitKind;
import org.jspecify.annotations.Nullable;

/**
 * Reads splits one after the other, buffer by buffer, on the fetcher's thread: reading and
 * decompressing go on while the task computes. A file that cannot be read further ends its split
 * with a word about it, and not the job.
 */
final class EtlSplitReader implements SplitReader<EtlBuffer, EtlSplit> {

  /** Large enough that handing over a batch costs nothing beside reading it. */
  static final int BATCH_SIZE = 1 << 20;

  private final Queue<EtlSplit> splits = new ArrayDeque<>();

  /** Flink's queue between fetcher and task bounds how many there are. */
  private final Queue<BufferBatch> freeBatches = new ConcurrentLinkedQueue<>();

  private final int maxExpansion;

  private @Nullable EtlSplit split;
  private @Nullable InputStream in;
  private @Nullable BufferReader reader;

  /** Bytes that the sessions before the one that is read were decompressed to. */
  private long decompressedBefore;

  /**
   * A reader without a split.
   *
   * @param maxExpansion how many times its size a buffer or a packed file may expand to
   */
  EtlSplitReader(final int maxExpansion) {
    this.maxExpansion = maxExpansion;
  }

  @Override
  public RecordsWithSplitIds<EtlBuffer> fetch() throws IOException {
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

  /** Whether there is more to come of the split. */
  private boolean fill(final BufferBatch batch) {
    final SplitKind kind = split().kind();
    if (kind instanceof SplitKind.MissingSoFar) {
      fillMissing(batch);
      return false;
    }
    if (kind instanceof SplitKind.LeftOut leftOut) {
      fillLeftOut(batch, leftOut.duplicateOf());
      return false;
    }
    if (kind instanceof SplitKind.Unreadable unreadable) {
      fillUnreadable(batch, unreadable.problem());
      return false;
    }
    if (offset() >= split().end()) {
      return false;
    }
    try {
      return read(openSplit(), batch);
    } catch (final IOException e) {
      fillUnreadable(
          batch,
          String.format(Locale.ROOT, "cannot be read from offset %d on: %s", offset(), text(e)));
      return false;
    }
  }

  private BufferReader openSplit() throws IOException {
    if (reader == null) {
      final Trace session = session();
      in = TraceInput.open(split().location(), split().resumeOffset(), maxExpansion);
      reader = BufferReader.of(session, in, split().resumeOffset(), split().end(), maxExpansion);
    }
    return reader;
  }

  /** The clock of another session would give its records wrong times. */
  private Trace session() throws IOException {
    final Trace trace = split().trace();
    if (trace.header() != null && TraceInput.appearsAtOnce(split().location().path())) {
      return trace;
    }
    final LogHeader now = TraceInput.readLogHeader(split().location(), trace.start());
    if (trace.header() != null && now.sessionStart() != trace.header().sessionStart()) {
      throw new IOException("another session has written the file anew");
    }
    return trace.header() == null ? trace.withHeader(now) : trace;
  }

  private boolean read(final BufferReader opened, final BufferBatch batch) throws IOException {
    BufferReader session = opened;
    long octets = 0;
    while (octets < BATCH_SIZE) {
      final EtlBuffer buffer = batch.next();
      if (session.read(buffer)) {
        buffer.setResumeOffset(session.resumeOffset());
        if (buffer.offset() >= split().offset()) {
          batch.add();
        }
        octets += Math.max(buffer.storedSize(), buffer.recordsEnd());
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

  /** What buffers expand to is bounded by their own size, but of a packed file that is no bound. */
  private void checkExpansion(final BufferReader session) throws IOException {
    if (in instanceof ExpansionLimitStream limited) {
      limited.setDecompressedBytes(decompressedBefore + session.bytesDecompressed());
    }
  }

  /** A session that is appended to the one that was read ends it, and is a trace of its own. */
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

  private void checkEnd(final BufferReader session) throws EOFException {
    if (split().end() != BufferReader.TO_END_OF_STREAM && session.offset() < split().end()) {
      throw new EOFException("the file became shorter while it was read");
    }
  }

  private long offset() {
    return reader == null ? split().offset() : Math.max(split().offset(), reader.offset());
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

  private void fillLeftOut(final BufferBatch batch, final String duplicateOf) {
    batch
        .next()
        .setUnreadable(
            split().trace(),
            offset(),
            split().end() - offset(),
            BufferCondition.LEFT_OUT,
            duplicateOf);
    batch.add();
  }

  private void fillUnreadable(final BufferBatch batch, final String problem) {
    final long rest = Math.max(0, endOr(offset()) - offset());
    batch.next().setUnreadable(trace(), offset(), rest, BufferCondition.UNREADABLE, problem);
    batch.add();
  }

  /** Where it ends is where reading came to, unless that failed. */
  private void fillEnd(final BufferBatch batch) {
    final long end = endOr(offset());
    batch
        .next()
        .setUnreadable(
            trace(), end, unreadFrom(end), BufferCondition.END_OF_TRACE, split().remark().note());
    batch.add();
  }

  private Trace trace() {
    return reader == null ? split().trace() : reader.trace();
  }

  private long unreadFrom(final long end) {
    final long behind = split().trace().octets() - end;
    final boolean isAll = split().end() == BufferReader.TO_END_OF_STREAM || behind <= 0;
    return isAll || isNoBuffer(end) ? 0 : behind;
  }

  /** Whether the bytes are zeros of a preallocated file or the log header of another session. */
  private boolean isNoBuffer(final long at) {
    try (InputStream rest = TraceInput.open(split().location(), at)) {
      final byte[] start = rest.readNBytes(LogHeader.BYTES_NEEDED);
      return start.length >= BufferHeader.SIZE
          && (BufferHeader.isUnused(start, 0)
              || trace().appendedAt(start, 0, start.length, at) != null);
    } catch (final IOException e) {
      return false;
    }
  }

  private long endOr(final long otherwise) {
    return split().end() == BufferReader.TO_END_OF_STREAM ? otherwise : split().end();
  }

  @Override
  public void handleSplitsChanges(final SplitsChange<EtlSplit> change) {
    splits.addAll(change.splits());
  }

  /** Nothing to do: reading from a file is all that this waits for. */
  @Override
  public void wakeUp() {}

  /** Nothing to do: there is one split at a time, and pausing it is not reading on. */
  @Override
  public void pauseOrResumeSplits(
      final Collection<EtlSplit> splitsToPause, final Collection<EtlSplit> splitsToResume) {}

  @Override
  public void close() throws IOException {
    closeSplit();
  }

  private void closeSplit() throws IOException {
    split = null;
    reader = null;
    decompressedBefore = 0;
    if (in != null) {
      in.close();
      in = null;
    }
  }
}
