package org.etwflow.traces;

import java.util.Optional;

/**
 * A send that a writer was given, and what became of it.
 *
 * @param cpu the CPU it was logged on
 * @param ticks its timestamp, in the session's clock
 * @param time the FILETIME it stands for
 * @param dress its form. Versions 0 and 1 hold neither times nor seqnum nor connid
 * @param send its payload
 * @param buffer the buffer that holds it in the file; empty if it never got there, or was
 *     overwritten
 * @param position where its record starts in the uncompressed buffer, from the buffer's header on
 * @param readable whether a reader can get it back, whatever damage was asked for
 */
public record WrittenSend(
    int cpu,
    long ticks,
    long time,
    RecordEncoding dress,
    Send send,
    Optional<WrittenBuffer> buffer,
    int position,
    boolean readable) {}
