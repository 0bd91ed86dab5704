package org.etwflow.etl;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
 * buffers before its oldest one in the file are missing.
 *
 * @param count how many sequence numbers are missing between the lowest and the highest one
 * @param isOverwritten whether buffers of a circular file were overwritten
 * @param isCut whether the file ends before the last buffers of a closed session
 * @param restart offset of the first buffer whose sequence number stands in the file a second time,
 *     which is another session's then; {@link #NONE} if there is none
 * @param spans when records may be missing: ascending and apart from each other
 */
public record MissingBuffers(
    long count, boolean isOverwritten, boolean isCut, long restart, List<TimeSpan> spans) {

  /** In place of an offset. */
  public static final long NONE = -1;

  private static final int MAX_GAPS = 1_000;
  private static final int MAX_SPANS = 1_000;

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
   * @param lastTimes for buffers without a last time in the ledger
   */
  public static MissingBuffers of(
      final LogHeader session, final BufferLedger ledger, final LastTimes lastTimes)
      throws IOException {
    return new Search(session, ledger, lastTimes).result();
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

    /** Entries of the ledger in the order of their sequence numbers, then of the file. */
    private final Integer[] order;

    private final Map<Integer, Long> walked = new HashMap<>();

    Search(final LogHeader session, final BufferLedger ledger, final LastTimes lastTimes) {
      this.session = session;
      this.ledger = ledger;
      this.lastTimes = lastTimes;
      this.order = new Integer[ledger.entryCount()];
      Arrays.setAll(order, entry -> entry);
      Arrays.sort(order, (a, b) -> Long.compare(ledger.sequence(a), ledger.sequence(b)));
    }

    MissingBuffers result() throws IOException {
      final long restart = restart();
      if (restart != NONE) {
        return new MissingBuffers(0, false, false, restart, afterRestart());
      }
      final List<Gap> gaps = gapsBetween();
      final long count = gaps.stream().mapToLong(Gap::count).sum();
      final long unaccounted =
          session.isClosed() ? session.buffersWritten() - HEADER_BUFFERS - ledger.size - count : 0;
      final boolean startsLate = startsLate(unaccounted);
      final boolean isOverwritten = session.isCircular() && (startsLate || count > 0);
      final boolean isCut = unaccounted > 0 && !session.isCircular();
      if (startsLate && (session.isCircular() || !session.isClosed())) {
        gaps.add(0, new Gap(0, 1));
      }
      if (isCut || !session.isClosed()) {
        gaps.add(new Gap(order.length, 1));
      }
      return new MissingBuffers(count, isOverwritten, isCut, NONE, spans(gaps));
    }

    /** Whether buffers before the lowest number are missing: sessions may begin at any number. */
    private boolean startsLate(final long unaccounted) {
      return session.isClosed() ? unaccounted > 0 : order.length > 0 && sequence(0) > 1;
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

    /** The system time is the same clock in every session; any other one has another start. */
    private List<TimeSpan> afterRestart() {
      return session.clockType() == ClockType.SYSTEM_TIME ? List.of() : wholeSession();
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
      for (final List<Integer> places : cpus) {
        if (session.isCircular() && session.isClosed()) {
          addOverwritten(gaps.get(0), places, spans);
        } else {
          for (final Gap gap : gaps) {
            addSpan(gap, places, spans);
          }
        }
      }
      return TimeSpan.union(spans, MAX_SPANS);
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
      if (from <= takenBy(gap) && from <= to) {
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
      return Math.max(session.sessionStart(), first - BufferStart.MAX_DISORDER);
    }

    /** No missing buffer of a gap was taken later: the buffer behind it was taken then. */
    private long takenBy(final Gap gap) {
      final long start = gap.before() == order.length ? Long.MAX_VALUE : startOf(gap.before());
      return start == Long.MAX_VALUE ? start : start + BufferStart.MAX_DISORDER;
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
        final Long known = walked.get(entry);
        last = known == null ? lastTimes.at(ledger.offset(entry)) : known;
        walked.put(entry, last);
      }
      return last == TraceClock.NOT_A_TIME ? session.sessionStart() : last;
    }
  }
}
