package org.etwflow.etl;

import java.util.List;
import java.util.Objects;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;
import org.jspecify.annotations.Nullable;

/**
 * One session of a trace file with its log header. A file holds one session, unless others were
 * appended to it.
 *
 * @param path path of the file, as shown in messages and rows
 * @param host the machine that recorded it, or null if hosts are not distinguished
 * @param size stored size of the file in bytes
 * @param header the log header, or null if the file has no readable one
 * @param start offset of the log header's buffer: 0 unless the session was appended
 * @param number number of the session in the file, from 0
 * @param missing times of records that may be missing according to an index of the buffers; null
 *     without such an index
 */
@PublicEvolving
public record Trace(
    String path,
    @Nullable String host,
    long size,
    @Nullable LogHeader header,
    long start,
    int number,
    @Nullable List<TimeSpan> missing) {

  /** No trace: the value of fields that are not set yet. */
  @Internal public static final Trace NONE = new Trace("", null, 0, null);

  /** Maximum number of sessions in a file: protects the memory from hostile files. */
  private static final int MAX_SESSIONS = 1_000;

  /** Creates the first session of a file, without an index of its buffers. */
  public Trace(
      final String path,
      final @Nullable String host,
      final long size,
      final @Nullable LogHeader header) {
    this(path, host, size, header, 0, 0, null);
  }

  /** Returns the log header of a session that has one, as each session with readable buffers. */
  @Internal
  public LogHeader requireHeader() {
    return Objects.requireNonNull(header);
  }

  /** Returns this session with the times of records that may be missing. */
  @Internal
  public Trace withMissing(final List<TimeSpan> spans) {
    return new Trace(path, host, size, header, start, number, List.copyOf(spans));
  }

  /** Returns this session with its end corrected for a session appended to it. */
  @Internal
  public Trace endedBy(final Trace appended) {
    return withHeader(requireHeader().endedBy(appended.requireHeader().sessionStart()));
  }

  /** Returns the next session of the file, whose log header is unknown. */
  @Internal
  public Trace withoutHeader(final long itsStart) {
    return new Trace(path, host, size, null, itsStart, number + 1, null);
  }

  /** Returns this session with a log header. */
  @Internal
  public Trace withHeader(final LogHeader itsHeader) {
    return new Trace(path, host, size, itsHeader, start, number, missing);
  }

  /** Whether this is not the first session of its file. */
  public boolean isAppended() {
    return number > 0;
  }

  /**
   * The appended session that begins with a buffer of this file.
   *
   * @param bytes bytes of the file
   * @param at start of a buffer in {@code bytes}
   * @param length number of bytes of the buffer; {@link LogHeader#BYTES_NEEDED} suffice
   * @param offset offset of the buffer in the file
   * @return null if the buffer holds no log header, or that of this session
   */
  @Internal
  public @Nullable Trace appendedAt(
      final byte[] bytes, final int at, final int length, final long offset) {
    if (offset == start || number + 1 == MAX_SESSIONS) {
      return null;
    }
    final LogHeader found = LogHeader.find(bytes, at, length);
    return found == null ? null : new Trace(path, host, size, found, offset, number + 1, null);
  }

  /** Identifier that is unique for every session, even if several share a file. */
  public String id() {
    final String file = isAppended() ? path + '@' + start : path;
    return header == null ? file : file + '#' + header.sessionStart();
  }
}
