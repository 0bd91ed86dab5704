package org.etwflow.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.SessionHeader.END;
import static org.etwflow.testing.SessionHeader.SECOND;
import static org.etwflow.testing.SessionHeader.START;
import static org.etwflow.testing.SessionHeader.session;

import java.time.Instant;
import java.util.Map;
import java.util.function.Consumer;
import org.etwflow.etl.ClockType;
import org.etwflow.etl.TimeSpan;
import org.etwflow.etl.Trace;
import org.etwflow.etl.TraceClock;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkProvider;
import org.etwflow.testing.SessionHeader;
import org.junit.jupiter.api.Test;

/** Each value and each message of the row of a trace, and when it is there. */
class QualityReportTest {

  private static final long HOUR = 3_600 * SECOND;

  private final QualityPartial seen = new QualityPartial();

  private TraceQuality row(final Trace trace) {
    seen.trace = trace;
    return new QualityReport(seen).row();
  }

  private TraceQuality row(final SessionHeader session) {
    return row(session.trace());
  }

  /** Adds a buffer of CPU 0 with records of one time, in seconds from the session's start. */
  private void buffer(final long sequence, final long second) {
    final long time = START + second * SECOND;
    seen.buffers++;
    seen.ledger.add(1_024 * seen.buffers, sequence, 0, time, time, TraceClock.NOT_A_TIME);
  }

  private static DefectCount found(final long count, final long first) {
    return new DefectCount(count, first);
  }

  @Test
  void intactTrace_hasNoProblem() {
    seen.buffers = 3;

    assertThat(row(session().buffersWritten(3)))
        .returns(null, TraceQuality::problem)
        .returns(null, TraceQuality::skippedBufferReasons)
        .returns(0L, TraceQuality::skippedBuffers)
        .returns(0L, TraceQuality::missingBufferSequences)
        .returns(false, TraceQuality::truncatedTail);
  }

  @Test
  void fileThatIsNoTrace_hasPathAndSizeOnly() {
    seen.problem = "no trace";

    assertThat(row(new Trace("a.txt", "h", 9, null)))
        .isEqualTo(
            new TraceQuality(
                "a.txt",
                "h",
                9,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                0,
                Map.of(),
                Map.of(),
                0,
                null,
                null,
                null,
                null,
                0,
                0,
                null,
                0,
                0,
                false,
                0,
                0,
                "no trace",
                null,
                null));
  }

  @Test
  void logHeader_isPartOfTheRow() {
    assertThat(row(session().cpus(4).clock(ClockType.CPU_CYCLES).lost(5, 6)))
        .returns(19_045L, TraceQuality::osBuild)
        .returns(8L, TraceQuality::pointerSize)
        .returns(4L, TraceQuality::cpuCount)
        .returns("CPU_CYCLES", TraceQuality::clock)
        .returns(Instant.parse("2026-03-02T09:00:00Z"), TraceQuality::sessionStart)
        .returns(Instant.parse("2026-03-02T09:01:00Z"), TraceQuality::sessionEnd)
        .returns(5L, TraceQuality::eventsLost)
        .returns(6L, TraceQuality::buffersLost);
    assertThat(row(session().open()).sessionEnd()).isNull();
  }

  @Test
  void selectedEvents_haveTimes() {
    seen.selectedEvents = 2;
    seen.firstEvent = START;
    seen.lastEvent = END;

    assertThat(row(session()))
        .returns(2L, TraceQuality::selectedEvents)
        .returns(Instant.parse("2026-03-02T09:00:00Z"), TraceQuality::firstEvent)
        .returns(Instant.parse("2026-03-02T09:01:00Z"), TraceQuality::lastEvent);
  }

  @Test
  void traceWithoutSelectedEvents_hasNoTimesOfEvents() {
    assertThat(row(session()))
        .returns(null, TraceQuality::firstEvent)
        .returns(null, TraceQuality::lastEvent);
  }

  @Test
  void networkEvents_areCountedByType() {
    seen.networkEvents[EventType.TCP_CONNECT_IPV4.index()] = 3;
    seen.networkEvents[EventType.UDP_FAIL.index()] = 1;

    assertThat(row(session()))
        .returns(
            Map.of(EventType.TCP_CONNECT_IPV4, 3L, EventType.UDP_FAIL, 1L),
            TraceQuality::networkEvents)
        .returns(4L, TraceQuality::allNetworkEvents)
        .returns(Map.of(), TraceQuality::providerRecords);
  }

  @Test
  void recordsOfOtherProviders_areCountedByProvider() {
    seen.providerRecords[NetworkProvider.PKTMON.index()] = 2;

    assertThat(row(session()))
        .returns(Map.of(NetworkProvider.PKTMON, 2L), TraceQuality::providerRecords)
        .returns(0L, TraceQuality::allNetworkEvents);
  }

  @Test
  void disorder_isInMilliseconds() {
    seen.disorder = 25_000;

    assertThat(row(session()).largestDisorder()).isEqualTo(2.5);
  }

  @Test
  void skippedBuffers_areCountedByReason() {
    seen.damagedHeaders = found(1, 10);
    seen.damagedCompression = found(20, 200);
    seen.otherCompression = found(300, 3_000);
    seen.excessiveExpansion = found(4_000, 40_000);
    seen.holes = found(50_000, 500_000);

    assertThat(row(session()))
        .returns(54_321L, TraceQuality::skippedBuffers)
        .returns(
            "damaged buffer header: 1 (first at offset 10);"
                + " damaged compression: 20 (first at offset 200);"
                + " compressed by another method (XPRESS Huffman): 300 (first at offset 3000);"
                + " expansion beyond the limit: 4000 (first at offset 40000);"
                + " zeros in place of a buffer: 50000 (first at offset 500000)",
            TraceQuality::skippedBufferReasons)
        .satisfies(row -> assertThat(row.problem()).startsWith(row.skippedBufferReasons() + "; "));
  }

  @Test
  void storageErrors_areCountedAndTheirProblemIsTold() {
    seen.storageErrors = found(2, 4_096);
    seen.problem = "s3://b/a.etl cannot be read from offset 4096 on: 403";

    assertThat(row(session().buffersWritten(3)))
        .returns(2L, TraceQuality::storageErrors)
        .returns(0L, TraceQuality::skippedBuffers)
        .satisfies(row -> assertThat(row.problem()).startsWith(seen.problem));
  }

  @Test
  void unusedTail_isNoProblem() {
    seen.unusedTail = found(3, 1_024);

    assertThat(row(session().buffersWritten(0)))
        .returns(0L, TraceQuality::skippedBuffers)
        .returns(null, TraceQuality::problem);
  }

  @Test
  void otherCompression_isExplained() {
    seen.otherCompression = found(1, 10);
    assertThat(row(session()).problem()).contains("only Plain LZ77", "xperf -merge");

    seen.otherCompression = DefectCount.NOTHING;
    seen.damagedCompression = found(1, 10);
    assertThat(row(session()).problem()).doesNotContain("Plain LZ77");
  }

  private String problemWith(final Consumer<QualityPartial> change) {
    change.accept(seen);
    return row(session().buffersWritten(0)).problem();
  }

  @Test
  void malformedRecords_areCounted() {
    assertThat(problemWith(it -> it.malformedRecords = found(7, 1_234)))
        .isEqualTo("malformed records: 7 (first at offset 1234)");
    assertThat(row(session()).malformedRecords()).isEqualTo(7);
  }

  @Test
  void lateEvents_areAProblem() {
    assertThat(problemWith(it -> it.lateEvents = 3)).startsWith("late events: 3,");
  }

  @Test
  void leftOutProcesses_areAProblem() {
    assertThat(problemWith(it -> it.isOverProcessLimit = true))
        .startsWith("process names are left empty");
  }

  @Test
  void problemOfTheFile_comesFirst() {
    seen.lateEvents = 3;

    assertThat(problemWith(it -> it.problem = "no access")).startsWith("no access; late events: 3");
  }

  @Test
  void sessionWithoutStartTime_isAProblem() {
    // FILETIME of 1998-12-31T23:59:59.9999999Z, a year before the first Windows with traces.
    final long before1999 = 125_596_224_000_000_000L - 1;

    assertThat(row(session().start(before1999)).problem()).contains("has no start time");
    assertThat(row(session().start(before1999 + 1)).problem()).isNotEqualTo("has no start time");
  }

  @Test
  void sessionOfTheSystemClock_needsNoStartTime() {
    seen.buffers = 1;

    assertThat(row(session().start(0).clock(ClockType.SYSTEM_TIME)).problem()).isNull();
    assertThat(row(session().start(0)).problem()).contains("has no start time");
  }

  @Test
  void sessionFrom1999On_hasAStartTime() {
    seen.buffers = 1;

    assertThat(row(session().start(125_596_224_000_000_000L)).problem()).isNull();
  }

  @Test
  void recordsOutsideOfTheSession_areAProblem() {
    seen.buffers = 1;
    seen.earliest = START - 2 * HOUR;
    seen.latest = START + SECOND;

    assertThat(row(session()).problem())
        .contains(
            "records are from 2026-03-02T07:00:00Z to 2026-03-02T09:00:01Z",
            "2026-03-02T09:00:00Z to 2026-03-02T09:01:00Z");
    assertThat(row(session().open()).problem()).contains("2026-03-02T09:00:00Z to an unknown time");
  }

  @Test
  void recordsInsideOfTheSession_areNoProblem() {
    seen.buffers = 1;
    seen.earliest = START;
    seen.latest = START;
    assertThat(row(session()).problem()).isNull();

    seen.earliest = END + 2 * HOUR;
    seen.latest = END + 2 * HOUR;
    assertThat(row(session()).problem()).contains("records are from 2026-03-02T11:01:00Z");
  }

  @Test
  void recordsOfAnUnknownTrace_areNotCompared() {
    seen.earliest = START;
    seen.latest = START;

    assertThat(row(new Trace("a.txt", "h", 9, null)).problem()).isNull();
  }

  @Test
  void truncatedBuffer_isWhereTheFileEnds() {
    seen.truncated = found(1, 7_777);
    seen.unread = 5;
    seen.to = 8_888;

    assertThat(row(session().buffersWritten(0)))
        .returns(true, TraceQuality::truncatedTail)
        .satisfies(
            row ->
                assertThat(row.problem())
                    .isEqualTo(
                        "the file ends inside the buffer at offset 7777: copy it again if the"
                            + " original is longer"));
  }

  @Test
  void bytesBehindTheLastBuffer_areWhereTheFileEnds() {
    seen.unread = 1;
    seen.to = 8_888;

    assertThat(row(session()))
        .returns(true, TraceQuality::truncatedTail)
        .satisfies(
            row -> assertThat(row.problem()).contains("ends inside the buffer at offset 8888:"));
  }

  @Test
  void fileWithFewerBuffersThanWereWritten_isTruncated() {
    buffer(1, 1);
    seen.to = 2_048;

    assertThat(row(session().buffersWritten(3)))
        .returns(true, TraceQuality::truncatedTail)
        .satisfies(
            row ->
                assertThat(row.problem())
                    .contains("the file ends at offset 2048 with 1 of 3 buffers: copy it again"));
  }

  @Test
  void fewerBuffersThanWereWritten_areNoTruncationOfACircularFile() {
    buffer(1, 1);

    assertThat(row(session().circular().buffersWritten(3)).truncatedTail()).isFalse();
  }

  @Test
  void fewerBuffersThanWereWritten_areNoTruncationIfOtherwiseExplained() {
    seen.problem = "no access";
    assertThat(row(session().buffersWritten(3)).truncatedTail()).isFalse();

    seen.problem = null;
    seen.duplicateOf = "b.etl";
    assertThat(row(session().buffersWritten(3)).truncatedTail()).isFalse();

    seen.duplicateOf = null;
    seen.holes = found(1, 0);
    assertThat(row(session().buffersWritten(3)).truncatedTail()).isFalse();

    seen.holes = DefectCount.NOTHING;
    assertThat(row(session().buffersWritten(3)).truncatedTail()).isTrue();
    assertThat(row(session().open().buffersWritten(3)).truncatedTail()).isFalse();
  }

  @Test
  void bufferMissingInTheSequence_isAProblemWithItsTimes() {
    buffer(1, 1);
    buffer(3, 9);

    assertThat(row(session().buffersWritten(2)))
        .returns(1L, TraceQuality::missingBufferSequences)
        .satisfies(
            row ->
                assertThat(row.problem())
                    .startsWith("1 buffers are missing in the sequence: copy the file again")
                    .endsWith(
                        "events may be missing from 2026-03-02T09:00:01Z to"
                            + " 2026-03-02T09:00:09Z"));
  }

  @Test
  void bufferMissingBecauseItWasLost_isNoProblemOfTheFile() {
    buffer(1, 1);
    buffer(3, 9);

    assertThat(row(session().buffersWritten(2).lost(0, 1)).problem()).isNull();
  }

  @Test
  void bufferMissingBecauseItWasSkipped_onlyAddsItsTimes() {
    buffer(1, 1);
    buffer(3, 9);
    seen.damagedHeaders = found(1, 2_048);

    assertThat(row(session().buffersWritten(2)).problem())
        .isEqualTo(
            "damaged buffer header: 1 (first at offset 2048); events may be missing from"
                + " 2026-03-02T09:00:01Z to 2026-03-02T09:00:09Z");
  }

  @Test
  void bufferMissingBecauseItIsTruncated_onlyAddsItsTimes() {
    buffer(1, 1);
    buffer(3, 9);
    seen.truncated = found(1, 2_048);

    assertThat(row(session().buffersWritten(2)).problem())
        .startsWith("the file ends inside the buffer at offset 2048")
        .doesNotContain("in the sequence")
        .endsWith("; events may be missing from 2026-03-02T09:00:01Z to 2026-03-02T09:00:09Z");
  }

  @Test
  void moreMissingThanLostSkippedAndTruncated_isAProblem() {
    buffer(1, 1);
    buffer(5, 9);
    seen.truncated = found(1, 2_048);
    seen.damagedHeaders = found(1, 1_024);

    assertThat(row(session().buffersWritten(2).lost(0, 1)).problem()).doesNotContain("in the seq");

    buffer(7, 9);
    assertThat(row(session().buffersWritten(3).lost(0, 1)).problem())
        .contains("4 buffers are missing in the sequence");
  }

  @Test
  void sessionThatWasNotClosed_mayMissEventsAtItsEnd() {
    buffer(1, 1);

    assertThat(row(session().open()).problem())
        .contains("the session was not closed: stop it (logman stop)")
        .endsWith("events may be missing from 2026-03-02T09:00:01Z on");
  }

  @Test
  void overwrittenBuffers_areOfTheTimeBeforeTheOldestOne() {
    buffer(5, 9);

    assertThat(row(session().circular().buffersWritten(6)).problem())
        .contains("oldest buffers were overwritten: record with a larger file (logman -max)")
        .endsWith("events may be missing from 2026-03-02T09:00:00Z to 2026-03-02T09:00:09Z");
  }

  @Test
  void repeatedSequenceNumber_isAProblem() {
    buffer(1, 1);
    buffer(1, 9);

    assertThat(row(session().buffersWritten(3)).problem())
        .contains("at offset 2048: either a session was appended")
        .endsWith("events may be missing from 2026-03-02T09:00:00Z on");
  }

  @Test
  void missingTimes_areThoseThatWereFoundBeforehand() {
    buffer(1, 1);
    buffer(3, 9);
    final TimeSpan span = new TimeSpan(START + 2 * SECOND, START + 3 * SECOND);

    assertThat(row(session().buffersWritten(2).traceMissing(span)).problem())
        .endsWith("events may be missing from 2026-03-02T09:00:02Z to 2026-03-02T09:00:03Z");
    assertThat(row(session().buffersWritten(2).traceMissing()).problem()).isNull();
  }

  private static TimeSpan[] spans(final int count) {
    final TimeSpan[] spans = new TimeSpan[count];
    for (int i = 0; i < count; i++) {
      spans[i] = new TimeSpan(START + 10L * i * SECOND, START + (10L * i + 1) * SECOND);
    }
    return spans;
  }

  @Test
  void moreThanThreeTimes_areCounted() {
    buffer(1, 1);
    final String three =
        "from 2026-03-02T09:00:00Z to 2026-03-02T09:00:01Z,"
            + " from 2026-03-02T09:00:10Z to 2026-03-02T09:00:11Z,"
            + " from 2026-03-02T09:00:20Z to 2026-03-02T09:00:21Z";

    assertThat(row(session().open().traceMissing(spans(3))).problem()).endsWith(three);
    assertThat(row(session().open().traceMissing(spans(5))).problem())
        .endsWith(three + " and at 2 other times");
  }

  @Test
  void missingTimes_areGivenInMilliseconds() {
    buffer(1, 1);
    final TimeSpan span = new TimeSpan(START + 12_345_678, START + 2 * SECOND);

    assertThat(row(session().open().traceMissing(span)).problem())
        .endsWith("from 2026-03-02T09:00:01.234Z to 2026-03-02T09:00:02Z");
  }

  @Test
  void duplicate_isNotSearchedForMissingBuffers() {
    buffer(1, 1);
    buffer(3, 9);
    seen.duplicateOf = "b.etl";

    assertThat(row(session().buffersWritten(2)))
        .returns("b.etl", TraceQuality::duplicateOf)
        .returns(0L, TraceQuality::missingBufferSequences)
        .returns(null, TraceQuality::problem);
  }
}
