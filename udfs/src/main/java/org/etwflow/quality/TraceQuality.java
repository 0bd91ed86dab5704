package org.etwflow.quality;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.annotation.Internal;
import org.etwflow.event.NetworkRecord;
import org.jspecify.annotations.Nullable;

/**
 * A row of the trace quality: one file. What a file does not tell is null; of an unreadable one
 * that is all but its path and size.
 *
 * @param path the file, as it was found
 * @param host the machine it is from; null unless asked for
 * @param octets bytes of the file as it is stored
 * @param osBuild build number of Windows
 * @param pointerSize bytes of a pointer, as the log header says
 * @param cpuCount processors of the machine
 * @param clock what timestamps count: QPC, SYSTEM_TIME or CPU_CYCLES
 * @param sessionStart when the session began
 * @param sessionEnd when it was closed; null if it was not
 * @param buffers buffers that were read
 * @param records records of every kind in them, the log header's among them
 * @param networkRecords records about the network by kind: all of a trace without sends, else those
 *     of a sample of its buffers; kinds without any are absent
 * @param sends the sends among them
 * @param firstSend time of the earliest
 * @param lastSend time of the latest
 * @param eventsLost events that were lost while recording, as the log header says
 * @param buffersLost buffers that were lost while recording, as the log header says
 * @param missingBufferSequences sequence numbers between the smallest and the largest that no
 *     buffer read has: buffers that were lost, overwritten or skipped
 * @param skippedBuffers stretches that hold no buffer that could be read
 * @param skippedBufferReasons how many for which reason, and where the first of each stands; null
 *     if there are none
 * @param malformedRecords records whose header or payload cannot be true
 * @param truncatedTail whether the file ends before the session's last buffer does
 * @param largestDisorder how far back in time a record lay behind one before it in the file, in
 *     milliseconds
 * @param lateSends sends that came after their window was closed, and are in no row: none, unless
 *     records of one buffer are not in the order of time
 * @param problem all that could not be read, for a person, with offsets; null if there is nothing.
 *     What was lost while recording is no fault of the file, and not in it
 * @param duplicateOf path of the trace that holds all records of this one, which is therefore not
 *     read; null if this one is counted
 * @param note a warning that is no damage: what comparing it with the other traces showed; null if
 *     there is none
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
    Map<NetworkRecord, Long> networkRecords,
    long sends,
    @Nullable Instant firstSend,
    @Nullable Instant lastSend,
    @Nullable Long eventsLost,
    @Nullable Long buffersLost,
    long missingBufferSequences,
    long skippedBuffers,
    @Nullable String skippedBufferReasons,
    long malformedRecords,
    boolean truncatedTail,
    double largestDisorder,
    long lateSends,
    @Nullable String problem,
    @Nullable String duplicateOf,
    @Nullable String note) {

  /** Whether something that should be in the file could not be read. */
  public boolean isDamaged() {
    return problem != null;
  }

  /** All that keeps the numbers from being the whole truth, for a person; null if nothing does. */
  public @Nullable String concern() {
    final String all =
        Stream.of(problem, lost(), leftOut(), note)
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

  private @Nullable String leftOut() {
    return duplicateOf == null
        ? null
        : "not counted: all of its records are also in " + duplicateOf;
  }

  /** Whether its records are counted: else another trace holds them, too. */
  public boolean isCounted() {
    return duplicateOf == null;
  }
}
