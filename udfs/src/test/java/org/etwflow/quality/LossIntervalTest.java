package org.etwflow.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.BufferBytes.buffer;
import static org.etwflow.testing.BufferFixture.readable;
import static org.etwflow.testing.BufferFixture.statistics;
import static org.etwflow.testing.BufferFixture.unreadable;
import static org.etwflow.testing.BufferFixture.whole;
import static org.etwflow.testing.SessionHeader.END;
import static org.etwflow.testing.SessionHeader.END_MILLIS;
import static org.etwflow.testing.SessionHeader.SECOND;
import static org.etwflow.testing.SessionHeader.START;
import static org.etwflow.testing.SessionHeader.START_MILLIS;
import static org.etwflow.testing.SessionHeader.session;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.ClockType;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.LogHeader;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;
import org.etwflow.testing.BufferFixture;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.Sends;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Intervals of the losses that each kind of buffer shows. */
class LossIntervalTest {

  private static final int OFFSET = 4_096;
  private static final long HOUR = 3_600 * SECOND;

  /** Events or buffers were lost while the buffer was filled. */
  private static final int EVENTS_LOST = 0x02;

  private static final int TYPE_LOG_HEADER = 4;

  /** A record without a time: the message of a WPP provider. */
  private static final byte[] TIMELESS = RecordBytes.message(0);

  /** A record whose header is invalid, so that the buffer is malformed from here on. */
  private static final byte[] BROKEN = {4, 0, 0, 0, 4, 0, 0, 0};

  private static byte[] sendAt(final long time) {
    return Sends.record(1, 1, time);
  }

  private static byte[] sendAtSecond(final int second) {
    return sendAt(START + second * SECOND);
  }

  private static byte[] flushedAt(final long time, final byte[] bytes) {
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).putLong(BufferFixture.FLUSH_AT, time);
    return bytes;
  }

  private static byte[] bytes(final byte[]... records) {
    return buffer(records).ofSize(0);
  }

  private static byte[] lossy(final byte[]... records) {
    return buffer(records).flags(EVENTS_LOST).ofSize(0);
  }

  private static byte[] logHeader() {
    return buffer(sendAtSecond(0)).type(TYPE_LOG_HEADER).ofSize(0);
  }

  private static List<LossInterval> shownBy(final EtlBuffer buffer) {
    return LossInterval.shownBy(buffer, statistics(buffer));
  }

  private static LossInterval interval(final long from, final long to) {
    return new LossInterval("h", from, to);
  }

  /** From the session's start, in seconds. */
  private static LossInterval seconds(final long from, final long to) {
    return interval(START_MILLIS + 1_000 * from, START_MILLIS + 1_000 * to);
  }

  private static LossInterval wholeSession() {
    return interval(START_MILLIS, END_MILLIS);
  }

  @Test
  void intactBuffer_hasNoLoss() {
    assertThat(shownBy(whole(session().trace(), OFFSET, bytes(sendAtSecond(1))))).isEmpty();
    assertThat(shownBy(whole(session().trace(), 0, logHeader()))).isEmpty();
  }

  @Test
  void fileThatIsNoTrace_hasNoLoss() {
    final Trace none = new Trace("a.txt", "h", 9, null);

    assertThat(shownBy(unreadable(none, 0, BufferCondition.UNREADABLE, "no trace"))).isEmpty();
  }

  @Test
  void lossCountedInTheLogHeader_isOfTheWholeSession() {
    final EtlBuffer first = whole(session().lost(1, 0).trace(), 0, logHeader());

    assertThat(shownBy(first)).containsExactly(wholeSession());
  }

  @Test
  void lossCountedInTheLogHeader_isReportedWithTheBufferOfTheLogHeaderOnly() {
    final Trace trace = session().lost(1, 1).trace();

    assertThat(shownBy(whole(trace, OFFSET, bytes(sendAtSecond(1))))).isEmpty();
    assertThat(shownBy(unreadable(trace, OFFSET, BufferCondition.UNUSED, null))).isEmpty();
  }

  @Test
  void lossCountedInTheLogHeaderOfAnOpenSession_hasNoEnd() {
    final EtlBuffer first = whole(session().open().lost(0, 1).trace(), 0, logHeader());

    assertThat(shownBy(first)).containsExactly(interval(START_MILLIS, Long.MAX_VALUE));
  }

  @ParameterizedTest
  @EnumSource(names = {"END_OF_TRACE", "END_OF_SESSION", "SESSION_SO_FAR"})
  void lossCountedWhenAFollowedSessionIsClosed_isReportedAtItsEnd(final BufferCondition mark) {
    assertThat(shownBy(unreadable(session().lost(0, 1).trace(), OFFSET, mark, null)))
        .containsExactly(wholeSession());
    assertThat(shownBy(unreadable(session().trace(), OFFSET, mark, null))).isEmpty();
  }

  @Test
  void missingBuffers_areReportedWithTheLogHeaderOnly() {
    final Trace trace =
        session()
            .traceMissing(
                new TimeSpan(START + 2 * SECOND, START + 3 * SECOND),
                new TimeSpan(START + 5 * SECOND, Long.MAX_VALUE));

    assertThat(shownBy(whole(trace, 0, logHeader())))
        .containsExactly(seconds(2, 3), interval(START_MILLIS + 5_000, Long.MAX_VALUE));
    assertThat(shownBy(whole(trace, OFFSET, bytes(sendAtSecond(1))))).isEmpty();
    assertThat(shownBy(unreadable(trace, OFFSET, BufferCondition.UNUSED, null))).isEmpty();
  }

  @Test
  void missingBuffersAndLossOfTheSession_areBothReported() {
    final Trace trace =
        session().lost(3, 0).traceMissing(new TimeSpan(START + 2 * SECOND, START + 3 * SECOND));

    assertThat(shownBy(whole(trace, 0, logHeader())))
        .containsExactly(seconds(2, 3), wholeSession());
  }

  @Test
  void indexWithoutMissingBuffers_leavesTheLossOfTheBuffer() {
    final EtlBuffer first = whole(session().lost(3, 0).traceMissing(), 0, logHeader());

    assertThat(shownBy(first)).containsExactly(wholeSession());
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "DAMAGED_HEADER",
        "DAMAGED_COMPRESSION",
        "OTHER_COMPRESSION",
        "EXCESSIVE_EXPANSION",
        "UNREADABLE",
        "TRUNCATED"
      })
  void bufferWithoutReadableRecords_mayHoldRecordsFromItsLowerBoundOn(
      final BufferCondition condition) {
    final EtlBuffer buffer = unreadable(session().trace(), OFFSET, condition, "problem");
    buffer.setLowerBound(START + 4 * SECOND);

    assertThat(shownBy(buffer)).containsExactly(seconds(4, 60));
  }

  @Test
  void bufferWithoutReadableRecords_holdsNoneFromBeforeTheSession() {
    final EtlBuffer buffer =
        unreadable(session().open().trace(), OFFSET, BufferCondition.DAMAGED_HEADER, null);
    buffer.setLowerBound(START - 1);

    assertThat(shownBy(buffer)).containsExactly(interval(START_MILLIS, Long.MAX_VALUE));
  }

  @Test
  void lowerBoundBehindTheEndOfTheSession_givesAnIntervalOfOnePoint() {
    final EtlBuffer buffer =
        unreadable(session().trace(), OFFSET, BufferCondition.DAMAGED_HEADER, null);
    buffer.setLowerBound(END + 5 * SECOND);

    assertThat(shownBy(buffer)).containsExactly(seconds(65, 65));
  }

  @ParameterizedTest
  @EnumSource(names = {"UNUSED", "DUPLICATE"})
  void rangeThatNeverHeldRecordsToCount_hasNoLoss(final BufferCondition condition) {
    assertThat(shownBy(unreadable(session().trace(), OFFSET, condition, null))).isEmpty();
  }

  @Test
  void strayLogHeader_mayBelongToASessionOfUnknownEnd() {
    assertThat(shownBy(whole(session().trace(), OFFSET, logHeader())))
        .containsExactly(interval(START_MILLIS, Long.MAX_VALUE));
  }

  @Test
  void recordsBehindAMalformedOne_areFromTheFirstRecordUpToTheFlush() {
    final byte[] bytes = bytes(sendAtSecond(5), sendAtSecond(6), BROKEN);
    final EtlBuffer buffer = whole(session().trace(), OFFSET, flushedAt(START + 9 * SECOND, bytes));

    assertThat(shownBy(buffer)).containsExactly(seconds(5, 9));
  }

  @Test
  void recordsBehindTheEndOfTheFile_areFromTheFirstRecordUpToTheFlush() {
    final byte[] bytes = flushedAt(START + 9 * SECOND, bytes(sendAtSecond(5)));
    final EtlBuffer buffer = readable(session().trace(), OFFSET, BufferCondition.TRUNCATED, bytes);

    assertThat(shownBy(buffer)).containsExactly(seconds(5, 9));
  }

  @ParameterizedTest
  @ValueSource(longs = {START + 4 * SECOND - 1, 0, -1, START + 61 * SECOND})
  void flushTimeThatCannotBe_isReplacedByTheEndOfTheSession(final long flush) {
    final byte[] bytes = bytes(sendAtSecond(5), BROKEN);
    final EtlBuffer buffer = whole(session().trace(), OFFSET, flushedAt(flush, bytes));
    buffer.setLowerBound(START + 4 * SECOND);

    assertThat(shownBy(buffer)).containsExactly(seconds(5, 60));
  }

  @Test
  void flushAtTheLowerBound_isPossible() {
    final byte[] bytes = bytes(TIMELESS, BROKEN);
    final EtlBuffer buffer = whole(session().trace(), OFFSET, flushedAt(START + 4 * SECOND, bytes));
    buffer.setLowerBound(START + 4 * SECOND);

    assertThat(shownBy(buffer)).containsExactly(seconds(4, 4));
  }

  @Test
  void malformedBufferOfAnOpenSession_endsAtItsFlush() {
    final byte[] bytes = bytes(sendAtSecond(5), BROKEN);
    final EtlBuffer buffer =
        whole(session().open().trace(), OFFSET, flushedAt(START + 90 * SECOND, bytes));

    assertThat(shownBy(buffer)).containsExactly(seconds(5, 90));
  }

  /** The system clock may be set back, so the first record need not be the earliest. */
  @Test
  void malformedBufferOfTheSystemClock_beginsAtItsLowerBound() {
    final byte[] bytes = flushedAt(START + 9 * SECOND, bytes(sendAtSecond(5), BROKEN));
    final EtlBuffer buffer = whole(session().clock(ClockType.SYSTEM_TIME).trace(), OFFSET, bytes);
    buffer.setLowerBound(START + 3 * SECOND);

    assertThat(shownBy(buffer)).containsExactly(seconds(3, 9));
  }

  @Test
  void lossMarkedInABuffer_isFromItsFirstRecordToItsLast() {
    final EtlBuffer buffer =
        whole(session().trace(), OFFSET, lossy(sendAtSecond(5), sendAtSecond(7)));

    assertThat(shownBy(buffer)).containsExactly(seconds(5, 7));
  }

  @Test
  void lossMarkedInABufferWithoutTimes_isFromItsLowerBoundToItsFlush() {
    final EtlBuffer buffer =
        whole(session().trace(), OFFSET, flushedAt(START + 9 * SECOND, lossy(TIMELESS)));
    buffer.setLowerBound(START + 3 * SECOND);

    assertThat(shownBy(buffer)).containsExactly(seconds(3, 9));
  }

  @Test
  void lossMarkedInABufferOutOfOrder_isFromItsEarliestRecordToItsLatest() {
    final EtlBuffer buffer =
        whole(session().trace(), OFFSET, lossy(sendAtSecond(7), sendAtSecond(9), sendAtSecond(6)));

    assertThat(shownBy(buffer)).containsExactly(seconds(6, 9));
  }

  @Test
  void lossCountedInTheLogHeader_alsoConcernsRecordsBeforeAndAfterTheSession() {
    final Trace trace = session().lost(1, 0).trace();
    final long end = END_MILLIS - START_MILLIS;

    assertThat(shownBy(whole(trace, OFFSET, bytes(sendAt(END - SECOND), sendAt(END + SECOND)))))
        .containsExactly(seconds(end / 1_000 - 1, end / 1_000 + 1));
    assertThat(shownBy(whole(trace, OFFSET, bytes(sendAt(START - SECOND), sendAt(START)))))
        .containsExactly(seconds(-1, 0));
    assertThat(shownBy(whole(trace, OFFSET, bytes(sendAt(START), sendAt(END))))).isEmpty();
    assertThat(shownBy(whole(session().trace(), OFFSET, bytes(sendAt(END), sendAt(END + SECOND)))))
        .isEmpty();
  }

  @Test
  void malformedBufferAfterTheSession_endsAtItsLatestRecord() {
    final byte[] bytes = bytes(sendAt(END + 5 * SECOND), sendAt(END + 7 * SECOND), BROKEN);
    final EtlBuffer buffer = whole(session().trace(), OFFSET, flushedAt(END + 9 * SECOND, bytes));

    assertThat(shownBy(buffer)).containsExactly(interval(END_MILLIS + 5_000, END_MILLIS + 7_000));
  }

  @Test
  void recordFarAheadAmongOthers_isOutsideOfTheSession() {
    final EtlBuffer buffer =
        whole(
            session().trace(),
            OFFSET,
            bytes(sendAtSecond(1), sendAt(END + 2 * HOUR), sendAtSecond(7)));

    assertThat(shownBy(buffer))
        .containsExactly(interval(START_MILLIS + 1_000, END_MILLIS + 7_200_000), wholeSession());
  }

  @Test
  void recordsOutsideOfTheSession_concernTheirTimesAndTheSession() {
    final EtlBuffer buffer =
        whole(
            session().trace(),
            OFFSET,
            bytes(sendAt(END + 2 * HOUR + SECOND), sendAt(END + 2 * HOUR)));

    assertThat(shownBy(buffer))
        .containsExactly(interval(END_MILLIS + 7_200_000, END_MILLIS + 7_201_000), wholeSession());
  }

  @Test
  void recordsOutsideOfTheSession_areReportedBesideTheLossOfTheBuffer() {
    final EtlBuffer buffer = whole(session().trace(), OFFSET, lossy(sendAt(START - 2 * HOUR)));
    final LossInterval twoHoursBefore =
        interval(START_MILLIS - 7_200_000, START_MILLIS - 7_200_000);

    assertThat(shownBy(buffer)).containsExactly(twoHoursBefore, twoHoursBefore, wholeSession());
  }

  @Test
  void recordsOutsideOfTheSession_inTheBufferOfTheLogHeader_areReportedWithoutAnIndex() {
    final byte[] header = buffer(sendAt(START - 2 * HOUR)).type(TYPE_LOG_HEADER).ofSize(0);

    assertThat(shownBy(whole(session().trace(), 0, header)))
        .containsExactly(
            interval(START_MILLIS - 7_200_000, START_MILLIS - 7_200_000), wholeSession());
  }

  @Test
  void upToAnHourBeforeTheStartOrAfterTheEnd_isInsideOfTheSession() {
    final LogHeader header = session().header();

    assertThat(LossInterval.isOutside(header, START - HOUR, END + HOUR)).isFalse();
    assertThat(LossInterval.isOutside(header, START - HOUR - 1, START)).isTrue();
    assertThat(LossInterval.isOutside(header, START, END + HOUR + 1)).isTrue();
    assertThat(LossInterval.isOutside(header, END + HOUR + 1, END + HOUR + 1)).isTrue();
  }

  @Test
  void anyTimeAfterTheStart_isInsideOfAnOpenSession() {
    final LogHeader header = session().open().header();

    assertThat(LossInterval.isOutside(header, START, END + 100 * HOUR)).isFalse();
    assertThat(LossInterval.isOutside(header, START - HOUR - 1, END)).isTrue();
  }

  @Test
  void anyTime_isInsideOfASessionWithoutStartTime() {
    assertThat(LossInterval.isOutside(session().start(0).header(), START, END + 2 * HOUR))
        .isFalse();
  }

  @Test
  void bufferWithoutTimes_isInsideOfItsSession() {
    assertThat(
            LossInterval.isOutside(
                session().header(), TraceClock.NOT_A_TIME, TraceClock.NOT_A_TIME))
        .isFalse();
  }
}
