package org.etwflow.etl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The buffers that a session filled and its file does not hold, and the times that their records
 * may be of.
 *
 * <p>A sequence number is given to a buffer when a CPU takes it, and a CPU fills one buffer at a
 * time. So a missing buffer was taken before the next higher number that is there; it holds what
 * its CPU logged after the last record of that CPU's buffer before, and before the first record of
 * that CPU's buffer behind. Which CPU took it is not known: any whose buffer before ended early
 * enough may have, and so may one without any buffer in the file.
 *
 * <p>A number is missing
 *
 * <ul>
 *   <li>between two others: the buffer was lost, or not copied;
 *   <li>above all others if the session was not closed, or wrote more buffers than are there.
 * </ul>
 *
 * <p>What a circular file has overwritten was flushed before all that it holds. So of each CPU only
 * buffers before its oldest one in the file were overwritten; a number above the oldest ones of all
 * CPUs is missing for another reason.
 *
 * <p>A number that stands in the file twice is of a session that was appended without a log header,
 * or of a buffer that does not belong there.
 *
 * @param count how many sequence numbers are missing between the lowest and the highest one
 * @param isOverwritten whether buffers of a circular file were overwritten
 * @param restart offset of the first buffer whose sequence number stands in the file a second time;
 *     {@link #NONE} if there is none
 * @param spans when records may be missing: ascending and apart from each other
 */
public record MissingBuffers(
    long count, boolean isOverwritten, long restart, List<TimeSpan> spans) {

  /** In place of an offset. */
  public static final long NONE = -1;

  private static final int MAX_GAPS = 1_000;
  private static final int MAX_SPANS = 1_000;

  /** Of a search in all CPUs for the buffers of all gaps. */
  private static final int MAX_STEPS = 200_000;

  /** The log header's buffer is counted in BuffersWritten, and has no place in the sequence. */
  private static final long HEADER_BUFFERS = 1;

  /** Reads the last time of a buffer whose records were not walked yet. */
  @FunctionalInterface
  public interface LastTimes {

    /** FILETIME of the last record of the buffer at this offset, or NOT_A_TIME. */
    long at(long offset) throws IOException;
  }

  /**
   * Finds what is missing.
   *
   * @param ledger all buffers of the session that are in the file
   * @param lastTimes for buffers without a last time in the ledger, which keeps what is read
   */
  public static MissingBuffers of(
      final LogHeader session, final BufferLedger ledger, final LastTimes lastTimes)
      throws IOException {
    return new Search(session, ledger, lastTimes, false).result();
  }

  /**
   * Finds what is missing by now of a session that goes on: numbers below the highest one. What a
   * CPU is still filling is missing until it is written.
   *
   * @param ledger all buffers of the session that have been written
   * @param lastTimes for buffers without a last time in the ledger, which keeps what is read
   */
  public static MissingBuffers soFar(
      final LogHeader session, final BufferLedger ledger, final LastTimes lastTimes)
      throws IOException {
    return new Search(session.open(), ledger, lastTimes, true).result();
  }

  /**
   * Finds what is missing.
   *
   * @param ledger all buffers of the session that are in the file, with their last times
   */
  public static MissingBuffers of(final LogHeader session, final BufferLedger ledger) {
    try {
      return of(
          session,
          ledger,
          offset -> {
            throw new IllegalStateException("the buffer at offset " + offset + " was not walked");
          });
    } catch (final IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * A gap in the sequence.
   *
   * @param before number of buffers with lower numbers: its place in the order of numbers
   * @param count how many numbers are missing
   */
  private record Gap(int before, long count) {}

  /** One search through a ledger. */
  private static final class Search {

    private final LogHeader session;
    private final BufferLedger ledger;
    private final LastTimes lastTimes;

    /** Whether buffers behind the highest number are not missing, but still to come. */
    private final boolean goesOn;

    /** Entries of the ledger in the order of their sequence numbers, then of the file. */
    private final Integer[] order;

    Search(
        final LogHeader session,
        final BufferLedger ledger,
        final LastTimes lastTimes,
        final boolean goesOn) {
      this.session = session;
      this.ledger = ledger;
      this.lastTimes = lastTimes;
      this.goesOn = goesOn;
      this.order = inOrder(ledger, 0, ledger.entryCount());
    }

    /** The same search among some entries of the ledger. */
    private Search(final Search all, final int from, final int to) {
      this.session = all.session;
      this.ledger = all.ledger;
      this.lastTimes = all.lastTimes;
      this.goesOn = all.goesOn;
      this.order = inOrder(ledger, from, to);
    }

    private static Integer[] inOrder(final BufferLedger ledger, final int from, final int to) {
      final Integer[] order = new Integer[to - from];
      Arrays.setAll(order, place -> from + place);
      Arrays.sort(order, (a, b) -> Long.compare(ledger.sequence(a), ledger.sequence(b)));
      return order;
    }

    MissingBuffers result() throws IOException {
      final long restart = restart();
      if (restart != NONE) {
        return new MissingBuffers(0, false, restart, spansOfSessions());
      }
      final List<Gap> gaps = gapsBetween();
      final long count = gaps.stream().mapToLong(Gap::count).sum();
      final long unaccounted = unaccounted() - count;
      final boolean startsLate = startsLate(unaccounted);
      final boolean isOverwritten = session.isCircular() && (startsLate || count > 0);
      if (startsLate) {
        gaps.add(0, new Gap(0, 1));
      }
      if (endsEarly(unaccounted)) {
        gaps.add(new Gap(order.length, 1));
      }
      return new MissingBuffers(count, isOverwritten, NONE, spans(gaps));
    }

    /** How many buffers the session wrote that are not in the file; 0 if it was not closed. */
    private long unaccounted() {
      return session.isClosed() ? session.buffersWritten() - HEADER_BUFFERS - ledger.size : 0;
    }

    /**
     * Whether buffers before the lowest number may be missing. A closed session that wrote all of
     * its buffers may begin at any number.
     */
    private boolean startsLate(final long unaccounted) {
      final boolean beginsLate = order.length > 0 && sequence(0) > 1;
      return session.isClosed()
          ? unaccounted > 0 && (beginsLate || session.isCircular())
          : beginsLate;
    }

    /** Whether buffers behind the highest number may be missing: a session's first one is 1. */
    private boolean endsEarly(final long unaccounted) {
      if (!session.isClosed()) {
        return endsOpen();
      }
      return session.isCircular()
          ? order.length > 0
              && sequence(order.length - 1) < session.buffersWritten() - HEADER_BUFFERS
          : unaccounted > 0;
    }

    private boolean endsOpen() {
      return !session.isClosed() && !goesOn;
    }

    private long sequence(final int place) {
      return ledger.sequence(order[place]);
    }

    private long restart() {
      long restart = Long.MAX_VALUE;
      for (int place = 1; place < order.length; place++) {
        if (sequence(place) == sequence(place - 1)) {
          restart = Math.min(restart, ledger.offset(order[place]));
        }
      }
      return restart == Long.MAX_VALUE ? NONE : restart;
    }

    /**
     * The system time is the same clock in every session that was appended; any other one has
     * another start.
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
        if (from > 0 && !appended.beginsAnewBehind(latest)) {
          return wholeSession();
        }
        latest = appended.latestFirst();
        spans.addAll(appended.spansBetween(to == ledger.entryCount() && endsOpen()));
        from = to;
      }
      return TimeSpan.union(spans, MAX_SPANS);
    }

    private boolean beginsAnewBehind(final long time) {
      return sequence(0) <= 1
          && IntStream.range(0, order.length).allMatch(place -> startOf(place) >= time);
    }

    private long latestFirst() {
      return IntStream.range(0, order.length)
          .mapToLong(this::first)
          .filter(time -> time != TraceClock.NOT_A_TIME)
          .max()
          .orElse(Long.MIN_VALUE);
    }

    /** The first entry, in file order, whose number stands before it in its session. */
    private int endOfSession(final int from) {
      final Set<Long> numbers = new HashSet<>();
      int to = from;
      while (to < ledger.entryCount() && numbers.add(ledger.sequence(to))) {
        to++;
      }
      return to;
    }

    private List<TimeSpan> spansBetween(final boolean endsEarly) throws IOException {
      final List<Gap> gaps = gapsBetween();
      if (order.length > 0 && sequence(0) > 1) {
        gaps.add(0, new Gap(0, 1));
      }
      if (endsEarly) {
        gaps.add(new Gap(order.length, 1));
      }
      return spans(gaps);
    }

    private List<TimeSpan> wholeSession() {
      return List.of(new TimeSpan(session.sessionStart(), Long.MAX_VALUE));
    }

    private List<Gap> gapsBetween() {
      final List<Gap> gaps = new ArrayList<>();
      for (int place = 1; place < order.length; place++) {
        final long step = sequence(place) - sequence(place - 1);
        if (step != 1) {
          gaps.add(new Gap(place, step - 1));
        }
      }
      return gaps;
    }

    private List<TimeSpan> spans(final List<Gap> gaps) throws IOException {
      if (gaps.isEmpty()) {
        return List.of();
      }
      if (gaps.size() > MAX_GAPS || !ledger.isWhole()) {
        return wholeSession();
      }
      final Map<Integer, List<Integer>> placesOfCpus = placesOfCpus();
      final List<TimeSpan> spans = new ArrayList<>();
      final List<List<Integer>> cpus = new ArrayList<>(placesOfCpus.values());
      if (session.cpuCount() > cpus.size()) {
        cpus.add(List.of());
      }
      if ((long) gaps.size() * cpus.size() > MAX_STEPS) {
        return wholeSession();
      }
      final boolean isRing = session.isCircular() && session.isClosed();
      final int oldest = isRing ? oldestOfAll(placesOfCpus.values()) : 0;
      for (final List<Integer> places : cpus) {
        if (isRing) {
          addOverwritten(gaps.get(0), places, spans);
        }
        for (final Gap gap : gaps) {
          if (!isRing || gap.before() > oldest) {
            addSpan(gap, places, spans);
          }
        }
      }
      return TimeSpan.union(spans, MAX_SPANS);
    }

    /** The place from which on every CPU has its oldest buffer. */
    private static int oldestOfAll(final Collection<List<Integer>> placesOfCpus) {
      return placesOfCpus.stream().mapToInt(places -> places.get(0)).max().orElse(0);
    }

    /** Of each CPU the places of its buffers in the order of numbers, ascending. */
    private Map<Integer, List<Integer>> placesOfCpus() {
      final Map<Integer, List<Integer>> places = new HashMap<>();
      for (int place = 0; place < order.length; place++) {
        places.computeIfAbsent(ledger.cpu(order[place]), cpu -> new ArrayList<>()).add(place);
      }
      return places;
    }

    /** Adds the time before the oldest buffer of one CPU, if the lowest gap is below it. */
    private void addOverwritten(
        final Gap lowest, final List<Integer> places, final List<TimeSpan> spans) {
      final long end = flushedBy();
      if (places.isEmpty()) {
        spans.add(new TimeSpan(session.sessionStart(), end));
      } else if (lowest.before() <= places.get(0)) {
        final long oldest = Math.min(end, startOf(places.get(0)));
        spans.add(new TimeSpan(session.sessionStart(), Math.max(session.sessionStart(), oldest)));
      }
    }

    /** Adds the time that one CPU may have filled a missing buffer in, if there is one. */
    private void addSpan(final Gap gap, final List<Integer> places, final List<TimeSpan> spans)
        throws IOException {
      final int next = firstNotBelow(gap.before(), places);
      final long from =
          next == 0 ? takenFrom(gap) : Math.max(takenFrom(gap), last(places.get(next - 1)));
      final long to = next == places.size() ? end() : Math.min(end(), startOf(places.get(next)));
      if (session.clockType() == ClockType.SYSTEM_TIME) {
        // Which may have been set: the order of times does not show which CPUs took the buffer.
        spans.add(new TimeSpan(Math.min(from, to), Math.max(from, to)));
      } else if (from <= takenBy(gap) && from <= to) {
        spans.add(new TimeSpan(from, to));
      }
    }

    private static int firstNotBelow(final int place, final List<Integer> places) {
      final int found = Collections.binarySearch(places, place);
      return found >= 0 ? found : -found - 1;
    }

    /** No missing buffer of a gap was taken before: the buffer before it was taken then. */
    private long takenFrom(final Gap gap) {
      final long first = gap.before() == 0 ? 0 : first(gap.before() - 1);
      return Math.max(session.sessionStart(), first - FirstRecordTime.MAX_DISORDER);
    }

    /** No missing buffer of a gap was taken later: the buffer behind it was taken then. */
    private long takenBy(final Gap gap) {
      final long start = gap.before() == order.length ? Long.MAX_VALUE : startOf(gap.before());
      return start == Long.MAX_VALUE ? start : start + FirstRecordTime.MAX_DISORDER;
    }

    private long end() {
      return session.isClosed() ? session.sessionEnd() : Long.MAX_VALUE;
    }

    /** The earliest flush of a buffer that is there: in a merged file it is of another clock. */
    private long flushedBy() {
      final long flush = ledger.earliestFlush;
      return flush < session.sessionStart() ? end() : Math.min(end(), flush);
    }

    private long startOf(final int place) {
      final long first = first(place);
      return first == TraceClock.NOT_A_TIME ? Long.MAX_VALUE : first;
    }

    private long first(final int place) {
      return ledger.first(order[place]);
    }

    private long last(final int place) throws IOException {
      final int entry = order[place];
      long last = ledger.last(entry);
      if (last == BufferLedger.NOT_WALKED) {
        last = lastTimes.at(ledger.offset(entry));
        ledger.setLast(entry, last);
      }
      return last == TraceClock.NOT_A_TIME ? session.sessionStart() : last;
    }
  }
}
