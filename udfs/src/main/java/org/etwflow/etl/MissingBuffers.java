package org.etwflow.etl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.flink.annotation.Internal;
import org.etwflow.etl.SequenceOrder.Places;

/**
 * Buffers of a session that are missing in its file, with the times of the records they may hold.
 *
 * <p>A buffer gets its sequence number when a CPU takes it, and a CPU fills one buffer at a time.
 * So a missing buffer was taken before the buffer of the next higher number in the file. Its
 * records lie between the last record of the same CPU's previous buffer and the first record of
 * that CPU's next one. The CPU is unknown: it can be any CPU whose previous buffer ended early
 * enough, or a CPU without a buffer in the file.
 *
 * <p>Buffers are missing
 *
 * <ul>
 *   <li>in a gap between two numbers: a buffer was lost, or not copied;
 *   <li>after the highest number if the session was not closed, or wrote more buffers than there
 *       are.
 * </ul>
 *
 * <p>Overwritten buffers of a circular file were flushed before all buffers in the file. So of each
 * CPU only buffers before its oldest one in the file were overwritten; a number above the oldest
 * ones of all CPUs is missing for another reason.
 *
 * <p>A repeated number belongs to a session appended without a log header, or to a buffer copied
 * from elsewhere.
 *
 * @param count number of sequence numbers missing between the lowest and the highest one
 * @param isOverwritten whether buffers of a circular file were overwritten
 * @param restartOffset offset of the first buffer with a repeated sequence number; {@link #NONE} if
 *     there is none
 * @param spans times of records that may be missing, ascending and disjoint
 */
@Internal
public record MissingBuffers(
    long count, boolean isOverwritten, long restartOffset, List<TimeSpan> spans) {

  /** Value of {@link #restartOffset()} if no sequence number is repeated. */
  public static final long NONE = -1;

  private static final int MAX_GAPS = 1_000;
  private static final int MAX_SPANS = 1_000;

  /** Maximum number of combinations of gap and CPU to search. */
  private static final int MAX_STEPS = 200_000;

  /** Number of log header buffers, which BuffersWritten counts but the sequence does not. */
  private static final long HEADER_BUFFERS = 1;

  /** Reads the last time of a buffer whose records were not walked. */
  @FunctionalInterface
  public interface LastTimes {

    /** FILETIME of the last record of the buffer at an offset, or NOT_A_TIME. */
    long at(long offset) throws IOException;
  }

  /**
   * Finds the missing buffers of a session.
   *
   * @param ledger all buffers of the session in the file
   * @param lastTimes reads the last times that the ledger lacks; the ledger stores them
   */
  public static MissingBuffers of(
      final LogHeader session, final BufferLedger ledger, final LastTimes lastTimes)
      throws IOException {
    return new Search(session, ledger, lastTimes, false).result();
  }

  /**
   * Finds the buffers that a growing session lacks so far: numbers below the highest one. A buffer
   * that a CPU is still filling counts as missing until it is written.
   *
   * @param ledger all buffers of the session that have been written
   * @param lastTimes reads the last times that the ledger lacks; the ledger stores them
   */
  public static MissingBuffers soFar(
      final LogHeader session, final BufferLedger ledger, final LastTimes lastTimes)
      throws IOException {
    return new Search(session.open(), ledger, lastTimes, true).result();
  }

  /**
   * Finds the missing buffers of a session.
   *
   * @param ledger all buffers of the session in the file, with their last times
   */
  public static MissingBuffers of(final LogHeader session, final BufferLedger ledger) {
    try {
      return of(
          session,
          ledger,
          offset -> {
            throw new IllegalStateException("the ledger lacks a last time at offset " + offset);
          });
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One search through a ledger. */
  private static final class Search {

    private final LogHeader session;
    private final BufferLedger ledger;
    private final LastTimes lastTimes;

    /** Whether buffers behind the highest number are not missing, but still to come. */
    private final boolean goesOn;

    private final SequenceOrder order;

    Search(
        final LogHeader session,
        final BufferLedger ledger,
        final LastTimes lastTimes,
        final boolean goesOn) {
      this.session = session;
      this.ledger = ledger;
      this.lastTimes = lastTimes;
      this.goesOn = goesOn;
      this.order = ledger.inSequence();
    }

    /** Creates a search in a range of the ledger's entries. */
    private Search(final Search all, final int from, final int to) {
      this.session = all.session;
      this.ledger = all.ledger;
      this.lastTimes = all.lastTimes;
      this.goesOn = all.goesOn;
      this.order = new SequenceOrder(all.ledger, from);
      order.addUpTo(to);
    }

    MissingBuffers result() throws IOException {
      if (order.restart() != SequenceOrder.NONE) {
        return new MissingBuffers(0, false, order.restart(), spansOfSessions());
      }
      final long count = missingInside();
      final long unaccounted = unaccounted() - count;
      final boolean lacksFirstBuffers = lacksFirstBuffers(unaccounted);
      final boolean isOverwritten = session.isCircular() && (lacksFirstBuffers || count > 0);
      return new MissingBuffers(
          count, isOverwritten, NONE, spans(lacksFirstBuffers, lacksLastBuffers(unaccounted)));
    }

    /** Number of missing numbers between the lowest and the highest one, if none is repeated. */
    private long missingInside() {
      final int buffers = order.size();
      return buffers == 0 ? 0 : order.sequence(buffers - 1) - order.sequence(0) + 1 - buffers;
    }

    /** Buffers written according to the log header but not in the file; 0 if not closed. */
    private long unaccounted() {
      return session.isClosed() ? session.buffersWritten() - HEADER_BUFFERS - ledger.size : 0;
    }

    /**
     * Whether buffers before the lowest number may be missing. A closed session whose buffers are
     * all in the file may begin at any number.
     */
    private boolean lacksFirstBuffers(final long unaccounted) {
      final boolean beginsLate = order.size() > 0 && order.sequence(0) > 1;
      return session.isClosed()
          ? unaccounted > 0 && (beginsLate || session.isCircular())
          : beginsLate;
    }

    /** Whether buffers after the highest number may be missing; the first number is 1. */
    private boolean lacksLastBuffers(final long unaccounted) {
      if (!session.isClosed()) {
        return endsOpen();
      }
      return session.isCircular()
          ? order.size() > 0
              && order.sequence(order.size() - 1) < session.buffersWritten() - HEADER_BUFFERS
          : unaccounted > 0;
    }

    private boolean endsOpen() {
      return !session.isClosed() && !goesOn;
    }

    /**
     * Times of missing records if sequence numbers repeat. Only the system time is the same clock
     * in every appended session; the other clocks have a different start.
     */
    private List<TimeSpan> spansOfSessions() throws IOException {
      if (session.clockType() != ClockType.SYSTEM_TIME || !ledger.isWhole() || unaccounted() > 0) {
        return wholeSession();
      }
      final List<TimeSpan> spans = new ArrayList<>();
      int from = 0;
      long latest = Long.MIN_VALUE;
      while (from < ledger.entryCount()) {
        final int to = endOfSession(from);
        final Search appended = new Search(this, from, to);
        if (from > 0 && !appended.restartsAfter(latest)) {
          return wholeSession();
        }
        latest = appended.latestFirst();
        spans.addAll(appended.spansOfSession(to == ledger.entryCount() && endsOpen()));
        from = to;
      }
      return TimeSpan.union(spans, MAX_SPANS);
    }

    private boolean restartsAfter(final long time) {
      return order.sequence(0) <= 1
          && IntStream.range(0, order.size()).allMatch(place -> startOf(place) >= time);
    }

    private long latestFirst() {
      return IntStream.range(0, order.size())
          .mapToLong(this::first)
          .filter(time -> time != TraceClock.NOT_A_TIME)
          .max()
          .orElse(Long.MIN_VALUE);
    }

    /** The first entry, in file order, whose number repeats an earlier one of its session. */
    private int endOfSession(final int from) {
      final Set<Long> numbers = new HashSet<>();
      int to = from;
      while (to < ledger.entryCount() && numbers.add(ledger.sequence(to))) {
        to++;
      }
      return to;
    }

    private List<TimeSpan> spansOfSession(final boolean lacksLastBuffers) throws IOException {
      return spans(order.size() > 0 && order.sequence(0) > 1, lacksLastBuffers);
    }

    private List<TimeSpan> wholeSession() {
      return List.of(new TimeSpan(session.sessionStart(), Long.MAX_VALUE));
    }

    /**
     * Times of missing records.
     *
     * @param lacksFirstBuffers whether buffers before the lowest number may be missing
     * @param lacksLastBuffers whether buffers after the highest number may be missing
     */
    private List<TimeSpan> spans(final boolean lacksFirstBuffers, final boolean lacksLastBuffers)
        throws IOException {
      final int count =
          order.gaps().size() + (lacksFirstBuffers ? 1 : 0) + (lacksLastBuffers ? 1 : 0);
      if (count == 0) {
        return List.of();
      }
      if (count > MAX_GAPS || !ledger.isWhole()) {
        return wholeSession();
      }
      final List<Places> cpus = new ArrayList<>(order.placesOfCpus());
      final boolean isRing = session.isCircular() && session.isClosed();
      final int oldest = isRing ? oldestOfAll(cpus) : 0;
      if (session.cpuCount() > cpus.size()) {
        cpus.add(new Places());
      }
      if ((long) count * cpus.size() > MAX_STEPS) {
        return wholeSession();
      }
      final int[] gaps = gaps(count, lacksFirstBuffers, lacksLastBuffers);
      final List<TimeSpan> spans = new ArrayList<>();
      for (final Places places : cpus) {
        if (isRing) {
          addOverwritten(gaps[0], places, spans);
        }
        for (final int gap : gaps) {
          if (!isRing || gap > oldest) {
            addSpan(gap, places, spans);
          }
        }
      }
      return TimeSpan.union(spans, MAX_SPANS);
    }

    /** Gaps in the sequence: the place behind each one, ascending. */
    private int[] gaps(
        final int count, final boolean lacksFirstBuffers, final boolean lacksLastBuffers) {
      final int[] gaps = new int[count];
      final int inner = lacksFirstBuffers ? 1 : 0;
      for (int i = 0; i < order.gaps().size(); i++) {
        gaps[inner + i] = order.gaps().get(i);
      }
      if (lacksLastBuffers) {
        gaps[count - 1] = order.size();
      }
      return gaps;
    }

    /** Place of the last of the CPUs' oldest buffers. */
    private static int oldestOfAll(final List<Places> cpus) {
      return cpus.stream().mapToInt(places -> places.get(0)).max().orElse(0);
    }

    /** Adds the time before the oldest buffer of a CPU if the lowest gap precedes it. */
    private void addOverwritten(final int lowest, final Places places, final List<TimeSpan> spans) {
      final long end = earliestFlush();
      if (places.size() == 0) {
        spans.add(new TimeSpan(session.sessionStart(), end));
      } else if (lowest <= places.get(0)) {
        final long oldest = Math.min(end, startOf(places.get(0)));
        spans.add(new TimeSpan(session.sessionStart(), Math.max(session.sessionStart(), oldest)));
      }
    }

    /** Adds the time in which a CPU may have filled a missing buffer, if it may have taken one. */
    private void addSpan(final int gap, final Places places, final List<TimeSpan> spans)
        throws IOException {
      final int next = places.firstNotBelow(gap);
      final long from =
          next == 0 ? earliestTaken(gap) : Math.max(earliestTaken(gap), last(places.get(next - 1)));
      final long to = next == places.size() ? end() : Math.min(end(), startOf(places.get(next)));
      if (session.clockType() == ClockType.SYSTEM_TIME) {
        // The clock may have been set: times do not show which CPUs can have taken the buffer.
        spans.add(new TimeSpan(Math.min(from, to), Math.max(from, to)));
      } else if (from <= latestTaken(gap) && from <= to) {
        spans.add(new TimeSpan(from, to));
      }
    }

    /** Earliest time at which a buffer of a gap was taken: after the buffer before the gap. */
    private long earliestTaken(final int gap) {
      final long first = gap == 0 ? 0 : first(gap - 1);
      return Math.max(session.sessionStart(), first - FirstRecordTime.MAX_DISORDER);
    }

    /** Latest time at which a buffer of a gap was taken: before the buffer after the gap. */
    private long latestTaken(final int gap) {
      final long start = gap == order.size() ? Long.MAX_VALUE : startOf(gap);
      return start == Long.MAX_VALUE ? start : start + FirstRecordTime.MAX_DISORDER;
    }

    private long end() {
      return session.isClosed() ? session.sessionEnd() : Long.MAX_VALUE;
    }

    /**
     * Earliest flush of a buffer in the file; unusable in a merged file, which has another clock.
     */
    private long earliestFlush() {
      final long flush = ledger.earliestFlush;
      return flush < session.sessionStart() ? end() : Math.min(end(), flush);
    }

    private long startOf(final int place) {
      final long first = first(place);
      return first == TraceClock.NOT_A_TIME ? Long.MAX_VALUE : first;
    }

    private long first(final int place) {
      return ledger.first(order.entry(place));
    }

    private long last(final int place) throws IOException {
      final int entry = order.entry(place);
      long last = ledger.last(entry);
      if (last == BufferLedger.NOT_WALKED) {
        last = lastTimes.at(ledger.offset(entry));
        ledger.setLast(entry, last);
      }
      return last == TraceClock.NOT_A_TIME ? session.sessionStart() : last;
    }
  }
}
