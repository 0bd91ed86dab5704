package org.etwflow.traces;

import java.util.Optional;

/**
 * A logged TCP send over IPv4 and its outcome: a {@link WrittenEvent} of this type.
 *
 * @param cpu the CPU it was logged on
 * @param ticks its timestamp, in ticks of the session's clock
 * @param time its timestamp as FILETIME
 * @param encoding its encoding; payload versions 0 and 1 have no times, seqnum or connid
 * @param send its payload
 * @param buffer the buffer that holds it in the file; empty if it was never written or was
 *     overwritten
 * @param position offset of its record in the uncompressed buffer, counted from the buffer's header
 * @param readable whether a reader must find it, given the faults of the session
 */
public record WrittenSend(
    int cpu,
    long ticks,
    long time,
    RecordEncoding encoding,
    Send send,
    Optional<WrittenBuffer> buffer,
    int position,
    boolean readable) {

  static WrittenSend of(WrittenEvent written) {
    return new WrittenSend(
        written.cpu(),
        written.ticks(),
        written.time(),
        written.encoding(),
        Send.of(written.event()),
        written.buffer(),
        written.position(),
        written.readable());
  }
}
