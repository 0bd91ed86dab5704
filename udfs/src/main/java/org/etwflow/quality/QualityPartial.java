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
import org.etwflow.event.NetworkRecord;
import org.etwflow.event.NetworkRecordCounter;
import org.jspecify.annotations.Nullable;

/**
 * What was seen in one stretch of a trace, buffer by buffer in file order. Partials of a trace add
 * up in file order, whichever tasks they come from. A mutable Flink POJO.
 */
@Internal
public final class QualityPartial {

  private static final int SAMPLED_BUFFERS = 16;

  /** The trace. */
  public Trace trace = Trace.NONE;

  /** Where the stretch begins in the file. */
  public long from;

  /** Where it ends: what begins there may be added. */
  public long to;

  /** Buffers with records that could be read, a torn one among them. */
  public long buffers;

  /** Records of every kind. */
  public long records;

  /** Records whose header or payload cannot be true; at their buffer if that is compressed. */
  public DefectCount malformedRecords = DefectCount.NOTHING;

  /**
   * Records about the network before the first send and in the first buffers, in the order of their
   * kinds.
   */
  public long[] networkRecords = new long[NetworkRecord.values().length];

  /** Sends. */
  public long sends;

  /** Sends that came after their window was closed, and are in no row. */
  public long lateSends;

  /** FILETIME of the earliest send; of no meaning without one. */
  public long firstSend = Long.MAX_VALUE;

  /** FILETIME of the latest send; of no meaning without one. */
  public long lastSend;

  /** FILETIME of the earliest record; of no meaning without one. */
  public long earliest = Long.MAX_VALUE;

  /** FILETIME of the latest record; of no meaning without one. */
  public long latest = Long.MIN_VALUE;

  /** How far a record lay behind one before it in the file, in 100 ns. */
  public long disorder;

  /** Buffers that are counted in the session's sequence. */
  public BufferLedger ledger = new BufferLedger();

  /** {@link BufferCondition#TRUNCATED}. */
  public DefectCount torn = DefectCount.NOTHING;

  /** {@link BufferCondition#DAMAGED_HEADER}. */
  public DefectCount damagedHeaders = DefectCount.NOTHING;

  /** {@link BufferCondition#DAMAGED_COMPRESSION}. */
  public DefectCount damagedCompression = DefectCount.NOTHING;

  /** {@link BufferCondition#OTHER_COMPRESSION}. */
  public DefectCount otherCompression = DefectCount.NOTHING;

  /** {@link BufferCondition#EXCESSIVE_EXPANSION}. */
  public DefectCount excessiveExpansion = DefectCount.NOTHING;

  /** {@link BufferCondition#UNUSED}, with other buffers behind. */
  public DefectCount holes = DefectCount.NOTHING;

  /** {@link BufferCondition#UNUSED} at the end: the file's tail, unless something follows. */
  public DefectCount unusedTail = DefectCount.NOTHING;

  /** Whether all of the trace that there was to read stands before the end of the stretch. */
  public boolean ended;

  /** Bytes behind the end of the stretch which are no whole buffer; of no meaning before that. */
  public long unread;

  /** Whether processes have no names, since there are more facts than are kept. */
  public boolean processesLeftOut;

  /** Why the trace, or the rest of it, could not be read: for a person; null if it could. */
  public @Nullable String problem;

  /** Path of the trace that is counted in place of this one; null if this one is. */
  public @Nullable String duplicateOf;

  /** A warning about the trace: null if there is none, or the end is not reached. */
  public @Nullable String note;

  /** For Flink. */
  public QualityPartial() {}

  /** An empty stretch at a buffer, which is still to be added. */
  public static QualityPartial startingAt(final EtlBuffer buffer) {
    return emptyAt(buffer.trace(), buffer.offset());
  }

  /** An empty stretch at the start of another. */
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

  /** Whether a buffer is the next one of this stretch. */
  public boolean isContinuedBy(final EtlBuffer buffer) {
    return to == buffer.offset() && trace.id().equals(buffer.trace().id());
  }

  /**
   * Adds the next buffer.
   *
   * @param walk what was seen in it; not looked at if it is not readable
   * @param sendsInIt all of its sends
   * @param network counts its records about the network. Once there are sends, a sample of buffers
   *     is enough to show what else there is: a second walk of all takes a tenth longer
   */
  public void add(
      final EtlBuffer buffer,
      final BufferStatistics walk,
      final BufferSends sendsInIt,
      final NetworkRecordCounter network) {
    final boolean isSampled = buffers < SAMPLED_BUFFERS;
    add(buffer, walk, sendsInIt);
    if ((isSampled || sends == 0) && buffer.isReadable()) {
      network.addTo(networkRecords, buffer);
    }
  }

  /**
   * Adds the next buffer, whose records about the network are of no interest.
   *
   * @param walk what was seen in it; not looked at if it is not readable
   * @param sendsInIt all of its sends
   */
  public void add(
      final EtlBuffer buffer, final BufferStatistics walk, final BufferSends sendsInIt) {
    sendsInIt.addTo(this);
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

  /** Adds a stretch that stands further on in the file. */
  void add(final QualityPartial next) {
    trace = next.trace;
    ended = next.ended;
    unread = next.unread;
    to = next.to;
    if (!next.isAllUnused()) {
      foundMore();
    }
    torn = torn.plus(next.torn);
    damagedHeaders = damagedHeaders.plus(next.damagedHeaders);
    damagedCompression = damagedCompression.plus(next.damagedCompression);
    otherCompression = otherCompression.plus(next.otherCompression);
    excessiveExpansion = excessiveExpansion.plus(next.excessiveExpansion);
    holes = holes.plus(next.holes);
    unusedTail = unusedTail.plus(next.unusedTail);
    addProblem(next.problem);
    processesLeftOut |= next.processesLeftOut;
    duplicateOf = duplicateOf == null ? next.duplicateOf : duplicateOf;
    note = next.note;
    buffers += next.buffers;
    records += next.records;
    Arrays.setAll(networkRecords, kind -> networkRecords[kind] + next.networkRecords[kind]);
    malformedRecords = malformedRecords.plus(next.malformedRecords);
    sends += next.sends;
    lateSends += next.lateSends;
    firstSend = Math.min(firstSend, next.firstSend);
    lastSend = Math.max(lastSend, next.lastSend);
    disorder = Math.max(disorder, next.disorder);
    addSpan(next.earliest, next.latest);
    ledger.addAll(next.ledger);
  }

  /** The buffers of the session that were not read, if this is all that was. */
  public MissingBuffers missing() {
    return MissingBuffers.of(trace.requireHeader(), ledger);
  }

  private boolean isAllUnused() {
    return problem == null
        && buffers
                + torn.count()
                + damagedHeaders.count()
                + damagedCompression.count()
                + otherCompression.count()
                + excessiveExpansion.count()
            == 0;
  }

  /** What looked like the unused tail is a hole. */
  private void foundMore() {
    holes = holes.plus(unusedTail);
    unusedTail = DefectCount.NOTHING;
  }

  private void addCondition(final EtlBuffer buffer) {
    final DefectCount here = DefectCount.at(buffer.offset());
    if (buffer.condition() == BufferCondition.UNUSED) {
      unusedTail = unusedTail.plus(here);
      return;
    }
    foundMore();
    switch (buffer.condition()) {
      case TRUNCATED -> torn = torn.plus(here);
      case DAMAGED_HEADER -> damagedHeaders = damagedHeaders.plus(here);
      case DAMAGED_COMPRESSION -> damagedCompression = damagedCompression.plus(here);
      case OTHER_COMPRESSION -> otherCompression = otherCompression.plus(here);
      case EXCESSIVE_EXPANSION -> {
        excessiveExpansion = excessiveExpansion.plus(here);
        addProblem(buffer.problem());
      }
      case UNREADABLE -> addProblem(buffer.problem());
      case LEFT_OUT -> duplicateOf = buffer.problem();
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
    addTimes(walk.firstTime(), walk.lastTime());
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

  private void addTimes(final long first, final long last) {
    if (first == TraceClock.NOT_A_TIME || last == TraceClock.NOT_A_TIME) {
      return;
    }
    disorder = Math.max(disorder, first - last);
    addSpan(Math.min(first, last), Math.max(first, last));
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
