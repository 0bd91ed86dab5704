package org.etwflow.etl;

import java.util.List;
import org.apache.flink.annotation.Internal;
import org.apache.flink.annotation.PublicEvolving;

/**
 * One session of a trace file, and what is known of it before its buffers are read. A file holds
 * one session, unless others were appended to it.
 *
 * @param path as it was found, for messages and rows
 * @param host the machine it was recorded on, or null if all traces are of one machine
 * @param octets bytes of the file as it is stored
 * @param header the log header, or null if the file has none that can be read
 * @param start offset of the buffer that holds the log header: 0 but for appended sessions
 * @param number of the session in the file: 0 for the first
 * @param missing when records may be missing, as an index of the buffers has found; null if there
 *     is no such index
 */
@PublicEvolving
public record Trace(
    String path,
    String host,
    long octets,
    LogHeader header,
    long start,
    int number,
    List<TimeSpan> missing) {

  /** More sessions than this no file holds but one that is made to exhaust memory. */
  private static final int MAX_SESSIONS = 1_000;

  /** The first session of a file, of whose buffers there is no index. */
  public Trace(final String path, final String host, final long octets, final LogHeader header) {
    this(path, host, octets, header, 0, 0, null);
  }

  /** The same session, of which records of these times may be missing. */
  @Internal
  public Trace withMissing(final List<TimeSpan> spans) {
    return new Trace(path, host, octets, header, start, number, List.copyOf(spans));
  }

  /** The same session, to which another one is appended. */
  @Internal
  public Trace before(final Trace appended) {
    return withHeader(header.before(appended.header.sessionStart()));
  }

  /** The next session of the file, of which nothing is known but where it begins. */
  @Internal
  public Trace withoutHeader(final long itsStart) {
    return new Trace(path, host, octets, null, itsStart, number + 1, null);
  }

  /** The same session, with its log header. */
  @Internal
  public Trace withHeader(final LogHeader itsHeader) {
    return new Trace(path, host, octets, itsHeader, start, number, missing);
  }

  /** Whether this is not the first session of its file. */
  public boolean isAppended() {
    return number > 0;
  }

  /**
   * The session that begins with a buffer of this file.
   *
   * @param bytes of the file
   * @param at where a buffer may begin in them
   * @param length bytes of it that are there; {@link LogHeader#BYTES_NEEDED} suffice
   * @param offset of it in the file
   * @return null if no log header stands there, or this session's own
   */
  @Internal
  public Trace next(final byte[] bytes, final int at, final int length, final long offset) {
    if (offset == start || number + 1 == MAX_SESSIONS) {
      return null;
    }
    final LogHeader found = LogHeader.find(bytes, at, length);
    return found == null ? null : new Trace(path, host, octets, found, offset, number + 1, null);
  }

  /** Unlike its path, different for every session: one may follow another in a file. */
  public String id() {
    final String file = isAppended() ? path + '@' + start : path;
    return header == null ? file : file + '#' + header.sessionStart();
  }
}
