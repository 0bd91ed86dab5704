package org.etwflow.quality;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkProvider;
import org.jspecify.annotations.Nullable;

/**
 * Row of the trace quality: one trace. Values that the file does not contain are null; an
 * unreadable file has only a path and a size.
 *
 * @param path path of the file, as it was found
 * @param host host of the trace; null unless hosts are named
 * @param octets stored size of the file in bytes
 * @param osBuild build number of Windows
 * @param pointerSize size of a pointer in bytes, from the log header
 * @param cpuCount number of processors of the host
 * @param clock unit of the timestamps: QPC, SYSTEM_TIME or CPU_CYCLES
 * @param sessionStart start of the session
 * @param sessionEnd end of the session; null if it was not closed
 * @param buffers number of buffers that were read
 * @param records number of records of every kind in them, including the log header
 * @param networkEvents numbers of network events by type, whether they are selected or not; only
 *     types with events
 * @param providerRecords numbers of records of other providers of the network; only providers with
 *     records
 * @param selectedEvents number of selected events that could be decoded
 * @param firstEvent time of the earliest of them
 * @param lastEvent time of the latest of them
 * @param eventsLost number of events lost while recording, from the log header
 * @param buffersLost number of buffers lost while recording, from the log header
 * @param missingBufferSequences number of sequence numbers between the smallest and the largest one
 *     without a buffer that was read: the buffer was lost, overwritten or skipped
 * @param skippedBuffers number of ranges without a readable buffer
 * @param skippedBufferReasons their number by reason, with the offset of the first; null if there
 *     are none
 * @param storageErrors number of ranges that were skipped because the file system failed
 * @param malformedRecords number of records with an invalid header or payload
 * @param truncatedTail whether the file ends before the last buffer of the session ends
 * @param largestDisorder largest distance of a record to an earlier record in the file with a later
 *     time, in milliseconds
 * @param lateEvents number of selected events that arrived after their window was closed, and were
 *     not counted: 0 unless the records of one buffer are out of order
 * @param problem message for users about everything that could not be read, with offsets; null if
 *     all could. Losses while recording are not part of it: the file itself is intact
 * @param duplicateOf path of the trace that contains all records of this one, which is therefore
 *     not read; null if this one is counted
 * @param note warning from the comparison with other traces, without damage; null if there is none
 */
@Internal
public record TraceQuality(
    String path,
    @Nullable String host,
    long octets,
    @Nullable Long osBuild,
    @Nullable Long pointerSize,
    @Nullable Long cpuCount,
    @Nullable String clock,
    @Nullable Instant sessionStart,
    @Nullable Instant sessionEnd,
    long buffers,
    long records,
    Map<EventType, Long> networkEvents,
    Map<NetworkProvider, Long> providerRecords,
    long selectedEvents,
    @Nullable Instant firstEvent,
    @Nullable Instant lastEvent,
    @Nullable Long eventsLost,
    @Nullable Long buffersLost,
    long missingBufferSequences,
    long skippedBuffers,
    @Nullable String skippedBufferReasons,
    long storageErrors,
    long malformedRecords,
    boolean truncatedTail,
    double largestDisorder,
    long lateEvents,
    @Nullable String problem,
    @Nullable String duplicateOf,
    @Nullable String note) {

  /** Whether a part of the file could not be read. */
  public boolean isDamaged() {
    return problem != null;
  }

  /** Message for users about everything that affects the results; null if nothing does. */
  public @Nullable String concern() {
    final String all =
        Stream.of(problem, lost(), duplicate(), note)
            .filter(Objects::nonNull)
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? null : all;
  }

  private @Nullable String lost() {
    return eventsLost == null || buffersLost == null || eventsLost + buffersLost == 0
        ? null
        : String.format(
            Locale.ROOT, "lost while recording: %d events, %d buffers", eventsLost, buffersLost);
  }

  private @Nullable String duplicate() {
    return duplicateOf == null
        ? null
        : "not counted: all of its records are also in " + duplicateOf;
  }

  /** Number of network events of all types, whether they are selected or not. */
  long allNetworkEvents() {
    return networkEvents.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Whether the trace is counted. If not, another trace contains its records. */
  public boolean isCounted() {
    return duplicateOf == null;
  }
}
