package org.etwflow.pipeline;

import java.util.function.ToLongFunction;
import org.etwflow.quality.TraceQuality;
import org.jspecify.annotations.Nullable;

/**
 * Number that a trace adds to a metric when its quality row is emitted. A metric named like a
 * column of the row is the sum of this column.
 */
enum TraceMetric {
  /** Traces whose row was emitted. */
  FINISHED_TRACES("finishedTraces", row -> 1),
  /** Traces of which something could not be read or is missing. */
  DAMAGED_TRACES("damagedTraces", row -> oneIf(row.isDamaged())),
  /** Traces that were left out, or whose rest was, because their file system failed. */
  SKIPPED_TRACES("skippedTraces", row -> oneIf(row.storageErrors() > 0)),
  /** Traces that are not counted because another one holds all of their records. */
  DUPLICATE_TRACES("duplicateTraces", row -> oneIf(!row.isCounted())),
  /** Traces whose file ends too early. */
  TRUNCATED_TRACES("truncatedTraces", row -> oneIf(row.truncatedTail())),
  EVENTS_LOST("eventsLost", row -> orZero(row.eventsLost())),
  BUFFERS_LOST("buffersLost", row -> orZero(row.buffersLost())),
  MISSING_BUFFER_SEQUENCES("missingBufferSequences", TraceQuality::missingBufferSequences),
  SKIPPED_BUFFERS("skippedBuffers", TraceQuality::skippedBuffers),
  STORAGE_ERRORS("storageErrors", TraceQuality::storageErrors),
  MALFORMED_RECORDS("malformedRecords", TraceQuality::malformedRecords);

  private final String metricName;

  @SuppressWarnings("ImmutableEnumChecker") // All are lambdas that capture nothing.
  private final ToLongFunction<TraceQuality> value;

  TraceMetric(final String metricName, final ToLongFunction<TraceQuality> value) {
    this.metricName = metricName;
    this.value = value;
  }

  private static long oneIf(final boolean condition) {
    return condition ? 1 : 0;
  }

  private static long orZero(final @Nullable Long count) {
    return count == null ? 0 : count;
  }

  String metricName() {
    return metricName;
  }

  /** Returns what a row adds. */
  long of(final TraceQuality row) {
    return value.applyAsLong(row);
  }
}
