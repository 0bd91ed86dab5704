package org.etwflow.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.etwflow.testing.BufferBytes.buffer;
import static org.etwflow.testing.BufferFixture.statistics;
import static org.etwflow.testing.BufferFixture.unreadable;
import static org.etwflow.testing.BufferFixture.whole;
import static org.etwflow.testing.SessionHeader.SECOND;
import static org.etwflow.testing.SessionHeader.START;
import static org.etwflow.testing.SessionHeader.session;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.etwflow.etl.BufferCondition;
import org.etwflow.etl.EtlBuffer;
import org.etwflow.etl.Trace;
import org.etwflow.event.EventSelection;
import org.etwflow.event.EventType;
import org.etwflow.event.NetworkEventSchema;
import org.etwflow.event.NetworkProvider;
import org.etwflow.testing.RecordBytes;
import org.etwflow.testing.Sends;
import org.etwflow.testing.TraceFiles;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a partial holds after each kind of buffer, and after another partial. */
class QualityPartialTest {

  private static final int RECEIVE = 0x060B;
  private static final int COMPRESSED = 0x40;
  private static final int TYPE_LOG_HEADER = 4;

  private static final Trace TRACE = session().trace();

  /** A send whose payload is too short: malformed. */
  private static final byte[] SHORT_SEND =
      RecordBytes.system(2, 2, 0x060A, START + SECOND, new byte[8]);

  private static byte[] sendAt(final int second) {
    return Sends.record(1, 1, START + second * SECOND);
  }

  private static byte[] receive() {
    return RecordBytes.system(2, 2, RECEIVE, START, Sends.payload(1, 1));
  }

  private static EtlBuffer sends(final long offset, final int... seconds) {
    final byte[][] records = new byte[seconds.length][];
    for (int i = 0; i < seconds.length; i++) {
      records[i] = sendAt(seconds[i]);
    }
    return whole(TRACE, offset, buffer(records).ofSize(0));
  }

  private static EtlBuffer bad(final long offset, final BufferCondition condition) {
    return unreadable(TRACE, offset, condition, "problem at " + offset);
  }

  private static QualityPartial of(final EtlBuffer... buffers) {
    final QualityPartial partial = QualityPartial.startingAt(buffers[0]);
    for (final EtlBuffer buffer : buffers) {
      partial.add(buffer, statistics(buffer), new BufferEvents());
    }
    return partial;
  }

  private static QualityPartial joined(final QualityPartial... partials) {
    return QualityPartialMerger.joined(List.of(partials));
  }

  private static DefectCount defect(final long count, final long first) {
    return new DefectCount(count, first);
  }

  private static Function<QualityPartial, DefectCount> counterOf(final BufferCondition condition) {
    return switch (condition) {
      case TRUNCATED -> partial -> partial.truncated;
      case DAMAGED_HEADER -> partial -> partial.damagedHeaders;
      case DAMAGED_COMPRESSION -> partial -> partial.damagedCompression;
      case OTHER_COMPRESSION -> partial -> partial.otherCompression;
      case EXCESSIVE_EXPANSION -> partial -> partial.excessiveExpansion;
      default -> throw new AssertionError(condition);
    };
  }

  @Test
  void stretch_isContinuedByTheNextBufferOfTheSameSession() {
    final QualityPartial partial = of(bad(1_024, BufferCondition.UNUSED));
    final Trace other = new Trace("b.etl", "h", 8_192, TRACE.header());

    assertThat(partial.from).isEqualTo(1_024);
    assertThat(partial.to).isEqualTo(2_048);
    assertThat(partial.isContinuedBy(sends(2_048, 1))).isTrue();
    assertThat(partial.isContinuedBy(sends(3_072, 1))).isFalse();
    assertThat(partial.isContinuedBy(sends(1_024, 1))).isFalse();
    assertThat(partial.isContinuedBy(unreadable(other, 2_048, BufferCondition.UNUSED, null)))
        .isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "TRUNCATED",
        "DAMAGED_HEADER",
        "DAMAGED_COMPRESSION",
        "OTHER_COMPRESSION",
        "EXCESSIVE_EXPANSION"
      })
  void damagedBuffers_areCountedByCondition(final BufferCondition condition) {
    final QualityPartial alone = of(bad(1_024, condition), bad(2_048, condition));
    final QualityPartial merged = joined(of(bad(1_024, condition)), of(bad(2_048, condition)));

    assertThat(counterOf(condition).apply(alone)).isEqualTo(defect(2, 1_024));
    assertThat(counterOf(condition).apply(merged)).isEqualTo(defect(2, 1_024));
    assertThat(alone.buffers).isZero();
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "TRUNCATED",
        "DAMAGED_HEADER",
        "DAMAGED_COMPRESSION",
        "OTHER_COMPRESSION",
        "EXCESSIVE_EXPANSION",
        "UNREADABLE"
      })
  void unusedBuffer_isAHoleOnceAnythingElseFollows(final BufferCondition condition) {
    final EtlBuffer unused = bad(1_024, BufferCondition.UNUSED);
    final EtlBuffer next = bad(2_048, condition);

    for (final QualityPartial partial : List.of(of(unused, next), joined(of(unused), of(next)))) {
      assertThat(partial.holes).isEqualTo(defect(1, 1_024));
      assertThat(partial.unusedTail).isEqualTo(DefectCount.NOTHING);
    }
  }

  @ParameterizedTest
  @EnumSource(
      names = {
        "TRUNCATED",
        "DAMAGED_HEADER",
        "DAMAGED_COMPRESSION",
        "OTHER_COMPRESSION",
        "EXCESSIVE_EXPANSION"
      })
  void unusedBuffer_isAHoleOnceARecordAndDamageFollow(final BufferCondition condition) {
    final QualityPartial next = of(sends(1_024, 1), bad(2_048, condition));
    next.problem = null;

    assertThat(joined(of(bad(0, BufferCondition.UNUSED)), next).holes).isEqualTo(defect(1, 0));
  }

  @Test
  void unusedBuffer_isAHoleOnceARecordFollows() {
    assertThat(joined(of(bad(0, BufferCondition.UNUSED)), of(sends(1_024, 1))).holes)
        .isEqualTo(defect(1, 0));
  }

  @Test
  void unusedBuffersAtTheEnd_areTheTail() {
    final EtlBuffer one = bad(1_024, BufferCondition.UNUSED);
    final EtlBuffer two = bad(2_048, BufferCondition.UNUSED);

    for (final QualityPartial partial : List.of(of(one, two), joined(of(one), of(two)))) {
      assertThat(partial.holes).isEqualTo(DefectCount.NOTHING);
      assertThat(partial.unusedTail).isEqualTo(defect(2, 1_024));
    }
  }

  @Test
  void holeBeforeTheTailOfALaterPartial_isKeptApartFromIt() {
    final QualityPartial partial =
        joined(
            of(bad(0, BufferCondition.UNUSED)),
            of(bad(1_024, BufferCondition.UNUSED), sends(2_048, 1)),
            of(bad(4_096, BufferCondition.UNUSED)));

    assertThat(partial.holes).isEqualTo(defect(2, 0));
    assertThat(partial.unusedTail).isEqualTo(defect(1, 4_096));
  }

  @ParameterizedTest
  @EnumSource(names = {"UNREADABLE", "EXCESSIVE_EXPANSION"})
  void firstProblem_isKept(final BufferCondition condition) {
    assertThat(of(bad(0, condition), bad(1_024, condition)).problem).isEqualTo("problem at 0");
    assertThat(joined(of(bad(0, condition)), of(bad(1_024, condition))).problem)
        .isEqualTo("problem at 0");
    assertThat(joined(of(sends(0, 1)), of(bad(1_024, condition))).problem)
        .isEqualTo("problem at 1024");
  }

  @Test
  void traceThatIsLeftOut_namesTheOneThatIsCounted() {
    final QualityPartial partial = of(bad(0, BufferCondition.DUPLICATE));

    assertThat(partial.duplicateOf).isEqualTo("problem at 0");
    assertThat(joined(partial, of(sends(1_024, 1))).duplicateOf).isEqualTo("problem at 0");
    assertThat(joined(of(sends(0, 1)), partial).duplicateOf).isEqualTo("problem at 0");
  }

  @Test
  void logHeaderInsideOfAFile_isADamagedHeader() {
    final byte[] header = buffer(sendAt(0)).type(TYPE_LOG_HEADER).ofSize(0);

    assertThat(of(whole(TRACE, 0, header)).damagedHeaders).isEqualTo(DefectCount.NOTHING);
    assertThat(of(whole(TRACE, 1_024, header)).damagedHeaders).isEqualTo(defect(1, 1_024));
  }

  @Test
  void logHeader_hasNoPlaceInTheSequence() {
    final byte[] header = buffer(sendAt(0)).type(TYPE_LOG_HEADER).ofSize(0);

    assertThat(of(whole(TRACE, 0, header)).ledger.size).isZero();
    assertThat(of(whole(TRACE, 0, buffer(sendAt(0)).ofSize(0))).ledger.size).isOne();
  }

  @Test
  void end_isKnownUntilTheTraceGoesOn() {
    final EtlBuffer end = unreadable(TRACE, 140, BufferCondition.END_OF_TRACE, "a note");
    final QualityPartial partial = of(sends(0, 1), end);

    assertThat(partial.ended).isTrue();
    assertThat(partial.unread).isEqualTo(1_024);
    assertThat(partial.note).isEqualTo("a note");
    assertThat(partial.to).isEqualTo(140);

    final EtlBuffer next = sends(140, 2);
    partial.add(next, statistics(next), new BufferEvents());
    assertThat(partial.ended).isFalse();
  }

  @Test
  void end_isThatOfTheLastPartial() {
    final EtlBuffer end = unreadable(TRACE, 140, BufferCondition.END_OF_TRACE, "a note");

    assertThat(joined(of(sends(0, 1)), of(end)))
        .returns(true, partial -> partial.ended)
        .returns(1_024L, partial -> partial.unread)
        .returns("a note", partial -> partial.note);
    assertThat(joined(of(sends(0, 1), end), of(sends(140, 1))))
        .returns(false, partial -> partial.ended)
        .returns(0L, partial -> partial.unread)
        .returns(null, partial -> partial.note)
        .returns(280L, partial -> partial.to);
  }

  @Test
  void traceOfTheLastBuffer_isTheTrace() {
    final Trace closed = session().buffersWritten(7).trace();
    final EtlBuffer last = unreadable(closed, 144, BufferCondition.UNUSED, null);

    assertThat(of(sends(0, 1), last).trace).isSameAs(closed);
    assertThat(joined(of(sends(0, 1)), of(last)).trace).isSameAs(closed);
  }

  @Test
  void records_areAddedUp() {
    final QualityPartial partial = joined(of(sends(0, 1, 2)), of(sends(216, 3)));

    assertThat(partial.buffers).isEqualTo(2);
    assertThat(partial.records).isEqualTo(3);
    assertThat(partial.earliest).isEqualTo(START + SECOND);
    assertThat(partial.latest).isEqualTo(START + 3 * SECOND);
    assertThat(partial.disorder).isZero();
    assertThat(partial.ledger.size).isEqualTo(2);
  }

  @Test
  void disorder_isHowFarARecordLiesBehindAnEarlierOneOfTheFile() {
    assertThat(of(sends(0, 9, 4)).disorder).isEqualTo(5 * SECOND);
    assertThat(of(sends(0, 3, 9), sends(216, 2, 10)).disorder).isEqualTo(7 * SECOND);
    assertThat(joined(of(sends(0, 3, 9)), of(sends(216, 2, 10))).disorder).isEqualTo(7 * SECOND);
    assertThat(joined(of(sends(0, 1)), of(sends(144, 9, 4))).disorder).isEqualTo(5 * SECOND);
    assertThat(joined(of(sends(0, 9, 4)), of(sends(216, 9))).disorder).isEqualTo(5 * SECOND);
  }

  @Test
  void spanOfDisorderedRecords_isFromTheEarliestToTheLatest() {
    assertThat(of(sends(0, 9, 4)))
        .returns(START + 4 * SECOND, partial -> partial.earliest)
        .returns(START + 9 * SECOND, partial -> partial.latest);
  }

  @Test
  void bufferWithoutTimes_hasNoSpan() {
    final EtlBuffer timeless = whole(TRACE, 0, buffer(RecordBytes.message(0)).ofSize(0));

    for (final QualityPartial partial :
        List.of(of(timeless, sends(80, 5)), joined(of(timeless), of(sends(80, 5))))) {
      assertThat(partial.records).isEqualTo(2);
      assertThat(partial.earliest).isEqualTo(START + 5 * SECOND);
      assertThat(partial.latest).isEqualTo(START + 5 * SECOND);
      assertThat(partial.disorder).isZero();
    }
    assertThat(joined(of(sends(0, 5)), of(timeless)))
        .returns(START + 5 * SECOND, partial -> partial.earliest)
        .returns(START + 5 * SECOND, partial -> partial.latest)
        .returns(0L, partial -> partial.disorder);
  }

  /** The first record takes 72 bytes behind the 72 of the header. */
  @Test
  void malformedRecord_standsAtItsOffset() {
    final byte[] bytes = buffer(sendAt(0), SHORT_SEND, SHORT_SEND).ofSize(0);

    assertThat(of(whole(TRACE, 1_024, bytes)).malformedRecords)
        .isEqualTo(defect(2, 1_024 + 72 + 72));
    assertThat(joined(of(sends(0, 1)), of(whole(TRACE, 1_024, bytes))).malformedRecords)
        .isEqualTo(defect(2, 1_024 + 72 + 72));
    assertThat(of(sends(0, 1)).malformedRecords).isEqualTo(DefectCount.NOTHING);
  }

  @Test
  void malformedRecordOfACompressedBuffer_standsAtItsBuffer() {
    final byte[] bytes = buffer(sendAt(0), SHORT_SEND).flags(COMPRESSED).ofSize(0);

    assertThat(of(whole(TRACE, 1_024, bytes)).malformedRecords).isEqualTo(defect(1, 1_024));
  }

  private static QualityPartial withEvents(final long offset, final long... seconds) {
    final EtlBuffer buffer = sends(offset, 1);
    final BufferEvents events = new BufferEvents();
    events.add(0, true);
    events.start();
    for (final long second : seconds) {
      events.add(START + second * SECOND, second > 5);
    }
    final QualityPartial partial = QualityPartial.startingAt(buffer);
    partial.add(buffer, statistics(buffer), events);
    return partial;
  }

  @Test
  void selectedEvents_areCountedWithTheirTimes() {
    assertThat(withEvents(0, 4, 3, 6, 5))
        .returns(4L, partial -> partial.selectedEvents)
        .returns(1L, partial -> partial.lateEvents)
        .returns(START + 3 * SECOND, partial -> partial.firstEvent)
        .returns(START + 6 * SECOND, partial -> partial.lastEvent);
  }

  @Test
  void selectedEventsOfPartials_areAddedUp() {
    for (final QualityPartial partial :
        List.of(
            joined(withEvents(0, 4, 6), withEvents(144, 3, 7, 5)),
            joined(withEvents(0, 3, 7, 5), withEvents(144, 4, 6)))) {
      assertThat(partial.selectedEvents).isEqualTo(5);
      assertThat(partial.lateEvents).isEqualTo(2);
      assertThat(partial.firstEvent).isEqualTo(START + 3 * SECOND);
      assertThat(partial.lastEvent).isEqualTo(START + 7 * SECOND);
    }
  }

  @Test
  void leftOutProcesses_areRememberedOfAnyPartial() {
    final QualityPartial limited = of(sends(0, 1));
    limited.isOverProcessLimit = true;

    assertThat(joined(limited, of(sends(144, 1))).isOverProcessLimit).isTrue();
    assertThat(joined(of(sends(144, 1)), limited).isOverProcessLimit).isTrue();
    assertThat(joined(of(sends(144, 1)), of(sends(288, 1))).isOverProcessLimit).isFalse();
  }

  private static NetworkEventSchema schema() {
    final NetworkEventSchema schema = new NetworkEventSchema(EventSelection.SEND_IPV4);
    TraceFiles.open(schema);
    return schema;
  }

  private static void add(
      final QualityPartial partial, final EtlBuffer buffer, final NetworkEventSchema schema) {
    schema.deserialize(buffer, new ListCollector<>(new ArrayList<>()));
    partial.add(buffer, schema.lastStatistics(), new BufferEvents(), schema);
  }

  @Test
  void networkEvents_areCountedWhetherTheyAreSelectedOrNot() {
    final NetworkEventSchema schema = schema();
    final QualityPartial partial = QualityPartial.startingAt(sends(0, 1));
    for (int i = 0; i < 20; i++) {
      add(partial, whole(TRACE, partial.to, buffer(receive(), sendAt(1)).ofSize(0)), schema);
    }
    add(partial, sends(partial.to, 1, 2), schema);

    assertThat(partial.networkEvents[EventType.TCP_RECEIVE_IPV4.index()]).isEqualTo(20);
    assertThat(partial.networkEvents[EventType.TCP_SEND_IPV4.index()]).isEqualTo(22);
    assertThat(Arrays.stream(partial.networkEvents).sum()).isEqualTo(42);
    assertThat(partial.providerRecords).containsOnly(0);
  }

  @Test
  void recordsOfOtherProviders_areCounted() {
    final byte[] packet =
        RecordBytes.manifest("4d4f80d9-c8bd-4d73-bb5b-19c90402c5ac", 160, 0, 0, START);
    final QualityPartial partial = QualityPartial.startingAt(sends(0, 1));

    add(partial, whole(TRACE, 0, buffer(packet, packet).ofSize(0)), schema());

    assertThat(partial.providerRecords[NetworkProvider.PKTMON.index()]).isEqualTo(2);
    assertThat(partial.networkEvents).containsOnly(0);
  }

  @Test
  void unreadableBuffer_hasNoNetworkEvents() {
    final NetworkEventSchema schema = schema();
    final QualityPartial partial = QualityPartial.startingAt(sends(0, 1));

    add(partial, sends(0, 1), schema);
    add(partial, bad(partial.to, BufferCondition.UNUSED), schema);

    assertThat(Arrays.stream(partial.networkEvents).sum()).isEqualTo(1);
  }

  @Test
  void networkEventsOfPartials_areAddedUp() {
    final QualityPartial one = of(sends(0, 1));
    final QualityPartial other = of(sends(144, 1));
    one.networkEvents[3] = 2;
    other.networkEvents[3] = 5;
    one.providerRecords[1] = 7;
    other.providerRecords[1] = 4;

    final QualityPartial joined = joined(one, other);

    assertThat(joined.networkEvents[3]).isEqualTo(7);
    assertThat(Arrays.stream(joined.networkEvents).sum()).isEqualTo(7);
    assertThat(joined.providerRecords[1]).isEqualTo(11);
    assertThat(Arrays.stream(joined.providerRecords).sum()).isEqualTo(11);
  }

  @Test
  void selectedEventsOfTheFirstBuffer_haveTimesToo() {
    final BufferEvents events = new BufferEvents();
    events.add(START, false);
    final EtlBuffer buffer = sends(0, 0);
    final QualityPartial partial = QualityPartial.startingAt(buffer);

    partial.add(buffer, statistics(buffer), events);

    assertThat(partial.firstEvent).isEqualTo(START);
  }

  /** A buffer each, of 140 bytes. */
  private static QualityPartial partialOf(final int number) {
    return of(sends(140L * number, number));
  }

  private static QualityPartial endAt(final int number, final String note) {
    return of(unreadable(TRACE, 140L * number, BufferCondition.END_OF_TRACE, note));
  }

  private static List<QualityPartial> merged(final QualityPartial... partials) {
    List<QualityPartial> merged = List.of();
    for (final QualityPartial partial : partials) {
      merged = QualityPartialMerger.add(merged, partial);
    }
    return merged;
  }

  @Test
  void partialsNextToEachOther_areJoinedInAnyOrder() {
    assertThat(merged(partialOf(2), partialOf(0), partialOf(1)))
        .singleElement()
        .returns(0L, partial -> partial.from)
        .returns(420L, partial -> partial.to)
        .returns(3L, partial -> partial.buffers)
        .returns(0L, partial -> partial.disorder);
  }

  @Test
  void partialsWithAGapBetweenThem_stayApartInFileOrder() {
    assertThat(merged(partialOf(4), partialOf(2), partialOf(0)))
        .extracting(partial -> partial.from)
        .containsExactly(0L, 280L, 560L);
  }

  @Test
  void endInsideOfAJoinedPartial_isDropped() {
    assertThat(merged(partialOf(0), partialOf(1), endAt(1, "too early"), endAt(2, "a note")))
        .singleElement()
        .returns(true, partial -> partial.ended)
        .returns("a note", partial -> partial.note);
  }

  @Test
  void endWhereTheTraceWentOn_isForgotten() {
    assertThat(merged(endAt(1, "too early"), partialOf(1), partialOf(0)))
        .singleElement()
        .returns(false, partial -> partial.ended)
        .returns(280L, partial -> partial.to);
  }

  @Test
  void endOfAnEmptyStretch_followsTheStretchThatEndsThere() {
    final QualityPartial notEnded = QualityPartial.startingAt(sends(140, 1));

    assertThat(merged(endAt(1, "a note"), notEnded, partialOf(0)))
        .singleElement()
        .returns(true, partial -> partial.ended);
  }

  @Test
  void trace_isWholeFromItsStartToItsEndWithoutAGap() {
    assertThat(QualityPartialMerger.isWhole(merged(partialOf(0), endAt(1, null)))).isTrue();
    assertThat(QualityPartialMerger.isWhole(merged(partialOf(0)))).isFalse();
    assertThat(QualityPartialMerger.isWhole(merged(partialOf(1), endAt(2, null)))).isFalse();
    assertThat(QualityPartialMerger.isWhole(merged(partialOf(0), endAt(2, null)))).isFalse();
    assertThat(QualityPartialMerger.isWhole(merged(endAt(0, null), partialOf(2)))).isFalse();
  }

  @Test
  void row_isThatOfAllThatWasRead() {
    assertThat(QualityPartialMerger.row(joined(partialOf(0), partialOf(1))))
        .returns("a.etl", TraceQuality::path)
        .returns(2L, TraceQuality::buffers);
  }
}
