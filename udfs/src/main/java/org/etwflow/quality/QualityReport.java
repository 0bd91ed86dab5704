package org.etwflow.quality;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.ClockType;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.MissingBuffers;
import org.etwflow.etl.TimeSpan;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkProvider;
import org.etwflow.process.BoundedProcessObservations;
import org.jspecify.annotations.Nullable;

/** Converts the statistics of a whole trace into a row, with messages for users. */
final class QualityReport {

  private static final int MAX_INTERVALS = 3;
  private static final String HOW_TO_DECOMPRESS =
      "only Plain LZ77 can be read: rewrite the trace without compression, on Windows with"
          + " 'xperf -merge TRACE.etl NEW.etl'";

  private static final String PROCESS_LIMIT =
      "process names are left empty, since the traces hold more than %s MiB of process records:"
              .formatted(BoundedProcessObservations.MAX_BYTES >> 20)
          + " process fewer of them in one run";

  /**
   * FILETIME of 1999-01-01. No event trace is older: Windows 2000 was the first version to write
   * them.
   */
  private static final long EARLIEST_SESSION = 125_596_224_000_000_000L;

  private static final String NO_START =
      "the log header has no start time: times are counted from 1601-01-01, and only"
          + " differences between them are valid; copy the file again if the original has one";

  private final QualityPartial seen;
  private final @Nullable LogHeader header;

  /** Null without a log header, and for a duplicate. */
  private final @Nullable MissingBuffers missing;

  /** Creates the report of a whole trace. */
  QualityReport(final QualityPartial seen) {
    this.seen = seen;
    this.header = seen.trace.header();
    this.missing = header == null || seen.duplicateOf != null ? null : seen.missing();
  }

  TraceQuality row() {
    return new TraceQuality(
        seen.trace.path(),
        seen.trace.host(),
        seen.trace.size(),
        ofHeader(LogHeader::osBuild),
        ofHeader(LogHeader::pointerSize),
        ofHeader(LogHeader::cpuCount),
        ofHeader(session -> session.clockType().name()),
        ofHeader(session -> FileTime.toInstant(session.sessionStart())),
        ofHeader(QualityReport::sessionEnd),
        seen.buffers,
        seen.records,
        networkEvents(),
        providerRecords(),
        seen.selectedEvents,
        timeOfEvent(seen.firstEvent),
        timeOfEvent(seen.lastEvent),
        ofHeader(LogHeader::eventsLost),
        ofHeader(LogHeader::buffersLost),
        missing == null ? 0 : missing.count(),
        skippedBuffers(),
        skippedBufferReasons(),
        seen.storageErrors.count(),
        seen.malformedRecords.count(),
        isTruncated(),
        (double) seen.disorder / FileTime.UNITS_PER_MILLI,
        seen.lateEvents,
        problem(),
        seen.duplicateOf,
        seen.note);
  }

  private <T> @Nullable T ofHeader(final Function<LogHeader, @Nullable T> value) {
    return header == null ? null : value.apply(header);
  }

  private static @Nullable Instant sessionEnd(final LogHeader session) {
    return session.isClosed() ? FileTime.toInstant(session.sessionEnd()) : null;
  }

  private Map<EventType, Long> networkEvents() {
    final Map<EventType, Long> counts = new EnumMap<>(EventType.class);
    for (final EventType type : EventType.values()) {
      putUnlessZero(counts, type, seen.networkEvents[type.index()]);
    }
    return counts;
  }

  private Map<NetworkProvider, Long> providerRecords() {
    final Map<NetworkProvider, Long> counts = new EnumMap<>(NetworkProvider.class);
    for (final NetworkProvider provider : NetworkProvider.values()) {
      putUnlessZero(counts, provider, seen.providerRecords[provider.index()]);
    }
    return counts;
  }

  private static <K> void putUnlessZero(final Map<K, Long> counts, final K key, final long count) {
    if (count > 0) {
      counts.put(key, count);
    }
  }

  /** Message about records from outside of the session; null if there are none. */
  private @Nullable String recordsOutside() {
    if (header == null
        || seen.earliest > seen.latest
        || !LossInterval.isOutside(header, seen.earliest, seen.latest)) {
      return null;
    }
    return "records are from %s to %s, but the session is from %s to %s by its log header: the header"
            .formatted(
                FileTime.toInstant(seen.earliest),
                FileTime.toInstant(seen.latest),
                FileTime.toInstant(header.sessionStart()),
                header.isClosed() ? FileTime.toInstant(header.sessionEnd()) : "an unknown time")
        + " is damaged, or the records belong to another trace";
  }

  /** Whether times are relative to an unknown start. Those of the system clock are absolute. */
  private boolean hasNoStart() {
    return header != null
        && header.clockType() != ClockType.SYSTEM_TIME
        && header.sessionStart() < EARLIEST_SESSION;
  }

  private @Nullable Instant timeOfEvent(final long time) {
    return seen.selectedEvents == 0 ? null : FileTime.toInstant(time);
  }

  private long skippedBuffers() {
    return seen.damagedHeaders.count()
        + seen.damagedCompression.count()
        + seen.otherCompression.count()
        + seen.excessiveExpansion.count()
        + seen.holes.count();
  }

  private @Nullable String skippedBufferReasons() {
    final String reasons =
        Stream.of(
                describe(BufferCondition.DAMAGED_HEADER.text(), seen.damagedHeaders),
                describe(BufferCondition.DAMAGED_COMPRESSION.text(), seen.damagedCompression),
                describe(BufferCondition.OTHER_COMPRESSION.text(), seen.otherCompression),
                describe(BufferCondition.EXCESSIVE_EXPANSION.text(), seen.excessiveExpansion),
                describe(BufferCondition.UNUSED.text(), seen.holes))
            .filter(Objects::nonNull)
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? null : reasons;
  }

  private static @Nullable String describe(final String kind, final DefectCount defects) {
    return defects.count() == 0
        ? null
        : String.format(
            Locale.ROOT, "%s: %d (first at offset %d)", kind, defects.count(), defects.first());
  }

  private boolean isTruncated() {
    return endsInsideBuffer() || lacksBuffers();
  }

  private boolean endsInsideBuffer() {
    return seen.truncated.count() > 0 || seen.unread > 0;
  }

  /**
   * Whether the file has fewer buffers than were written, although no buffer is cut. Circular files
   * always have fewer.
   */
  private boolean lacksBuffers() {
    return header != null
        && header.isClosed()
        && !header.isCircular()
        && skippedBuffers() == 0
        && seen.problem == null
        && seen.duplicateOf == null
        && seen.buffers < header.buffersWritten();
  }

  private @Nullable String problem() {
    final String all =
        Stream.of(
                seen.problem,
                hasNoStart() ? NO_START : null,
                recordsOutside(),
                skippedBufferReasons(),
                describe("malformed records", seen.malformedRecords),
                isTruncated() ? truncation() : null,
                missing == null ? null : missingBuffers(missing),
                seen.otherCompression.count() == 0 ? null : HOW_TO_DECOMPRESS,
                seen.isOverProcessLimit ? PROCESS_LIMIT : null,
                seen.lateEvents == 0 ? null : "late events: " + seen.lateEvents + ", not counted")
            .filter(Objects::nonNull)
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? null : all;
  }

  /** Message about missing buffers; null if there are none, or if other messages imply it. */
  private @Nullable String missingBuffers(final MissingBuffers buffers) {
    final List<TimeSpan> spans = spans(buffers);
    if (spans.isEmpty()) {
      return null;
    }
    final String reason = reason(buffers);
    if (reason == null) {
      return isTruncated() || skippedBufferReasons() != null ? times(spans) : null;
    }
    return reason + "; " + times(spans);
  }

  /**
   * Intervals of missing buffers: those that the index found before reading, if there is one, since
   * rows are marked by these.
   */
  private List<TimeSpan> spans(final MissingBuffers buffers) {
    return Objects.requireNonNullElseGet(seen.trace.missing(), buffers::spans);
  }

  private @Nullable String reason(final MissingBuffers buffers) {
    if (buffers.restartOffset() != MissingBuffers.NONE) {
      return "the sequence numbers restart at offset "
          + buffers.restartOffset()
          + ": either a session was appended without a log header, so that its times are unknown,"
          + " or the file contains buffers twice, which are counted twice";
    }
    if (buffers.isOverwritten()) {
      return "the circular file was full and its oldest buffers were overwritten: record with a"
          + " larger file (logman -max)";
    }
    final LogHeader session = seen.trace.requireHeader();
    if (!session.isClosed()) {
      return "the session was not closed: stop it (logman stop) before the file is copied";
    }
    return buffers.count() > session.buffersLost() + skippedBuffers() + seen.truncated.count()
        ? buffers.count()
            + " buffers are missing in the sequence: copy the file again, or record with more"
            + " buffers (logman -nb)"
        : null;
  }

  private static String times(final List<TimeSpan> spans) {
    final String times =
        spans.stream()
            .limit(MAX_INTERVALS)
            .map(QualityReport::text)
            .collect(Collectors.joining(", "));
    final int more = spans.size() - MAX_INTERVALS;
    return "events may be missing " + times + (more > 0 ? " and at " + more + " other times" : "");
  }

  private static String text(final TimeSpan span) {
    return span.to() == Long.MAX_VALUE
        ? "from " + text(span.from()) + " on"
        : "from " + text(span.from()) + " to " + text(span.to());
  }

  private static String text(final long time) {
    return FileTime.toInstant(time).truncatedTo(ChronoUnit.MILLIS).toString();
  }

  private String truncation() {
    return endsInsideBuffer()
        ? String.format(
            Locale.ROOT,
            "the file ends inside the buffer at offset %d: copy it again if the original is longer",
            seen.truncated.count() > 0 ? seen.truncated.first() : seen.to)
        : String.format(
            Locale.ROOT,
            "the file ends at offset %d with %d of %d buffers: copy it again if the original is"
                + " longer",
            seen.to,
            seen.buffers,
            seen.trace.requireHeader().buffersWritten());
  }
}
