package org.etwflow.etl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.etwflow.testing.SessionHeader.SECOND;
import static org.etwflow.testing.SessionHeader.START;
import static org.etwflow.testing.SessionHeader.session;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.etwflow.testing.SessionHeader;
import org.junit.jupiter.api.Test;

/**
 * Times of missing buffers, worked out by hand. The session lasts from second 0 to 60; a missing
 * buffer was taken up to a second before the first record of the buffer before the gap, and up to a
 * second after that of the buffer behind it.
 */
class MissingBufferTimesTest {

  private static final long END = 60;
  private static final long NEVER = Long.MAX_VALUE;

  private final BufferLedger ledger = new BufferLedger();
  private long offset = 1_024;

  /** Adds a buffer of the file; times in seconds. */
  private void buffer(final long sequence, final int cpu, final double first, final double last) {
    ledger.add(offset, sequence, cpu, time(first), time(last), TraceClock.NOT_A_TIME);
    offset += 1_024;
  }

  /** Adds a buffer of CPU 0. */
  private void buffer(final long sequence, final double first, final double last) {
    buffer(sequence, 0, first, last);
  }

  private static long time(final double seconds) {
    return START + (long) (seconds * SECOND);
  }

  private static TimeSpan span(final double from, final double to) {
    return new TimeSpan(time(from), to == NEVER ? Long.MAX_VALUE : time(to));
  }

  /** The session with all of its buffers: the number of those written is right. */
  private SessionHeader complete() {
    return session().buffersWritten(1 + ledger.size);
  }

  private MissingBuffers of(final SessionHeader session) {
    return MissingBuffers.of(session.header(), ledger);
  }

  private List<TimeSpan> spans(final SessionHeader session) {
    return of(session).spans();
  }

  private static List<TimeSpan> wholeSession() {
    return List.of(span(0, NEVER));
  }

  @Test
  void sessionWithoutGaps_lacksNothing() {
    buffer(2, 20, 25);
    buffer(1, 10, 15);

    assertThat(of(complete()))
        .isEqualTo(new MissingBuffers(0, false, MissingBuffers.NONE, List.of()));
  }

  @Test
  void sessionThatIsCompleteByItsCount_mayBeginAtAnyNumber() {
    buffer(7, 10, 15);
    buffer(8, 20, 25);

    assertThat(spans(complete())).isEmpty();
  }

  @Test
  void gapOfTheOnlyCpu_isBetweenItsNeighbours() {
    buffer(1, 10, 20);
    buffer(4, 30, 40);

    assertThat(of(complete()))
        .isEqualTo(new MissingBuffers(2, false, MissingBuffers.NONE, List.of(span(20, 30))));
  }

  @Test
  void gapMayBeOfAnyCpuThatCanHaveTakenTheBuffer() {
    buffer(1, 0, 10, 20);
    buffer(2, 1, 12, 15);
    buffer(4, 0, 50, 55);

    assertThat(spans(complete().cpus(2))).containsExactly(span(15, END));
  }

  @Test
  void gapIsNotOfACpuThatFilledItsBufferUntilTheNextOneWasTaken() {
    buffer(1, 0, 10, 20);
    buffer(2, 1, 12, 51);
    buffer(4, 0, 50, 55);
    assertThat(spans(complete().cpus(2))).containsExactly(span(20, 50), span(51, END));

    ledger.setLast(1, time(51) + 1);
    assertThat(spans(complete().cpus(2))).containsExactly(span(20, 50));
  }

  @Test
  void gapEndsWhereTheNextBufferOfTheCpuBegins() {
    buffer(1, 0, 10, 20);
    buffer(2, 1, 12, 15);
    buffer(4, 0, 30, 35);
    buffer(5, 1, 28, 40);

    assertThat(spans(complete().cpus(2))).containsExactly(span(15, 30));
  }

  @Test
  void gapMayBeOfACpuWithoutABufferInTheFile() {
    buffer(1, 10, 20);
    buffer(3, 30, 40);

    assertThat(spans(complete().cpus(1))).containsExactly(span(20, 30));
    assertThat(spans(complete().cpus(2))).containsExactly(span(9, END));
  }

  @Test
  void gapDoesNotBeginBeforeTheSession() {
    buffer(1, 0.5, 20);
    buffer(3, 30, 40);

    assertThat(spans(complete().cpus(2))).containsExactly(span(0, END));
  }

  /** The clock was set: CPU 0 seems to have filled its buffers in reverse. */
  @Test
  void gapOfTheSystemClock_isBetweenItsNeighboursInEitherOrder() {
    buffer(1, 10, 40);
    buffer(3, 20, 25);

    assertThat(spans(complete().clock(ClockType.SYSTEM_TIME))).containsExactly(span(20, 40));
    assertThat(spans(complete())).isEmpty();
  }

  @Test
  void openSession_lacksItsLastBuffers() {
    buffer(1, 10, 20);

    assertThat(of(session().open()))
        .isEqualTo(new MissingBuffers(0, false, MissingBuffers.NONE, List.of(span(20, NEVER))));
  }

  @Test
  void openSessionThatBeginsLate_lacksItsFirstBuffers() {
    buffer(2, 10, 20);

    assertThat(of(session().open()))
        .returns(false, MissingBuffers::isOverwritten)
        .returns(List.of(span(0, 10), span(20, NEVER)), MissingBuffers::spans);
  }

  @Test
  void sessionThatGoesOn_lacksWhatIsMissingBelowTheHighestNumber() throws IOException {
    buffer(2, 10, 20);
    buffer(4, 30, 40);

    assertThat(MissingBuffers.soFar(complete().header(), ledger, at -> at).spans())
        .containsExactly(span(0, 10), span(20, 30));
  }

  @Test
  void closedSessionWithFewerBuffersThanWritten_lacksItsLastBuffers() {
    buffer(1, 10, 20);

    assertThat(spans(session().buffersWritten(3))).containsExactly(span(20, END));
  }

  @Test
  void closedSessionThatBeginsLate_lacksItsFirstAndLastBuffers() {
    buffer(2, 10, 20);

    assertThat(of(session().buffersWritten(3)))
        .returns(false, MissingBuffers::isOverwritten)
        .returns(List.of(span(0, 10), span(20, END)), MissingBuffers::spans);
  }

  @Test
  void buffersMissingInAGap_areNotMissingAtTheEnd() {
    buffer(1, 10, 20);
    buffer(3, 30, 40);

    assertThat(spans(session().buffersWritten(4))).containsExactly(span(20, 30));
    assertThat(spans(session().buffersWritten(5))).containsExactly(span(20, 30), span(40, END));
  }

  @Test
  void sessionWithoutABufferInTheFile_mayLackAnyTime() {
    assertThat(spans(session().buffersWritten(3))).containsExactly(span(0, END));
    assertThat(spans(session().open())).containsExactly(span(0, NEVER));
    assertThat(spans(session())).isEmpty();
  }

  @Test
  void overwrittenBuffers_areBeforeTheOldestOfEachCpu() {
    buffer(4, 0, 10, 20);
    buffer(5, 1, 30, 40);

    assertThat(of(session().circular().cpus(2).buffersWritten(6)))
        .isEqualTo(new MissingBuffers(0, true, MissingBuffers.NONE, List.of(span(0, 30))));
  }

  @Test
  void overwrittenBuffers_wereFlushedBeforeAllInTheFile() {
    ledger.add(1_024, 4, 0, time(10), time(20), time(25));
    ledger.add(2_048, 5, 1, time(30), time(40), time(21));

    assertThat(spans(session().circular().cpus(2).buffersWritten(6))).containsExactly(span(0, 21));
    assertThat(spans(session().circular().cpus(3).buffersWritten(6))).containsExactly(span(0, 21));
  }

  @Test
  void overwrittenBuffersOfACpuWithoutABuffer_mayBeOfAnyTime() {
    buffer(4, 10, 20);

    assertThat(spans(session().circular().cpus(2).buffersWritten(6))).containsExactly(span(0, END));
  }

  /** The flush of a merged file is that of another clock. */
  @Test
  void flushBeforeTheSession_isIgnored() {
    ledger.add(1_024, 4, 0, time(10), time(20), START - 1);

    assertThat(spans(session().circular().cpus(2).buffersWritten(5))).containsExactly(span(0, END));
    ledger.earliestFlush = START;
    assertThat(spans(session().circular().cpus(2).buffersWritten(5))).containsExactly(span(0, 0));
  }

  /** The number between the oldest buffers of two CPUs was overwritten. */
  @Test
  void gapBelowTheOldestBufferOfACpu_isOverwritten() {
    buffer(4, 0, 10, 12);
    buffer(6, 1, 30, 40);

    assertThat(of(session().circular().cpus(2).buffersWritten(7)))
        .isEqualTo(new MissingBuffers(1, true, MissingBuffers.NONE, List.of(span(0, 30))));
  }

  @Test
  void gapAboveTheOldestBuffersOfAllCpus_isNotOverwritten() {
    buffer(4, 10, 20);
    buffer(6, 30, 40);

    assertThat(spans(session().circular().buffersWritten(7)))
        .containsExactly(span(0, 10), span(20, 30));
  }

  /** By the count all buffers are in the file or in the gap, so that none precedes the first. */
  @Test
  void circularFileWithAGapOnly_lacksNothingBeforeItsFirstBuffer() {
    buffer(4, 10, 20);
    buffer(6, 30, 40);

    assertThat(of(session().circular().buffersWritten(4)))
        .isEqualTo(new MissingBuffers(1, true, MissingBuffers.NONE, List.of(span(20, 30))));
  }

  @Test
  void circularFileBeginningAtTheFirstNumber_mayStillLackFirstBuffers() {
    buffer(1, 10, 20);

    assertThat(of(session().circular().buffersWritten(3)))
        .returns(true, MissingBuffers::isOverwritten)
        .returns(List.of(span(0, 10), span(20, END)), MissingBuffers::spans);
  }

  @Test
  void circularFile_lacksItsLastBuffersIfItEndsBelowTheHighestNumber() {
    buffer(4, 10, 20);

    assertThat(spans(session().circular().buffersWritten(5))).containsExactly(span(0, 10));
    assertThat(spans(session().circular().buffersWritten(6)))
        .containsExactly(span(0, 10), span(20, END));
  }

  @Test
  void circularFileThatIsComplete_lacksNothing() {
    buffer(1, 10, 20);

    assertThat(of(complete().circular()))
        .isEqualTo(new MissingBuffers(0, false, MissingBuffers.NONE, List.of()));
  }

  @Test
  void openCircularFile_isOverwrittenIfItBeginsLate() {
    buffer(4, 10, 20);

    assertThat(of(session().circular().open()))
        .returns(true, MissingBuffers::isOverwritten)
        .returns(List.of(span(0, 10), span(20, NEVER)), MissingBuffers::spans);
  }

  @Test
  void overwrittenBuffersBeforeABufferFromBeforeTheSession_areOfItsStart() {
    buffer(4, -5, 20);

    assertThat(spans(session().circular().buffersWritten(5))).containsExactly(span(0, 0));
  }

  @Test
  void repeatedNumber_restartsAtTheFirstOffsetOfAnyRepetition() {
    buffer(1, 10, 11);
    buffer(2, 20, 21);
    buffer(2, 30, 31);
    buffer(1, 40, 41);

    assertThat(of(complete())).isEqualTo(new MissingBuffers(0, false, 3 * 1_024, wholeSession()));
  }

  @Test
  void appendedSessionsOfTheSystemClock_lackTheirGaps() {
    buffer(1, 10, 11);
    buffer(2, 12, 13);
    buffer(1, 20, 21);
    buffer(3, 30, 31);

    assertThat(of(complete().clock(ClockType.SYSTEM_TIME)))
        .isEqualTo(new MissingBuffers(0, false, 3 * 1_024, List.of(span(21, 30))));
  }

  @Test
  void appendedSessionsWithFewerBuffersThanWritten_mayLackAnyTime() {
    buffer(1, 10, 11);
    buffer(1, 20, 21);

    assertThat(spans(session().clock(ClockType.SYSTEM_TIME).buffersWritten(4)))
        .isEqualTo(wholeSession());
  }

  @Test
  void repeatedNumbersThatBeginLate_areNoSession() {
    buffer(1, 10, 11);
    buffer(2, 12, 13);
    buffer(2, 20, 21);

    assertThat(spans(complete().clock(ClockType.SYSTEM_TIME))).isEqualTo(wholeSession());
  }

  @Test
  void repeatedNumbersOfEarlierTimes_areNoSession() {
    buffer(1, 10, 11);
    buffer(2, 20, 21);
    buffer(1, 20, 21);
    assertThat(spans(complete().clock(ClockType.SYSTEM_TIME))).isEmpty();

    ledger.entries[2 * 5 + 3] = time(20) - 1;
    assertThat(spans(complete().clock(ClockType.SYSTEM_TIME))).isEqualTo(wholeSession());
  }

  @Test
  void firstOfSeveralSessions_mayBeginLate() {
    buffer(2, 10, 11);
    buffer(2, 30, 31);
    buffer(1, 20, 21);

    assertThat(spans(complete().clock(ClockType.SYSTEM_TIME))).containsExactly(span(0, 10));
  }

  @Test
  void lastOfSeveralSessions_lacksItsLastBuffersIfItIsOpen() {
    buffer(1, 10, 11);
    buffer(1, 30, 31);

    assertThat(spans(session().open().clock(ClockType.SYSTEM_TIME)))
        .containsExactly(span(31, NEVER));
  }

  @Test
  void severalSessionsThatGoOn_lackNothingAtTheEnd() throws IOException {
    buffer(1, 10, 11);
    buffer(1, 30, 31);

    assertThat(
            MissingBuffers.soFar(session().clock(ClockType.SYSTEM_TIME).header(), ledger, at -> at)
                .spans())
        .isEmpty();
  }

  @Test
  void buffersWithoutTimes_doNotOrderSessions() {
    ledger.add(1_024, 1, 0, TraceClock.NOT_A_TIME, TraceClock.NOT_A_TIME, TraceClock.NOT_A_TIME);
    buffer(1, 10, 11);

    assertThat(spans(complete().clock(ClockType.SYSTEM_TIME))).isEmpty();
  }

  @Test
  void neighboursWithoutTimes_doNotBoundAGap() {
    ledger.add(1_024, 1, 0, TraceClock.NOT_A_TIME, TraceClock.NOT_A_TIME, TraceClock.NOT_A_TIME);
    ledger.add(2_048, 3, 0, TraceClock.NOT_A_TIME, TraceClock.NOT_A_TIME, TraceClock.NOT_A_TIME);

    assertThat(spans(complete())).containsExactly(span(0, END));
  }

  @Test
  void lastTimesThatTheLedgerLacks_areReadOnceWhereTheyAreNeeded() throws IOException {
    ledger.add(1_024, 1, 0, time(10), BufferLedger.NOT_WALKED, TraceClock.NOT_A_TIME);
    ledger.add(2_048, 3, 0, time(30), BufferLedger.NOT_WALKED, TraceClock.NOT_A_TIME);
    final List<Long> read = new ArrayList<>();
    final MissingBuffers.LastTimes lastTimes =
        at -> {
          read.add(at);
          return time(20);
        };

    for (int i = 0; i < 2; i++) {
      assertThat(MissingBuffers.of(complete().header(), ledger, lastTimes).spans())
          .containsExactly(span(20, 30));
    }
    assertThat(read).containsExactly(1_024L);
  }

  @Test
  void lastTimesThatNobodyCanRead_areAnError() {
    ledger.add(1_024, 1, 0, time(10), BufferLedger.NOT_WALKED, TraceClock.NOT_A_TIME);

    assertThatThrownBy(() -> of(session().open()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1024");
  }

  @Test
  void moreThanAThousandGaps_mayBeOfAnyTime() {
    for (int i = 0; i <= 1_000; i++) {
      buffer(1 + 2L * i, 10 + i / 100.0, 10 + i / 100.0);
    }
    assertThat(spans(complete())).hasSize(1).isNotEqualTo(wholeSession());

    buffer(3_000, 50, 50);
    assertThat(spans(complete())).isEqualTo(wholeSession());
  }

  @Test
  void moreThan200000CombinationsOfGapAndCpu_mayBeOfAnyTime() {
    for (int i = 0; i <= 500; i++) {
      buffer(1 + 2L * i, i % 400, 10, 10);
    }
    assertThat(spans(complete().cpus(400))).isNotEqualTo(wholeSession());
    assertThat(spans(complete().cpus(401))).isEqualTo(wholeSession());
  }

  @Test
  void circularFileWithoutABuffer_mayLackAnyTime() {
    assertThat(of(session().circular().buffersWritten(3)))
        .isEqualTo(new MissingBuffers(0, true, MissingBuffers.NONE, List.of(span(0, END))));
  }

  @Test
  void gapBetweenBuffersWithoutAPause_isOfThatTime() {
    buffer(1, 10, 20);
    buffer(3, 20, 30);

    assertThat(spans(complete())).containsExactly(span(20, 20));
  }
}
