package org.etwflow.quality;

import java.util.Arrays;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.BufferLedger;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.MissingBuffers;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;
import org.etwflow.event.BufferStatistics;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEventSchema;
import org.etwflow.event.NetworkProvider;
import org.jspecify.annotations.Nullable;

/**
 * Partial quality of a trace: the statistics of a range of its file, buffer by buffer. Adjacent
 * ranges from any tasks add up in file order. A mutable Flink POJO.
 */
@Internal
public final class QualityPartial {

  /** The trace. */
  public Trace trace = Trace.NONE;

  /** Offset of the range in the file. */
  public long from;

  /** End of the range, where an adjacent one starts. */
  public long to;

  /** Number of buffers with readable records, including a truncated one. */
  public long buffers;

  /** Records of every kind. */
  public long records;

  /**
   * Records with an invalid header or payload, at the offset of their buffer if it is compressed.
   */
  public DefectCount malformedRecords = DefectCount.NOTHING;

  /** Network events by {@link EventType#index()}, whether they are selected or not. */
  public long[] networkEvents = new long[EventType.COUNT];

  /** Records of other providers of the network by {@link NetworkProvider#index()}. */
  public long[] providerRecords = new long[NetworkProvider.COUNT];

  /** Selected events that could be decoded. */
  public long selectedEvents;

  /** Selected events that arrived after their window was closed, and were not counted. */
  public long lateEvents;

  /** FILETIME of the earliest selected event; undefined without one. */
  public long firstEvent = Long.MAX_VALUE;

  /** FILETIME of the latest selected event; undefined without one. */
  public long lastEvent;

  /** FILETIME of the earliest record; undefined without records. */
  public long earliest = Long.MAX_VALUE;

  /** FILETIME of the latest record; undefined without records. */
  public long latest = Long.MIN_VALUE;

  /** Largest distance of a record to an earlier record in the file with a later time, in 100 ns. */
  public long disorder;

  /** Buffers that are part of the session's sequence. */
  public BufferLedger ledger = new BufferLedger();

  /** Buffers in condition {@link BufferCondition#TRUNCATED}. */
  public DefectCount truncated = DefectCount.NOTHING;

  /** Buffers in condition {@link BufferCondition#DAMAGED_HEADER}. */
  public DefectCount damagedHeaders = DefectCount.NOTHING;

  /** Buffers in condition {@link BufferCondition#DAMAGED_COMPRESSION}. */
  public DefectCount damagedCompression = DefectCount.NOTHING;

  /** Buffers in condition {@link BufferCondition#OTHER_COMPRESSION}. */
  public DefectCount otherCompression = DefectCount.NOTHING;

  /** Buffers in condition {@link BufferCondition#EXCESSIVE_EXPANSION}. */
  public DefectCount excessiveExpansion = DefectCount.NOTHING;

  /** Ranges in condition {@link BufferCondition#STORAGE_ERROR}. */
  public DefectCount storageErrors = DefectCount.NOTHING;

  /** Buffers in condition {@link BufferCondition#UNUSED} before other buffers. */
  public DefectCount holes = DefectCount.NOTHING;

  /**
   * Buffers in condition {@link BufferCondition#UNUSED} at the end of the range: the tail of the
   * file, unless other buffers follow.
   */
  public DefectCount unusedTail = DefectCount.NOTHING;

  /** Whether the range includes the end of the trace. */
  public boolean ended;

  /** Number of bytes after the range that are not a whole buffer; valid if {@link #ended}. */
  public long unread;

  /** Whether process names are left empty because there were too many process records. */
  public boolean isOverProcessLimit;

  /** Message for users why the trace, or a part of it, could not be read; null if it could. */
  public @Nullable String problem;

  /** Path of the trace that is counted in place of this one; null if this one is counted. */
  public @Nullable String duplicateOf;

  /** Warning about the trace; null if there is none, or if the range does not include the end. */
  public @Nullable String note;

  /** Required by Flink. */
  public QualityPartial() {}

  /** Creates an empty range at a buffer, which is to be added next. */
  public static QualityPartial startingAt(final EtlBuffer buffer) {
    return emptyAt(buffer.trace(), buffer.offset());
  }

  /** Creates an empty range at the start of another one. */
  static QualityPartial emptyLike(final QualityPartial other) {
    return emptyAt(other.trace, other.from);
  }

  private static QualityPartial emptyAt(final Trace trace, final long offset) {
    final QualityPartial partial = new QualityPartial();
    partial.trace = trace;
    partial.from = offset;
    partial.to = offset;
    return partial;
  }

  /** Whether the range ends where a buffer of the same trace starts. */
  public boolean isContinuedBy(final EtlBuffer buffer) {
    return to == buffer.offset() && trace.id().equals(buffer.trace().id());
  }

  /**
   * Adds the next buffer.
   *
   * @param walk statistics of its records; ignored if the buffer is not readable
   * @param selected all of its selected events
   * @param schema the schema that has deserialized the buffer
   * @return the number of network events in the buffer, whether they are selected or not
   */
  public long add(
      final EtlBuffer buffer,
      final BufferStatistics walk,
      final BufferEvents selected,
      final NetworkEventSchema schema) {
    add(buffer, walk, selected);
    return schema.moveCountsTo(networkEvents, providerRecords);
  }

  /**
   * Adds the next buffer without the numbers of its network events.
   *
   * @param walk statistics of its records; ignored if the buffer is not readable
   * @param selected all of its selected events
   */
  void add(final EtlBuffer buffer, final BufferStatistics walk, final BufferEvents selected) {
    selected.addTo(this);
    trace = buffer.trace();
    ended = buffer.condition().isEnd();
    if (ended) {
      unread = buffer.storedSize();
      note = buffer.problem();
      return;
    }
    to = buffer.offset() + buffer.storedSize();
    addCondition(buffer);
    if (buffer.isReadable()) {
      addReadable(buffer, walk);
    }
  }

  /** Appends a later range. */
  void add(final QualityPartial next) {
    trace = next.trace;
    ended = next.ended;
    unread = next.unread;
    to = next.to;
    if (!next.isAllUnused()) {
      countTailAsHoles();
    }
    truncated = truncated.plus(next.truncated);
    damagedHeaders = damagedHeaders.plus(next.damagedHeaders);
    damagedCompression = damagedCompression.plus(next.damagedCompression);
    otherCompression = otherCompression.plus(next.otherCompression);
    excessiveExpansion = excessiveExpansion.plus(next.excessiveExpansion);
    storageErrors = storageErrors.plus(next.storageErrors);
    holes = holes.plus(next.holes);
    unusedTail = unusedTail.plus(next.unusedTail);
    addProblem(next.problem);
    isOverProcessLimit |= next.isOverProcessLimit;
    duplicateOf = duplicateOf == null ? next.duplicateOf : duplicateOf;
    note = next.note;
    buffers += next.buffers;
    records += next.records;
    Arrays.setAll(networkEvents, type -> networkEvents[type] + next.networkEvents[type]);
    Arrays.setAll(providerRecords, i -> providerRecords[i] + next.providerRecords[i]);
    malformedRecords = malformedRecords.plus(next.malformedRecords);
    selectedEvents += next.selectedEvents;
    lateEvents += next.lateEvents;
    firstEvent = Math.min(firstEvent, next.firstEvent);
    lastEvent = Math.max(lastEvent, next.lastEvent);
    disorder = Math.max(disorder, next.disorder);
    addSpan(next.earliest, next.latest);
    ledger.addAll(next.ledger);
  }

  /** Buffers of the session that are missing if there are no other ranges. */
  public MissingBuffers missing() {
    return MissingBuffers.of(trace.requireHeader(), ledger);
  }

  private boolean isAllUnused() {
    return problem == null
        && buffers
                + truncated.count()
                + damagedHeaders.count()
                + damagedCompression.count()
                + otherCompression.count()
                + excessiveExpansion.count()
            == 0;
  }

  /** Counts the buffers of the unused tail as holes, since other buffers follow. */
  private void countTailAsHoles() {
    holes = holes.plus(unusedTail);
    unusedTail = DefectCount.NOTHING;
  }

  private void addCondition(final EtlBuffer buffer) {
    final DefectCount here = DefectCount.at(buffer.offset());
    if (buffer.condition() == BufferCondition.UNUSED) {
      unusedTail = unusedTail.plus(here);
      return;
    }
    countTailAsHoles();
    switch (buffer.condition()) {
      case TRUNCATED -> truncated = truncated.plus(here);
      case DAMAGED_HEADER -> damagedHeaders = damagedHeaders.plus(here);
      case DAMAGED_COMPRESSION -> damagedCompression = damagedCompression.plus(here);
      case OTHER_COMPRESSION -> otherCompression = otherCompression.plus(here);
      case EXCESSIVE_EXPANSION -> {
        excessiveExpansion = excessiveExpansion.plus(here);
        addProblem(buffer.problem());
      }
      case STORAGE_ERROR -> {
        storageErrors = storageErrors.plus(here);
        addProblem(buffer.problem());
      }
      case UNREADABLE -> addProblem(buffer.problem());
      case DUPLICATE -> duplicateOf = buffer.problem();
      case WHOLE ->
          damagedHeaders = buffer.isStrayLogHeader() ? damagedHeaders.plus(here) : damagedHeaders;
      case UNUSED, END_OF_TRACE, SESSION_SO_FAR, END_OF_SESSION -> {}
    }
  }

  private void addProblem(final @Nullable String next) {
    problem = problem == null ? next : problem;
  }

  private void addReadable(final EtlBuffer buffer, final BufferStatistics walk) {
    buffers++;
    records += walk.records();
    if (walk.malformedRecords() > 0) {
      final long first = buffer.offset() + (buffer.isCompressed() ? 0 : walk.firstMalformed());
      malformedRecords = malformedRecords.plus(new DefectCount(walk.malformedRecords(), first));
    }
    disorder = Math.max(disorder, walk.disorder());
    if (walk.earliestTime() != TraceClock.NOT_A_TIME) {
      addSpan(walk.earliestTime(), walk.latestTime());
    }
    if (!buffer.holdsLogHeader()) {
      ledger.add(
          buffer.offset(),
          buffer.sequenceNumber(),
          buffer.cpu(),
          walk.firstTime(),
          walk.lastTime(),
          buffer.flushTime());
    }
  }

  private void addSpan(final long low, final long high) {
    if (low > high) {
      return;
    }
    if (latest != Long.MIN_VALUE) {
      disorder = Math.max(disorder, latest - low);
    }
    earliest = Math.min(earliest, low);
    latest = Math.max(latest, high);
  }
}
