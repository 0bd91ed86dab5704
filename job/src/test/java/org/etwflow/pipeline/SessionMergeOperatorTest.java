package org.etwflow.pipeline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.etwflow.flow.row.Statistic.FLOW_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_COUNT;
import static org.etwflow.flow.row.Statistic.SEND_OCTETS_P50;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;
import org.assertj.core.groups.Tuple;
import org.etwflow.flow.accumulator.SelectedStatistics;
import org.etwflow.flow.key.Grouping;
import org.etwflow.flow.partial.PartialFlowBatch;
import org.etwflow.flow.row.WindowedFlow;
import org.etwflow.flow.window.Windowing;
import org.etwflow.quality.LossReport;
import org.etwflow.testing.Partials;
import org.etwflow.testing.RowValues;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions of one key, whose sends are in partial flows of several tasks. */
class SessionMergeOperatorTest {

  private static final long GAP = 100;
  private static final Grouping TOTAL = Grouping.parse("total");
  private static final SelectedStatistics ALL = SelectedStatistics.parse("all");
  private static final Windowing.Session SESSION = new Windowing.Session(Duration.ofMillis(GAP));
  private KeyedTwoInputStreamOperatorTestHarness<
          Integer, PartialFlowBatch, LossReport, WindowedFlow>
      harness;

  @BeforeEach
  void open() throws Exception {
    harness =
        new KeyedTwoInputStreamOperatorTestHarness<>(
            new SessionMergeOperator(ALL, SESSION),
            PartialFlowBatch::bucket,
            null,
            Types.INT,
            1,
            1,
            0);
    harness.open();
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static List<PartialFlowBatch> partials(final long... millis) {
    return Partials.ofSendsAt(SESSION, ALL, millis);
  }

  private void process(final long... millis) throws Exception {
    for (final PartialFlowBatch group : partials(millis)) {
      harness.processElement1(new StreamRecord<>(group));
    }
  }

  private static Tuple session(final long start, final long end, final long sends) {
    return tuple(Instant.ofEpochMilli(start), Instant.ofEpochMilli(end), sends);
  }

  private List<RowValues> rows() {
    return harness.extractOutputValues().stream()
        .map(session -> RowValues.of(TOTAL, session))
        .toList();
  }

  private List<Tuple> sessions() {
    return rows().stream()
        .map(row -> tuple(row.windowStart(), row.windowEnd(), row.integer(SEND_COUNT)))
        .toList();
  }

  @Test
  void sends_upToAGapApart_areInOneSession() throws Exception {
    process(1_000, 1_100, 1_201);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(sessions()).containsExactly(session(1_000, 1_200, 2), session(1_201, 1_301, 1));
  }

  @Test
  void session_endsAGapAfterItsLastSend() throws Exception {
    process(1_050);
    harness.processBothWatermarks(new Watermark(1_149));
    assertThat(sessions()).isEmpty();

    process(1_150);
    harness.processBothWatermarks(new Watermark(1_249));
    assertThat(sessions()).isEmpty();

    harness.processBothWatermarks(new Watermark(1_250));
    assertThat(sessions()).containsExactly(session(1_050, 1_250, 2));
  }

  @Test
  void sendBetweenSessions_joinsThem() throws Exception {
    process(1_000, 1_190);
    process(1_095);
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(sessions()).containsExactly(session(1_000, 1_290, 3));
  }

  @Test
  void endedSession_leavesNoState() throws Exception {
    process(1_000, 1_090, 1_170, 5_000);
    harness.processBothWatermarks(new Watermark(4_000));

    assertThat(KeyedState.entries(harness)).isEqualTo(1);
    harness.processBothWatermarks(new Watermark(6_000));
    assertThat(KeyedState.entries(harness)).isZero();
    assertThat(harness.numEventTimeTimers()).isZero();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void sessions_forAnyOrderOfArrival_areExpected(final int seed) throws Exception {
    final Random random = new Random(seed);
    final long[] millis = random.longs(400, 0, 20_000).toArray();
    final List<PartialFlowBatch> shuffled = new ArrayList<>();
    for (int task = 0; task < 4; task++) {
      final int number = task;
      final LongStream ofTask =
          LongStream.range(0, millis.length).filter(i -> i % 4 == number).map(i -> millis[(int) i]);
      shuffled.addAll(partials(ofTask.toArray()));
    }
    Collections.shuffle(shuffled, random);
    for (final PartialFlowBatch group : shuffled) {
      harness.processElement1(new StreamRecord<>(group));
    }
    harness.processBothWatermarks(new Watermark(Long.MAX_VALUE));

    assertThat(sessions()).hasSizeGreaterThan(10).containsExactlyElementsOf(expected(millis));
    assertThat(rows())
        .allSatisfy(row -> assertThat(row.integer(SEND_OCTETS_P50)).isEqualTo(1))
        .allSatisfy(row -> assertThat(row.integer(FLOW_COUNT)).isEqualTo(1));
    assertThat(harness.getSideOutput(SideOutputs.TOTALS)).hasSameSizeAs(sessions());
  }

  private static List<Tuple> expected(final long... millis) {
    final List<Tuple> sessions = new ArrayList<>();
    final long[] sorted = Arrays.stream(millis).sorted().toArray();
    int first = 0;
    for (int i = 1; i <= sorted.length; i++) {
      if (i == sorted.length || sorted[i] - sorted[i - 1] > GAP) {
        sessions.add(session(sorted[first], sorted[i - 1] + GAP, i - first));
        first = i;
      }
    }
    return sessions;
  }
}
