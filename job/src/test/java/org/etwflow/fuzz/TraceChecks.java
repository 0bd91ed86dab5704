package org.etwflow.fuzz;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import org.apache.flink.core.fs.Path;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.BufferReader;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.EtlFormatException;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.quality.TraceQuality;
import org.etwflow.source.planner.PlannedSplits;
import org.etwflow.source.reader.SplitBuffers;
import org.etwflow.source.split.EtlSplit;

/**
 * Properties that must hold for reading any file:
 *
 * <ul>
 *   <li>The only exception is {@link EtlFormatException} for a log header.
 *   <li>Buffer ranges and splits cover the file in order, without gaps, and none is empty.
 *   <li>Reading the whole file, reading the splits of a planner, and resuming at any buffer return
 *       the same events and the same quality row.
 *   <li>No event is earlier than the lower bound of its buffer.
 *   <li>The amount of data walked and memory allocated is bounded by the length of the file.
 * </ul>
 *
 * <p>A check depends only on the bytes. Not thread-safe.
 */
final class TraceChecks implements Consumer<byte[]> {

  /** Minimum size of planned splits; splits of one buffer are checked, too. */
  private static final int SMALLEST_SPLIT = 1_000;

  /** Allocation allowed for all readings together: windows, batches, and class loading. */
  private static final long ALLOCATED_FOR_ANY_FILE = 8 << 20;

  /**
   * Allocation allowed per byte: a buffer may claim the largest expansion, and is read into more
   * than one array.
   */
  private static final long ALLOCATED_FOR_EACH_BYTE = 2 * BufferReader.DEFAULT_MAX_EXPANSION;

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private final Path file;
  private final EtlBuffer buffer = new EtlBuffer();
  private final SplitBuffers splitBuffers = new SplitBuffers();
  private final TraceReading whole = new TraceReading("whole");
  private final TraceReading again = new TraceReading("in several parts");

  /**
   * Creates checks with a file of their own.
   *
   * @param fileName name of the file in memory, different for each instance
   */
  TraceChecks(final String fileName) {
    file = MemoryFileSystem.path(fileName);
  }

  /**
   * Checks the bytes of a file.
   *
   * @throws RuntimeException if a check fails
   */
  @Override
  public void accept(final byte[] bytes) {
    MemoryFileSystem.write(file, bytes);
    final long allocatedBefore = THREADS.getCurrentThreadAllocatedBytes();
    try {
      check(bytes);
      checkAllocated(THREADS.getCurrentThreadAllocatedBytes() - allocatedBefore, bytes.length);
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void checkAllocated(final long allocated, final long octets) {
    if (allocated > ALLOCATED_FOR_ANY_FILE + ALLOCATED_FOR_EACH_BYTE * octets) {
      throw new CheckFailedException(
          "memory is bounded by the length of the file",
          "%,d bytes were allocated for %,d".formatted(allocated, octets));
    }
  }

  private void checkWalked(final long octets) {
    if (whole.walkedBytes() > BufferReader.DEFAULT_MAX_EXPANSION * octets) {
      throw new CheckFailedException(
          "work is bounded by the length of the file",
          "%,d bytes were walked for %,d".formatted(whole.walkedBytes(), octets));
    }
  }

  private void check(final byte[] bytes) throws IOException {
    final LogHeader header;
    try {
      header = LogHeader.parse(bytes, Math.min(bytes.length, LogHeader.BYTES_NEEDED));
    } catch (final EtlFormatException e) {
      checkRefused(bytes);
      return;
    }
    final Trace trace = new Trace(file.toString(), null, bytes.length, header);
    final int hash = Arrays.hashCode(bytes);
    readWhole(trace, bytes);
    checkWalked(bytes.length);
    final List<TraceQuality> rows = whole.qualityRows(0);

    readOn(trace, bytes, hash);
    compare(rows, hash);
    readSplits(bytes, 1);
    compare(rows, hash);
    readSplits(bytes, SMALLEST_SPLIT + Math.floorMod(hash, bytes.length));
    compare(rows, hash);
  }

  /** Checks that a file without a log header is one split with the reason, read as one buffer. */
  private void checkRefused(final byte[] bytes) throws IOException {
    final List<EtlSplit> splits = PlannedSplits.of(file, bytes.length, 1);
    if (splits.size() != 1 || splits.get(0).problem() == null) {
      throw new CheckFailedException("a file without a log header is refused", "" + splits);
    }
    again.start();
    readSplit(splits.get(0));
  }

  private void readWhole(final Trace trace, final byte[] bytes) throws IOException {
    final EtlSplit all = EtlSplit.ofRange(trace, 0, bytes.length);
    whole.start();
    whole.startSplit(all);
    Trace last = trace;
    BufferReader reader = BufferReader.of(trace, new ByteArrayInputStream(bytes), 0, bytes.length);
    while (reader != null) {
      while (reader.read(buffer)) {
        whole.add(buffer);
      }
      last = reader.trace();
      reader = ofAppended(reader, whole);
    }
    whole.end(bytes.length);
    addEnd(whole, last);
  }

  /** Ends a session if another one is appended, and returns the reader of the appended one. */
  private BufferReader ofAppended(final BufferReader reader, final TraceReading reading) {
    final BufferReader appended = reader.appendedReader();
    if (appended != null) {
      buffer.setUnreadable(
          reader.trace().endedBy(appended.trace()),
          reader.offset(),
          0,
          BufferCondition.END_OF_SESSION,
          null);
      reading.add(buffer);
    }
    return appended;
  }

  /** Resumes at some buffers with new readers, as after a restore. */
  private void readOn(final Trace trace, final byte[] bytes, final int hash) throws IOException {
    again.start();
    long offset = 0;
    long resumeOffset = 0;
    int choices = hash;
    Trace session = trace;
    again.startSplit(EtlSplit.ofRange(trace, 0, bytes.length));
    while (offset < bytes.length) {
      final ByteArrayInputStream in = new ByteArrayInputStream(bytes);
      in.skipNBytes(resumeOffset);
      final BufferReader reader = BufferReader.of(session, in, resumeOffset, bytes.length);
      boolean readsOn = true;
      while (readsOn && reader.read(buffer)) {
        if (buffer.offset() >= offset) {
          again.add(buffer);
          choices = choices * 31 + 1;
          readsOn = (choices & 0xF00) != 0;
        }
      }
      final BufferReader appended = ofAppended(reader, again);
      if (reader.offset() <= offset && appended == null) {
        throw new CheckFailedException("reading advances", "at offset " + offset);
      }
      session = appended == null ? session : appended.trace();
      offset = reader.offset();
      resumeOffset = appended == null ? reader.resumeOffset() : offset;
    }
    addEnd(again, session);
  }

  private void addEnd(final TraceReading reading, final Trace trace) {
    buffer.setUnreadable(trace, trace.size(), 0, BufferCondition.END_OF_TRACE, null);
    reading.add(buffer);
  }

  private void readSplits(final byte[] bytes, final long splitSize) throws IOException {
    again.start();
    for (final EtlSplit split : PlannedSplits.of(file, bytes.length, splitSize)) {
      if (split.problem() != null) {
        throw new CheckFailedException("a file with a log header is planned", split.problem());
      }
      readSplit(split);
    }
    again.end(bytes.length);
  }

  private void readSplit(final EtlSplit split) throws IOException {
    again.startSplit(split);
    splitBuffers.forEach(split.of(withoutIndex(split.trace())), again::add);
    again.endSplit();
  }

  /**
   * Removes the missing intervals of the index, which can exceed those of readers in damaged files.
   */
  private static Trace withoutIndex(final Trace trace) {
    return new Trace(
        trace.path(),
        trace.host(),
        trace.size(),
        trace.header(),
        trace.start(),
        trace.number(),
        null);
  }

  private void compare(final List<TraceQuality> rows, final int hash) {
    if (!again.events().equals(whole.events())) {
      throw new CheckFailedException(
          "events are the same whole and in parts",
          "whole %s, in parts %s".formatted(whole.eventsNotIn(again), again.eventsNotIn(whole)));
    }
    final List<TraceQuality> rowsOfParts = again.qualityRows(Math.floorMod(hash, 7));
    if (!rowsOfParts.equals(rows)) {
      throw new CheckFailedException(
          "the quality rows are the same whole and in parts",
          "whole %s, in parts %s".formatted(rows, rowsOfParts));
    }
  }
}
