package org.etwflow.source.planner;

import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.flink.core.fs.FSDataInputStream;
import org.apache.flink.util.ExceptionUtils;
import org.apache.flink.util.concurrent.ExecutorThreadFactory;
import org.etwflow.etl.BufferHeader;
import org.etwflow.etl.FirstBuffer;
import org.etwflow.etl.FirstRecordTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;
import org.etwflow.source.file.TraceInput;
import org.etwflow.source.file.TraceLocation;

/**
 * First bytes of the buffers of a file on a distributed file system, read by several threads ahead
 * of the index, since each request takes a millisecond. The index decides where a buffer starts. If
 * these bytes were not read ahead, they are read on request. The index therefore does not depend on
 * what was read ahead.
 *
 * <p>Each thread reads the buffers of one section of the file after the other. In a file whose
 * buffers have different sizes it searches for the first one ({@link FirstBuffer}).
 */
final class StartsAhead implements BufferStarts, AutoCloseable {

  private static final int THREADS = 8;

  /** Sections in memory: those that are read, and as many more. */
  private static final int SECTIONS_AHEAD = 2 * THREADS;

  private static final long MIN_SECTION = 64 << 20;

  /** Minimum length of a section in buffers, so that the search for its first one costs little. */
  private static final long MIN_BUFFERS = 256;

  /** Maximum number of buffers of a section that are read ahead, which bounds the memory. */
  private static final int MAX_BUFFERS = 1 << 14;

  /**
   * Leading bytes of a buffer, compressed or not, that mostly hold the time of its first record.
   */
  private static final int BYTES = BufferHeader.SIZE + 32;

  private final Trace trace;
  private final TraceLocation location;
  private final TraceInput input;
  private final LogHeader session;
  private final BufferStarts onRequest;
  private final long section;
  private final ExecutorService threads =
      Executors.newFixedThreadPool(THREADS, new ExecutorThreadFactory("etl-buffer-index"));
  private final NavigableMap<Long, Future<Map<Long, byte[]>>> sections = new TreeMap<>();

  /**
   * Creates the starts of a file's buffers.
   *
   * @param onRequest reads bytes that were not read ahead
   */
  StartsAhead(
      final Trace trace,
      final TraceLocation location,
      final TraceInput input,
      final BufferStarts onRequest) {
    this(
        trace,
        location,
        input,
        onRequest,
        Math.max(MIN_SECTION, MIN_BUFFERS * trace.requireHeader().bufferSize()));
  }

  /**
   * Creates the starts of a file's buffers.
   *
   * @param section length of a section in bytes
   */
  StartsAhead(
      final Trace trace,
      final TraceLocation location,
      final TraceInput input,
      final BufferStarts onRequest,
      final long section) {
    this.trace = trace;
    this.location = location;
    this.input = input;
    this.session = trace.requireHeader();
    this.onRequest = onRequest;
    this.section = section;
  }

  /** Loads the first bytes of a buffer that is not before that of an earlier call. */
  @Override
  public int load(final long offset, final byte[] into) throws IOException {
    if (offset >= trace.size()) {
      return 0;
    }
    final byte[] start = section(offset / section).get(offset);
    if (start == null) {
      return onRequest.load(offset, into);
    }
    System.arraycopy(start, 0, into, 0, start.length);
    return start.length;
  }

  private Map<Long, byte[]> section(final long number) throws IOException {
    sections.headMap(number).clear();
    for (long ahead = number; ahead < number + SECTIONS_AHEAD; ahead++) {
      final long from = ahead * section;
      if (from < trace.size()) {
        sections.computeIfAbsent(ahead, key -> threads.submit(() -> read(from)));
      }
    }
    try {
      return Objects.requireNonNull(sections.get(number)).get();
    } catch (final ExecutionException e) {
      ExceptionUtils.rethrowIOException(e.getCause());
      throw new IllegalStateException("rethrown before", e);
    } catch (final InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancellationException("interrupted while indexing " + trace.path());
    }
  }

  /** Reads the first bytes of the buffers of a section, by offset. */
  private Map<Long, byte[]> read(final long from) throws IOException {
    final Map<Long, byte[]> starts = new HashMap<>();
    try (FSDataInputStream in = input.openFile(location.path())) {
      final BufferStarts file = BufferStarts.in(in);
      final long to = Math.min(from + section, trace.size());
      long offset = firstBuffer(in, from);
      while (offset < to && starts.size() < MAX_BUFFERS) {
        final byte[] start = start(file, offset);
        if (start.length < BufferHeader.SIZE) {
          break;
        }
        starts.put(offset, start);
        final int size = BufferHeader.storedSize(start, session);
        if (size == BufferHeader.NO_HEADER && session.packed()) {
          break;
        }
        offset += session.packed() ? size : session.bufferSize();
      }
    }
    return starts;
  }

  private byte[] start(final BufferStarts file, final long offset) throws IOException {
    final byte[] few = new byte[BYTES];
    final int length = file.load(offset, few);
    if (length < BYTES || suffices(few)) {
      return Arrays.copyOf(few, length);
    }
    final byte[] more = new byte[FirstRecordTime.BYTES];
    return Arrays.copyOf(more, file.load(offset, more));
  }

  private boolean suffices(final byte[] start) {
    if (BufferHeader.holdsLogHeader(start, 0)) {
      return false;
    }
    return BufferHeader.storedSize(start, session) == BufferHeader.NO_HEADER
        || FirstRecordTime.firstTime(start, start.length, session) != TraceClock.NOT_A_TIME;
  }

  /** Returns the first buffer of a section; the end of the file if it is not found. */
  private long firstBuffer(final FSDataInputStream in, final long from) throws IOException {
    if (!session.packed()) {
      final long size = session.bufferSize();
      return (from + size - 1) / size * size;
    }
    if (from == 0) {
      return 0;
    }
    in.seek(from);
    final FirstBuffer first = FirstBuffer.from(in, from, trace.size(), session.bufferSize());
    return first == null ? trace.size() : first.offset();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
