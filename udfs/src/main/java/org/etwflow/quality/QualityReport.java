package org.etwflow.quality;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.ClockType;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.MissingBuffers;
import org.etwflow.etl.TimeSpan;
import org.etwflow.event.NetworkRecord;
import org.etwflow.process.BoundedProcessObservations;

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
  private final LogHeader header;

  /** Null without a log header, and for a duplicate. */
  private final MissingBuffers missing;

  /** Creates the report of a whole trace. */
  QualityReport(final QualityPartial seen) {
    this.seen = seen;
    this.header = seen.trace.header();
    this.missing = header == null || seen.duplicateOf != null ? null : seen.missing();
  }

  TraceQuality row() {
    final boolean hasHeader = header != null;
    return new TraceQuality(
        seen.trace.path(),
        seen.trace.host(),
        seen.trace.octets(),
        hasHeader ? header.osBuild() : null,
        hasHeader ? header.pointerSize() : null,
        hasHeader ? header.cpuCount() : null,
        hasHeader ? header.clockType().name() : null,
        hasHeader ? FileTime.toInstant(header.sessionStart()) : null,
        hasHeader && header.isClosed() ? FileTime.toInstant(header.sessionEnd()) : null,
        seen.buffers,
        seen.records,
        networkRecords(),
        seen.sends,
        timeOfSend(seen.firstSend),
        timeOfSend(seen.lastSend),
        hasHeader ? header.eventsLost() : null,
        hasHeader ? header.buffersLost() : null,
        missing == null ? 0 : missing.count(),
        skippedBuffers(),
        skippedBufferReasons(),
        seen.malformedRecords.count(),
        isTruncated(),
        (double) seen.disorder / FileTime.UNITS_PER_MILLI,
        seen.lateSends,
        problem(),
        seen.duplicateOf,
        seen.note);
  }

  private Map<NetworkRecord, Long> networkRecords() {
    final Map<NetworkRecord, Long> counts = new EnumMap<>(NetworkRecord.class);
    int next = 0;
    for (final NetworkRecord kind : NetworkRecord.values()) {
      final long count = seen.networkRecords[next++];
      if (count > 0) {
        counts.put(kind, count);
      }
    }
    return counts;
  }

  /** Message about records from outside of the session; null if there are none. */
  private String recordsOutside() {
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

  private Instant timeOfSend(final long time) {
    return seen.sends == 0 ? null : FileTime.toInstant(time);
  }

  private long skippedBuffers() {
    return seen.damagedHeaders.count()
        + seen.damagedCompression.count()
        + seen.otherCompression.count()
        + seen.excessiveExpansion.count()
        + seen.holes.count();
  }

  private String skippedBufferReasons() {
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

  private static String describe(final String kind, final DefectCount defects) {
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

  private String problem() {
    final String all =
        Stream.of(
                seen.problem,
                hasNoStart() ? NO_START : null,
                recordsOutside(),
                skippedBufferReasons(),
                describe("malformed records", seen.malformedRecords),
                isTruncated() ? truncation() : null,
                missing == null ? null : missingBuffers(),
                seen.otherCompression.count() == 0 ? null : HOW_TO_DECOMPRESS,
                seen.isOverProcessLimit ? PROCESS_LIMIT : null,
                seen.lateSends == 0 ? null : "late sends: " + seen.lateSends + ", not counted")
            .filter(Objects::nonNull)
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? null : all;
  }

  /** Message about missing buffers; null if there are none, or if other messages imply it. */
  private String missingBuffers() {
    final List<TimeSpan> spans = spans();
    if (spans.isEmpty()) {
      return null;
    }
    final String reason = reason();
    if (reason == null) {
      return isTruncated() || skippedBufferReasons() != null ? times(spans) : null;
    }
    return reason + "; " + times(spans);
  }

  /**
   * Intervals of missing buffers: those that the index found before reading, if there is one, since
   * rows are marked by these.
   */
  private List<TimeSpan> spans() {
    return seen.trace.missing() == null ? missing.spans() : seen.trace.missing();
  }

  private String reason() {
    if (missing.restartOffset() != MissingBuffers.NONE) {
      return "the sequence numbers restart at offset "
          + missing.restartOffset()
          + ": either a session was appended without a log header, so that its times are unknown,"
          + " or the file contains buffers twice, which are counted twice";
    }
    if (missing.isOverwritten()) {
      return "the circular file was full and its oldest buffers were overwritten: record with a"
          + " larger file (logman -max)";
    }
    if (!header.isClosed()) {
      return "the session was not closed: stop it (logman stop) before the file is copied";
    }
    return missing.count() > header.buffersLost() + skippedBuffers() + seen.truncated.count()
        ? missing.count()
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
            header.buffersWritten());
  }
}
