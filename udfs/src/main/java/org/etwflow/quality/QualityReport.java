package org.etwflow.quality;

import java.time.Instant;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.FileTime;
import org.etwflow.etl.LogHeader;
import org.etwflow.process.BoundedProcessFacts;

/** Says of all that was seen in a trace what a row says, and what a person should know. */
final class QualityReport {

  private static final String HOW_TO_DECOMPRESS =
      "only Plain LZ77 is read: write the trace anew without compression, on Windows with"
          + " 'xperf -merge TRACE.etl NEW.etl'";

  private static final String PROCESSES_LEFT_OUT =
      "process names are left empty: the traces hold more than %s MiB of process records, run fewer"
              .formatted(BoundedProcessFacts.MAX_BYTES >> 20)
          + " of them at once";

  private final QualityPartial seen;
  private final LogHeader header;

  /** What was seen of a whole trace. */
  QualityReport(final QualityPartial seen) {
    this.seen = seen;
    this.header = seen.trace.header();
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
        seen.sends,
        timeOfSend(seen.firstSend),
        timeOfSend(seen.lastSend),
        hasHeader ? header.eventsLost() : null,
        hasHeader ? header.buffersLost() : null,
        missingSequences(),
        skippedBuffers(),
        skippedBufferReasons(),
        seen.malformedRecords.count(),
        isTruncated(),
        (double) seen.disorder / FileTime.UNITS_PER_MILLI,
        seen.lateSends,
        problem());
  }

  private Instant timeOfSend(final long time) {
    return seen.sends == 0 ? null : FileTime.toInstant(time);
  }

  private long missingSequences() {
    return seen.sequenced == 0
        ? 0
        : Math.max(0, seen.lastSequence - seen.firstSequence + 1 - seen.sequenced);
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
                told(BufferCondition.DAMAGED_HEADER.text(), seen.damagedHeaders),
                told(BufferCondition.DAMAGED_COMPRESSION.text(), seen.damagedCompression),
                told(BufferCondition.OTHER_COMPRESSION.text(), seen.otherCompression),
                told(BufferCondition.EXCESSIVE_EXPANSION.text(), seen.excessiveExpansion),
                told(BufferCondition.UNUSED.text(), seen.holes))
            .filter(Objects::nonNull)
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? null : reasons;
  }

  private static String told(final String what, final Finding finding) {
    return finding.count() == 0
        ? null
        : String.format(
            Locale.ROOT, "%s: %d (first at offset %d)", what, finding.count(), finding.first());
  }

  private boolean isTruncated() {
    return isTorn() || lacksBuffers();
  }

  private boolean isTorn() {
    return seen.torn.count() > 0 || seen.unread > 0;
  }

  /** A cut between two buffers shows only here. A circular file holds fewer than were written. */
  private boolean lacksBuffers() {
    return header != null
        && header.isClosed()
        && !header.isCircular()
        && skippedBuffers() == 0
        && seen.problem == null
        && seen.buffers < header.buffersWritten();
  }

  private String problem() {
    final String all =
        Stream.of(
                seen.problem,
                skippedBufferReasons(),
                told("malformed records", seen.malformedRecords),
                isTruncated() ? truncation() : null,
                seen.otherCompression.count() == 0 ? null : HOW_TO_DECOMPRESS,
                seen.processesLeftOut ? PROCESSES_LEFT_OUT : null,
                seen.lateSends == 0 ? null : "late sends: " + seen.lateSends + ", in no row")
            .filter(Objects::nonNull)
            .collect(Collectors.joining("; "));
    return all.isEmpty() ? null : all;
  }

  private String truncation() {
    return isTorn()
        ? String.format(
            Locale.ROOT,
            "the file ends inside the buffer at offset %d: copy it again if the original is longer",
            seen.torn.count() > 0 ? seen.torn.first() : seen.to)
        : String.format(
            Locale.ROOT,
            "the file ends at offset %d with %d of %d buffers: copy it again if the original is longer",
            seen.to,
            seen.buffers,
            header.buffersWritten());
  }
}
