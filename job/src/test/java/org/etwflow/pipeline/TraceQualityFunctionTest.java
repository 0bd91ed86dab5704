package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.ToLongFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.etwflow.quality.DefectCount;
import org.etwflow.quality.QualityPartial;
import org.etwflow.quality.QualityPartialMerger;
import org.etwflow.quality.TraceQuality;
import org.etwflow.testing.GrowingFile;
import org.etwflow.testing.QualityFixture;
import org.etwflow.traces.TraceGenerator;
import org.etwflow.traces.WrittenTrace;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When the quality row of a trace is emitted. */
class TraceQualityFunctionTest {

  private static final WrittenTrace TRACE =
      TraceGenerator.inMemory("--sends=600", "--buffer-size=4K");

  private final QualityFixture closed = new QualityFixture(TRACE.bytes());
  private final QualityFixture open = new QualityFixture(GrowingFile.open(TRACE));
  private final int buffers = closed.buffers();
  private OperatorMetrics metrics;
  private KeyedOneInputStreamOperatorTestHarness<String, QualityPartial, TraceQuality> operator;

  @BeforeEach
  void open() throws Exception {
    operator = operator();
    operator.open();
  }

  @AfterEach
  void close() throws Exception {
    operator.close();
  }

  private KeyedOneInputStreamOperatorTestHarness<String, QualityPartial, TraceQuality> operator()
      throws Exception {
    metrics = new OperatorMetrics();
    return new KeyedOneInputStreamOperatorTestHarness<>(
        new KeyedProcessOperator<>(new TraceQualityFunction()),
        partial -> partial.trace.id(),
        Types.STRING,
        metrics.environment());
  }

  private void process(final QualityPartial... partials) throws Exception {
    for (final QualityPartial partial : partials) {
      operator.processElement(new StreamRecord<>(partial));
    }
  }

  private List<TraceQuality> rows() {
    return operator.extractOutputValues();
  }

  private void restore() throws Exception {
    final OperatorSubtaskState state = operator.snapshot(1, 1);
    operator.close();
    operator = operator();
    operator.initializeState(state);
    operator.open();
  }

  private void assertNothingIsKept() {
    assertThat(operator.numKeyedStateEntries()).isZero();
    assertThat(operator.numEventTimeTimers()).isZero();
  }

  private TraceQuality rowOfAll() {
    return QualityPartialMerger.row(
        QualityPartialMerger.joined(List.of(closed.partialWithEnd(0, buffers, 0))));
  }

  @Test
  void wholeTrace_emitsRowAtOnce() throws Exception {
    process(closed.partial(0, 3), closed.partial(3, 4));
    assertThat(rows()).isEmpty();

    process(closed.partialWithEnd(4, buffers, 0));

    assertThat(rows()).containsExactly(rowOfAll());
    assertNothingIsKept();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void partials_inAnyOrder_emitSameRow(final long seed) throws Exception {
    final List<QualityPartial> partials = new ArrayList<>();
    for (int buffer = 0; buffer < buffers; buffer++) {
      partials.add((buffer < buffers / 2 ? open : closed).partial(buffer, buffer + 1));
    }
    partials.add(closed.end(buffers, 0));
    Collections.shuffle(partials, new Random(seed));
    final int last = partials.size() - 1;

    process(partials.subList(0, last).toArray(QualityPartial[]::new));
    assertThat(rows()).isEmpty();
    process(partials.get(last));

    assertThat(rows()).containsExactly(rowOfAll());
    assertNothingIsKept();
  }

  @Test
  void closedTrace_atEndOfInput_emitsNoSecondRow() throws Exception {
    process(closed.partialWithEnd(0, buffers, 0));

    operator.processWatermark(Watermark.MAX_WATERMARK);

    assertThat(rows()).hasSize(1);
  }

  @Test
  void grownTrace_emitsSecondRow() throws Exception {
    process(open.partialWithEnd(0, 3, 100));
    assertThat(rows()).hasSize(1);
    assertThat(rows().get(0))
        .returns(3L, TraceQuality::buffers)
        .returns(true, TraceQuality::truncatedTail);

    process(open.partial(3, 5));
    assertThat(rows()).hasSize(1);
    process(open.end(5, 0));
    assertThat(rows()).hasSize(2);
    assertThat(rows().get(1))
        .returns(5L, TraceQuality::buffers)
        .returns(false, TraceQuality::truncatedTail);

    process(closed.partialWithEnd(5, buffers, 0));
    assertThat(rows()).hasSize(3);
    assertThat(rows().get(2)).isEqualTo(rowOfAll());
    assertNothingIsKept();
  }

  @Test
  void endedTrace_atEndOfInput_emitsNoSecondRow() throws Exception {
    process(open.partialWithEnd(0, 3, 0));

    operator.processWatermark(Watermark.MAX_WATERMARK);

    assertThat(rows()).hasSize(1);
  }

  @Test
  void outdatedEnd_isIgnored() throws Exception {
    process(open.partial(0, 3), open.partialWithEnd(3, 5, 0), open.end(3, 100));

    process(closed.partialWithEnd(5, buffers, 0));

    assertThat(rows()).last().isEqualTo(rowOfAll());
    assertNothingIsKept();
  }

  @Test
  void incompleteTrace_emitsRowAtEndOfInput() throws Exception {
    process(open.partial(0, 3), open.partial(4, 6));
    assertThat(rows()).isEmpty();

    operator.processWatermark(Watermark.MAX_WATERMARK);

    assertThat(rows()).singleElement().returns(5L, TraceQuality::buffers);
    assertNothingIsKept();
  }

  @Test
  void grownTraceWithoutEnd_emitsRowAtEndOfInput() throws Exception {
    process(open.partialWithEnd(0, 3, 0), open.partial(3, 6));

    operator.processWatermark(Watermark.MAX_WATERMARK);

    assertThat(rows()).hasSize(2);
    assertThat(rows().get(1)).returns(6L, TraceQuality::buffers);
  }

  @Test
  void partialsBeforeRestore_areIncluded() throws Exception {
    process(closed.partial(0, 2), closed.partial(3, 4));
    restore();
    process(closed.partial(2, 3));
    restore();
    process(closed.partialWithEnd(4, buffers, 0));

    assertThat(rows()).containsExactly(rowOfAll());
    assertNothingIsKept();
  }

  private long sumOfRows(final ToLongFunction<TraceQuality> column) {
    return rows().stream().mapToLong(column).sum();
  }

  @Test
  void metrics_areSumsOfRows() throws Exception {
    final WrittenTrace damaged =
        TraceGenerator.inMemory(
            "--sends=600",
            "--buffer-size=4K",
            "--start=2026-03-03T00:00:00Z",
            "--damaged-headers=4",
            "--lost-buffers=5",
            "--lost-events=40",
            "--malformed-sends=20");
    final QualityFixture other = new QualityFixture(damaged.bytes());
    process(closed.partialWithEnd(0, buffers, 0));
    assertThat(metrics.value("finishedTraces")).isEqualTo(1);
    assertThat(metrics.value("eventsLost")).isZero();

    process(other.partialWithEnd(0, other.buffers(), 0));

    assertThat(metrics.value("finishedTraces")).isEqualTo(2);
    assertThat(metrics.value("eventsLost")).isEqualTo(40);
    assertThat(metrics.value("buffersLost"))
        .isEqualTo(sumOfRows(TraceQuality::buffersLost))
        .isPositive();
    assertThat(metrics.value("missingBufferSequences"))
        .isEqualTo(sumOfRows(TraceQuality::missingBufferSequences))
        .isPositive();
    assertThat(metrics.value("skippedBuffers"))
        .isEqualTo(sumOfRows(TraceQuality::skippedBuffers))
        .isPositive();
    assertThat(metrics.value("malformedRecords"))
        .isEqualTo(sumOfRows(TraceQuality::malformedRecords))
        .isPositive();
    assertThat(metrics.value("damagedTraces"))
        .isEqualTo(rows().stream().filter(TraceQuality::isDamaged).count())
        .isPositive();
  }

  @Test
  void rowThatReplacesAnother_countsInItsPlace() throws Exception {
    process(open.partialWithEnd(0, 3, 100));
    assertThat(metrics.value("finishedTraces")).isEqualTo(1);
    assertThat(metrics.value("truncatedTraces")).isEqualTo(1);

    process(open.partial(3, 5));
    assertThat(metrics.value("finishedTraces")).isEqualTo(1);
    process(open.end(5, 0));
    assertThat(metrics.value("finishedTraces")).isEqualTo(1);
    assertThat(metrics.value("truncatedTraces")).isZero();

    process(closed.partialWithEnd(5, buffers, 0));
    assertThat(metrics.value("finishedTraces")).isEqualTo(1);
    assertThat(metrics.value("damagedTraces")).isEqualTo(rowOfAll().isDamaged() ? 1 : 0);
  }

  @Test
  void metrics_afterRestore_includeEarlierRows() throws Exception {
    process(open.partialWithEnd(0, 3, 100));
    restore();
    assertThat(metrics.value("finishedTraces")).isEqualTo(1);
    assertThat(metrics.value("truncatedTraces")).isEqualTo(1);

    process(open.partial(3, 5), open.end(5, 0));

    assertThat(metrics.value("finishedTraces")).isEqualTo(1);
    assertThat(metrics.value("truncatedTraces")).isZero();
  }

  @Test
  void skippedAndDuplicateTraces_areCounted() throws Exception {
    final QualityPartial skipped = closed.partialWithEnd(0, buffers, 0);
    skipped.storageErrors = new DefectCount(2, 4_096);
    final QualityPartial duplicate = open.partialWithEnd(0, 3, 0);
    duplicate.trace = duplicate.trace.withoutHeader(0);
    duplicate.duplicateOf = "a.etl";

    process(skipped, duplicate);

    assertThat(rows()).hasSize(2);
    assertThat(metrics.value("skippedTraces")).isEqualTo(1);
    assertThat(metrics.value("storageErrors")).isEqualTo(2);
    assertThat(metrics.value("duplicateTraces")).isEqualTo(1);
  }
}
