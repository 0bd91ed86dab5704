package org.etwflow.traces;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes an .etl file as a Windows tracing session does.
 *
 * <p>Each CPU fills a buffer of its own. When a record does not fit, the buffer is written to the
 * file and the CPU takes another one. So buffers of busy CPUs interleave, and a CPU that logs
 * little holds its first buffer until the session ends. SequenceNumber is assigned when a CPU takes
 * the buffer, as in real traces, where buffers written late have early numbers.
 *
 * <p>All methods that write throw {@link java.io.UncheckedIOException} if the file cannot be
 * written. Memory: one buffer per CPU. Not thread-safe.
 */
public final class TraceWriter implements AutoCloseable {

  /** Maximum size of a record: the largest multiple of 8 in its 16-bit size field. */
  private static final int LONGEST_RECORD = 0xFFF8;

  /** Payload size of a malformed event: it ends before the ports in every version. */
  private static final int MALFORMED_PAYLOAD = 16;

  private static final int LOGGER_ID = 20;

  /** Time from logging to relogging, added to the TimeStamp of a relogger's buffers. */
  private static final long RELOGGING_DELAY = 150 * TraceSession.SECOND;

  private final TraceSession session;
  private final TraceTarget target;
  private final @Nullable TraceLedger ledger;
  private final CpuBuffer[] buffers;
  private final long[] latest;
  private final int[] lossFlags;
  private final boolean compressed;
  private final PlainLz77Compressor lz77 = new PlainLz77Compressor();
  private final byte[] packed;
  private final Map<RecordEncoding, ImagesByType> images = new HashMap<>();
  private @Nullable RecordEncoding lastEncoding;
  private @Nullable ImagesByType lastImages;

  private long nextSequenceNumber = 1;
  private int buffersWritten;
  private int buffersLost;
  private int eventsLost;
  private long fileLength;
  private long endTicks;
  private @Nullable Stored lastStored;
  private boolean closed;

  TraceWriter(TraceTarget target, TraceSession session, @Nullable TraceLedger ledger) {
    this.target = target;
    this.session = session;
    this.ledger = ledger;
    compressed = session.layout() == FileLayout.COMPRESSED;
    packed = new byte[compressed ? session.bufferSize() : 0];
    buffers = new CpuBuffer[session.cpuCount()];
    Arrays.setAll(buffers, cpu -> new CpuBuffer(cpu, session.bufferSize()));
    latest = new long[session.cpuCount()];
    Arrays.fill(latest, session.startTicks());
    lossFlags = new int[session.cpuCount()];
    endTicks = session.startTicks();
    final byte[] header = LogHeaderWriter.buffer(session, loggerId(), 0, 0, 0, 0);
    target.write(0, header, header.length);
    fileLength = header.length;
    buffersWritten = 1;
  }

  /** Starts a trace in a file, replacing an existing one. */
  public static TraceWriter create(Path file, TraceSession session) {
    return new TraceWriter(TraceTarget.file(file), session, null);
  }

  /**
   * Starts a trace in a file and reports the outcome of its TCP sends over IPv4.
   *
   * @param sends receives each send once its outcome is final, in the order of the file
   */
  public static TraceWriter create(Path file, TraceSession session, Consumer<WrittenSend> sends) {
    return createReporting(file, session, sendsOnly(sends));
  }

  /**
   * Starts a trace in a file and reports the outcome of its network events.
   *
   * @param events receives each event once its outcome is final, in the order of the file
   */
  public static TraceWriter createReporting(
      Path file, TraceSession session, Consumer<WrittenEvent> events) {
    return new TraceWriter(
        TraceTarget.file(file), session, new TraceLedger(session, events, buffer -> {}));
  }

  static Consumer<WrittenEvent> sendsOnly(Consumer<WrittenSend> sends) {
    return event -> {
      if (event.isSend()) {
        sends.accept(WrittenSend.of(event));
      }
    };
  }

  /** The session that this writer records. */
  public TraceSession session() {
    return session;
  }

  /** Bytes written so far, without the current buffers of the CPUs. */
  public long fileLength() {
    return fileLength;
  }

  /**
   * Writes a TCP send over IPv4.
   *
   * @param cpu 0 to the session's CPU count - 1
   * @param ticks its timestamp, not before the previous record of this CPU
   */
  public void send(int cpu, long ticks, RecordEncoding encoding, Send send) {
    event(cpu, ticks, encoding, send.event());
  }

  /**
   * Writes an event of the TcpIp or UdpIp family.
   *
   * @param cpu 0 to the session's CPU count - 1
   * @param ticks its timestamp, not before the previous record of this CPU
   * @throws IllegalArgumentException if the encoding has no payload for the event: version 0 has
   *     neither IPv6 nor failures, and UDP sizes of 16 bits
   */
  public void event(int cpu, long ticks, RecordEncoding encoding, TrafficEvent event) {
    TrafficPayload.check(event.type(), encoding, event.size());
    final RecordImage image = image(event.type(), encoding);
    final int at = append(cpu, ticks, image);
    TrafficPayload.write(buffers[cpu].bytes, at + image.payloadAt(), encoding, event);
    if (ledger != null) {
      ledger.logged(cpu, at, image.length(), ticks, encoding, event, true);
    }
  }

  /**
   * Writes an event without allocating an object per event; the fields that are not given are 0.
   *
   * @param type a type with a flow
   * @param startTime for TCP sends only
   * @param endTime for TCP sends only
   */
  void event(
      int cpu,
      long ticks,
      RecordEncoding encoding,
      TrafficType type,
      TrafficFlow flow,
      int size,
      int startTime,
      int endTime) {
    TrafficPayload.check(type, encoding, size);
    final RecordImage image = image(type, encoding);
    final int at = append(cpu, ticks, image);
    final byte[] bytes = buffers[cpu].bytes;
    final int payload = at + image.payloadAt();
    TrafficPayload.writeHead(bytes, payload, encoding, type, flow, size);
    if (encoding.version() == 2 && type.layout() == TrafficType.Layout.SEND) {
      TrafficPayload.writeTimes(bytes, payload, type, startTime, endTime);
    }
    if (ledger != null) {
      final TrafficEvent event = TrafficEvent.of(type, flow, size).withTimes(startTime, endTime);
      ledger.logged(cpu, at, image.length(), ticks, encoding, event, true);
    }
  }

  /**
   * Writes a send whose payload ends after 16 bytes, before its ports. Its {@link WrittenSend} is
   * marked as not readable.
   */
  public void malformedSend(int cpu, long ticks, RecordEncoding encoding, Send send) {
    malformedEvent(cpu, ticks, encoding, send.event());
  }

  /**
   * Writes an event whose payload ends early: after 16 bytes, before its ports; that of a failure
   * after 2 bytes. Its {@link WrittenEvent} is marked as not readable.
   */
  public void malformedEvent(int cpu, long ticks, RecordEncoding encoding, TrafficEvent event) {
    final TrafficType type = event.type();
    TrafficPayload.check(type, encoding, event.size());
    final byte[] payload = new byte[TrafficPayload.size(type, encoding)];
    TrafficPayload.write(payload, 0, encoding, event);
    final int kept = Math.min(MALFORMED_PAYLOAD, payload.length - 2);
    final RecordImage image = RecordImage.of(type.id(), encoding, kept);
    System.arraycopy(payload, 0, image.bytes(), image.payloadAt(), kept);
    final int at = append(cpu, ticks, image);
    if (ledger != null) {
      ledger.logged(cpu, at, image.length(), ticks, encoding, event, false);
    }
  }

  /**
   * Writes a process start, end or rundown record.
   *
   * @param header any but MANIFEST
   * @param version version of the event class: 2, 3 or 4
   */
  public void process(int cpu, long ticks, HeaderKind header, int version, ProcessEvent event) {
    append(cpu, ticks, event.image(header, session.pointerSize(), version));
  }

  /**
   * Writes any other record.
   *
   * @param record the record including its header and timestamp; copied
   * @param ticks the timestamp in the record
   */
  public void record(int cpu, long ticks, byte[] record) {
    final int at = reserve(cpu, ticks, record.length);
    System.arraycopy(record, 0, buffers[cpu].bytes, at, record.length);
  }

  /**
   * Loses events of a CPU: the log header counts them, a flag of its next buffer marks the loss.
   */
  public void loseEvents(int cpu, int count) {
    eventsLost += count;
    lossFlags[cpu] |= BufferHeaderWriter.EVENTS_LOST;
  }

  /**
   * Sets the time at which the session ends. Without this call it ends with its last record.
   *
   * @param ticks not before the last record
   */
  public void endAt(long ticks) {
    endTicks = Math.max(endTicks, ticks);
  }

  /** Ends the session according to its {@link SessionEnd} and closes the file. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (target) {
      switch (session.end()) {
        case STOPPED -> stop();
        case KILLED -> {}
        case TRUNCATED -> truncateLastBuffer();
        case PARTIAL_COPY -> {
          stop();
          truncateLastBuffer();
        }
      }
      writeZeroTail();
      if (ledger != null) {
        ledger.end();
      }
    }
  }

  /** Copies a record into a CPU's buffer and returns its start in the buffer. */
  int append(int cpu, long ticks, RecordImage image) {
    final int at = reserve(cpu, ticks, image.length());
    image.copyTo(buffers[cpu].bytes, at, ticks);
    return at;
  }

  byte[] bytesOf(int cpu) {
    return buffers[cpu].bytes;
  }

  private RecordImage image(TrafficType type, RecordEncoding encoding) {
    if (lastImages == null || !encoding.equals(lastEncoding)) {
      lastImages = images.computeIfAbsent(encoding, ImagesByType::new);
      lastEncoding = encoding;
    }
    return lastImages.get(type);
  }

  private int reserve(int cpu, long ticks, int length) {
    final CpuBuffer buffer = buffers[cpu];
    if (ticks < latest[cpu]) {
      throw new IllegalArgumentException("records of CPU " + cpu + " must be in order of time");
    }
    latest[cpu] = ticks;
    if (!buffer.isTaken()) {
      take(buffer);
    } else if (!buffer.hasRoomFor(length)) {
      // CurrentOffset: the end of the record that did not fit.
      flush(buffer, ticks, buffer.used + ((length + 7) & ~7), 0);
      take(buffer);
    }
    if (!buffer.hasRoomFor(length) || length > LONGEST_RECORD) {
      throw new IllegalArgumentException("record of " + length + " bytes does not fit in a buffer");
    }
    return buffer.append(length);
  }

  private void take(CpuBuffer buffer) {
    final long number = nextSequenceNumber++;
    final BufferFault fault = session.faults().faultOf(number);
    if (fault == BufferFault.DAMAGED_PACKING && !compressed) {
      throw new IllegalArgumentException("DAMAGED_PACKING requires a compressed file");
    }
    buffer.take(number, fault);
  }

  private void flush(CpuBuffer buffer, long ticks, int currentOffset, int flags) {
    if (buffer.fault == BufferFault.LOST) {
      buffersLost++;
      lossFlags[buffer.cpu] |= BufferHeaderWriter.BUFFER_LOST;
      if (ledger != null) {
        ledger.lost(buffer.cpu);
      }
      buffer.release();
      return;
    }
    Arrays.fill(buffer.bytes, buffer.used, buffer.bytes.length, (byte) 0xFF);
    final int readable = damageRecords(buffer);
    final int allFlags =
        flags | lossFlags[buffer.cpu] | (hasProcessorIndex() ? BufferHeaderWriter.PROC_INDEX : 0);
    lossFlags[buffer.cpu] = 0;
    BufferHeaderWriter.write(
        buffer.bytes,
        buffer.bytes.length,
        buffer.used,
        allFlags,
        BufferHeaderWriter.TYPE_GENERIC,
        loggerId(),
        buffer.cpu);
    if (!hasProcessorIndex()) {
      BufferHeaderWriter.setAlignment(buffer.bytes);
    }
    BufferHeaderWriter.setFlush(
        buffer.bytes, flushTime(ticks), buffer.sequenceNumber, currentOffset);
    store(buffer, readable);
    buffer.release();
  }

  private void store(CpuBuffer buffer, int readable) {
    final int packedSize = compressed ? pack(buffer) : -1;
    final boolean isPacked = packedSize >= 0;
    final byte[] bytes = isPacked ? packed : buffer.bytes;
    final int length = isPacked ? packedSize : buffer.bytes.length;
    // A buffer stored uncompressed has no compressed bytes to damage: its header is damaged
    // instead.
    if (buffer.fault == BufferFault.DAMAGED_HEADER
        || (buffer.fault == BufferFault.DAMAGED_PACKING && !isPacked)) {
      new SplitMix64(buffer.sequenceNumber).fill(bytes, BufferHeaderWriter.SIZE);
    }
    final long position = nextPosition();
    target.write(position, bytes, length);
    fileLength = Math.max(fileLength, position + length);
    buffersWritten++;
    lastStored = new Stored(position, length, isPacked, buffer.damageableRecord);
    if (ledger != null) {
      ledger.written(
          new WrittenBuffer(
              position,
              length,
              buffer.used,
              buffer.cpu,
              buffer.sequenceNumber,
              buffer.fault,
              readable));
    }
  }

  /**
   * Compresses a buffer. A buffer that would not get smaller is stored uncompressed: COMPRESSED is
   * a flag of the buffer, not of the file.
   *
   * @return the compressed size including the header, or -1 if it would not get smaller
   */
  private int pack(CpuBuffer buffer) {
    final int size =
        lz77.compress(
            buffer.bytes, BufferHeaderWriter.SIZE, buffer.used, packed, BufferHeaderWriter.SIZE);
    if (size < 0) {
      return -1;
    }
    System.arraycopy(buffer.bytes, 0, packed, 0, BufferHeaderWriter.SIZE);
    BufferHeaderWriter.addFlags(packed, BufferHeaderWriter.COMPRESSED);
    BufferHeaderWriter.setBufferSize(packed, BufferHeaderWriter.SIZE + size);
    if (buffer.fault == BufferFault.DAMAGED_PACKING) {
      // All flags are matches: the first one refers to a byte before the start of the output.
      LittleEndianWriter.putInt(packed, BufferHeaderWriter.SIZE, -1);
    }
    return BufferHeaderWriter.SIZE + size;
  }

  /** Applies the buffer's fault to its records and returns the end of the readable ones. */
  private int damageRecords(CpuBuffer buffer) {
    return switch (buffer.fault) {
      case DAMAGED_RECORD -> {
        damage(buffer.bytes, buffer.damageableRecord, buffer.sequenceNumber);
        yield buffer.damageableRecord;
      }
      case DAMAGED_HEADER, DAMAGED_PACKING -> 0;
      case NONE, LOST -> buffer.used;
    };
  }

  /** Damages a record, in turn by a missing marker, a size of 0 or a size below any header's. */
  private static void damage(byte[] bytes, int at, long sequenceNumber) {
    if (sequenceNumber % 3 == 0) {
      LittleEndianWriter.putShort(bytes, at + 2, 0);
      return;
    }
    final int size = sequenceNumber % 3 == 1 ? 0 : 4;
    LittleEndianWriter.putShort(bytes, at, size);
    LittleEndianWriter.putShort(bytes, at + 4, size);
  }

  private long nextPosition() {
    if (session.layout() != FileLayout.CIRCULAR) {
      return fileLength;
    }
    final long slot = (buffersWritten - 1L) % session.circularBuffers();
    return (1 + slot) * session.bufferSize();
  }

  private void stop() {
    for (final long ticks : latest) {
      endAt(ticks);
    }
    CpuBuffer last = null;
    for (final CpuBuffer buffer : buffers) {
      last = buffer.isTaken() ? buffer : last;
    }
    for (final CpuBuffer buffer : buffers) {
      if (buffer.isTaken()) {
        final int flags = buffer == last ? BufferHeaderWriter.FLUSH_MARKER : 0;
        flush(buffer, endTicks, buffer.used + session.bufferSize(), flags);
      }
    }
    final long end = session.timeOf(endTicks);
    final byte[] header =
        LogHeaderWriter.buffer(session, loggerId(), end, buffersWritten, eventsLost, buffersLost);
    target.write(0, header, header.length);
  }

  /** Truncates the file within a record of its last buffer; a compressed one becomes unreadable. */
  private void truncateLastBuffer() {
    if (lastStored == null) {
      return;
    }
    final int kept =
        lastStored.packed() ? lastStored.length() / 2 : lastStored.damageableRecord() + 12;
    fileLength = lastStored.position() + kept;
    target.truncate(fileLength);
    if (ledger != null) {
      ledger.truncated(fileLength, lastStored.packed() ? 0 : lastStored.damageableRecord());
    }
  }

  private void writeZeroTail() {
    final byte[] zeros = new byte[1 << 16];
    for (long left = session.zeroTail(); left > 0; left -= zeros.length) {
      final int count = (int) Math.min(left, zeros.length);
      target.write(fileLength, zeros, count);
      fileLength += count;
    }
  }

  private boolean hasProcessorIndex() {
    return session.build().hasProcessorIndex();
  }

  /** LoggerId of the session; a relogger leaves it 0. */
  private int loggerId() {
    return compressed ? 0 : LOGGER_ID;
  }

  private long flushTime(long ticks) {
    return compressed ? session.timeOf(ticks) + RELOGGING_DELAY : ticks;
  }

  /** The images of all types of network events in one encoding. */
  private static final class ImagesByType {

    private final RecordEncoding encoding;
    private final Map<TrafficType, RecordImage> images = new EnumMap<>(TrafficType.class);

    ImagesByType(RecordEncoding encoding) {
      this.encoding = encoding;
    }

    RecordImage get(TrafficType type) {
      final RecordImage image = images.get(type);
      return image == null ? add(type) : image;
    }

    private RecordImage add(TrafficType type) {
      final RecordImage image =
          RecordImage.of(type.id(), encoding, TrafficPayload.size(type, encoding));
      images.put(type, image);
      return image;
    }
  }

  /**
   * A buffer in the file.
   *
   * @param damageableRecord start of the record that damage hits, in the uncompressed buffer
   */
  private record Stored(long position, int length, boolean packed, int damageableRecord) {}
}
